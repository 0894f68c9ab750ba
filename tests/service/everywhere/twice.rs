//! Every form of every page, filled in well and sent twice at the same moment, and once more afterwards: what it does is
//! done once, and nobody is answered by a failure.

use std::collections::{BTreeMap, BTreeSet};

use beadle::domain::member::role::Role;
use chrono::TimeDelta;
use futures_util::future::join;

use super::{
    forms::{EVERYBODY, body, digest, forms_on, found, is_tried_by, key, pages, request, without_ids},
    full::Full,
    page::{Field, Form},
    routes::{Who, browser},
};
use crate::harness::{Answer, Browser, PASSWORD, Town};

/// What is typed where words alone do not do: the form, the field, what is typed.
const TYPED: &[(&str, &str, &str)] = &[
    ("/account/password", "present", PASSWORD),
    ("/account/password", "password", "another lantern over the hall"),
    ("/account/password", "again", "another lantern over the hall"),
    ("/forgotten", "email", "member@ashby.test"),
    ("/link/{}", "password", PASSWORD),
    ("/link/{}", "again", PASSWORD),
    ("/officer/people", "ageFrom", "18"),
    ("/officer/people", "ageTo", "40"),
    ("/report", "find", ""),
    ("/report", "loss", "45"),
    ("/report", "named", ""),
    ("/report", "recovered", ""),
    ("/report", "save", ""),
    ("/settings", "website", ""),
    ("/sign-in", "email", "member@ashby.test"),
    ("/sign-in", "password", PASSWORD),
];

/// Forms of which every sending counts: each asks for a link, and the last link holds.
const EACH_COUNTS: [&str; 1] = ["/forgotten"];

/// Deeds that are the scheme's main line, or cannot be taken back: all of these must have been done here. What needs a
/// proven incident, a decision or a choice among faces is in `sanction/twice.rs`.
const DONE: &[&str] = &[
    "/account/leave",
    "/contact",
    "/decisions/leavings/{}",
    "/link/{}",
    "/members/new",
    "/members/roles",
    "/members/roles/{}/revoke",
    "/members/{}/people",
    "/people/{}/not",
    "/people/{}/strike",
    "/report",
    "/requests/new",
    "/settings/rules/changes/{}/decide",
];

/// A field's value as somebody sends it who means it.
fn meant(form: &Form, field: &Field) -> String {
    let to = without_ids(&form.action);
    let typed = TYPED.iter().find(|(form, name, _)| (*form, *name) == (to.as_str(), field.name.as_str()));
    let words = match field.name.as_str() {
        _ if typed.is_some() => typed.map_or("", |(_, _, words)| *words),
        _ if !field.asked.is_empty() => field.asked.as_str(),
        _ if !field.value.is_empty() => field.value.as_str(),
        _ if field.is_day => "2027-01-10",
        "email" => "new@ashby.test",
        "phone" => "01632 960001",
        _ if field.is_typed => "Words that are long enough to be read",
        _ => "",
    };
    words.to_owned()
}

/// The same person on the same device, in another tab.
pub async fn twin(town: &Town, of: &Browser) -> Browser {
    let mut twin = town.visit(&of.host).await;
    twin.cookies.clone_from(&of.cookies);
    twin.csrf.clone_from(&of.csrf);
    twin
}

async fn send(browser: &mut Browser, form: &Form) -> Answer {
    let sent = request(browser, &form.action, body(form, "", None, &browser.csrf.clone()));
    browser.send(sent).await
}

/// How many rows each table has.
fn sizes(full: &Full) -> BTreeMap<String, usize> {
    digest(full).into_iter().map(|(table, rows)| (table, rows.len())).collect()
}

/// By how many rows each table differs.
fn difference(before: &BTreeMap<String, usize>, after: &BTreeMap<String, usize>) -> BTreeMap<String, isize> {
    let by = |table: &String| after[table].cast_signed() - before[table].cast_signed();
    before.keys().map(|table| (table.clone(), by(table))).filter(|(_, by)| *by != 0).collect()
}

/// A form of somebody's page, as it stands on a town of its own.
async fn fresh(who: Who, wanted: &str, page: usize) -> Option<(Full, Browser, Form)> {
    let full = Full::new().await;
    // What stands in the town was done a while ago.
    full.town.later(TimeDelta::minutes(5));
    let mut somebody = browser(&full, who).await;
    let here = forms_on(&mut somebody, &pages(&full)[page]).await;
    let form = here.into_iter().find(|form| key(form) == wanted)?;
    let fields = form.fields.iter().map(|field| Field { value: meant(&form, field), ..field.clone() });
    let form = Form { action: form.action.clone(), fields: fields.collect() };
    Some((full, somebody, form))
}

/// What became of a form that was sent.
enum Done {
    Once,
    /// It only shows something, or refused; with what it said.
    Nothing(String),
}

/// Sends a form once on one town, twice at once and once more on another; says what became of it, or what is wrong.
async fn tried(who: Who, wanted: &str, page: usize) -> Result<Done, String> {
    let Some((full, mut somebody, form)) = fresh(who, wanted, page).await else {
        return Err("not on a fresh town".to_owned());
    };
    let before = sizes(&full);
    let mut other = twin(&full.town, &somebody).await;
    let (one, two) = join(send(&mut somebody, &form), send(&mut other, &form)).await;
    let both = sizes(&full);
    let three = send(&mut somebody, &form).await;
    let later = sizes(&full);
    let told = [one.status, two.status, three.status];
    if told.iter().any(|status| !matches!(status, 200 | 303 | 404 | 409 | 422 | 429)) {
        return Err(format!("answers {told:?}"));
    }
    if !told[..2].contains(&303) && before == later {
        let why = one.text.split("class=\"error\"").skip(1).filter_map(|rest| rest.split("<span>").nth(1));
        let why: Vec<_> = why.filter_map(|rest| rest.split('<').next()).collect();
        return Ok(Done::Nothing(format!("{} {why:?}", one.status)));
    }
    if !told[..2].contains(&303) && !EACH_COUNTS.contains(&without_ids(&form.action).as_str()) {
        return Err(format!("answers {told:?}, and changed something"));
    }
    let Some((full, mut somebody, form)) = fresh(who, wanted, page).await else {
        return Err("not on a fresh town".to_owned());
    };
    let alone = sizes(&full);
    let only = send(&mut somebody, &form).await.status;
    let once = difference(&alone, &sizes(&full));
    let (twice, again) = (difference(&before, &both), difference(&both, &later));
    let each_counts = EACH_COUNTS.contains(&without_ids(&form.action).as_str());
    if only >= 400 || !each_counts && (twice != once || !again.is_empty()) {
        return Err(format!(
            "once {only} {once:?}, twice at once {:?} {twice:?}, again {} {again:?}",
            &told[..2],
            told[2]
        ));
    }
    Ok(Done::Once)
}

/// Every so many-eth form of somebody's pages, from one on: what was done, what was not and why, and what is wrong.
async fn all_of(who: Who, from: usize, every: usize) -> [BTreeSet<String>; 3] {
    let full = Full::new().await;
    let mut somebody = browser(&full, who).await;
    let all = found(&full, &mut somebody).await;
    let all = all.into_iter().filter(|(form, _)| is_tried_by(form, who)).skip(from).step_by(every);
    let [mut done, mut undone, mut breaches] = [const { BTreeSet::new() }; 3];
    for (wanted, page) in all {
        let to = wanted.split(' ').next().unwrap_or_default();
        match tried(who, &wanted, page).await {
            Ok(Done::Once) => _ = done.insert(to.to_owned()),
            Ok(Done::Nothing(why)) => _ = undone.insert(format!("{to}: {why}")),
            Err(wrong) => _ = breaches.insert(format!("{who:?} {to}: {wrong}")),
        }
    }
    [done, undone, breaches]
}

#[actix_web::test]
async fn every_deed_sent_twice_is_done_once() {
    let shares = [0, 1].map(|from| (Who::Holds(Role::Administrator), from, 2));
    let others = EVERYBODY.map(|who| (who, 0, 1));
    let all: Vec<_> = others
        .into_iter()
        .chain(shares)
        .map(|(who, from, every)| {
            std::thread::spawn(move || actix_web::rt::System::new().block_on(all_of(who, from, every)))
        })
        .collect();
    let mut sums = [const { BTreeSet::new() }; 3];
    for one in all {
        let found = one.join().expect("nobody is answered by a panic");
        sums.iter_mut().zip(found).for_each(|(sum, found)| sum.extend(found));
    }
    let [done, undone, breaches] = sums;
    assert!(breaches.is_empty(), "{breaches:#?}\ndone: {done:#?}\nnot done: {undone:#?}");
    let missing: Vec<_> = DONE.iter().filter(|deed| !done.contains(**deed)).collect();
    assert!(missing.is_empty(), "not done at all: {missing:?}\nnot done: {undone:#?}");
    assert!(done.len() > 40, "{} deeds were done: {done:#?}", done.len());
}
