//! Every form of every page, as the pages render them: each field is sent missing, too long, in a wrong type, in a
//! wrong encoding, with markup, formulas and characters nobody sees, with a day that does not exist and with ids of
//! others' things. The answer is a message or a harmless change, never a failure, and a refusal changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{http::header, test::TestRequest};
use beadle::domain::member::role::Role;

use super::{
    elsewhere::from_elsewhere,
    full::{Full, Set},
    page::{Field, Form, forms},
    registered::routes,
    routes::{Who, browser},
    things::{Whose, addresses},
};
use crate::{
    harness::{Answer, Browser},
    profile::raw::Raw,
    scheme::sheet,
};

/// Who opens pages to find forms.
pub const EVERYBODY: [Who; 6] = [
    Who::Nobody,
    Who::Holds(Role::Member),
    Who::Holds(Role::Manager),
    Who::Holds(Role::Board),
    Who::Holds(Role::Controller),
    Who::Officer,
];

/// Tables that looks and visits write.
const LOOKS: [&str; 6] = ["audit", "audit_heads", "audit_tiles", "disclosures", "sessions", "leases"];

/// The last of the values that hardly any form takes.
const REFUSED: usize = 2;

/// Markup, as typed.
const MARKUP: &str = "</textarea><script>alert(1)</script>";

/// What is sent in a field's place: what it is, and its bytes percent-encoded; nothing for a missing field.
fn values(full: &Full, field: &Field) -> Vec<(&'static str, Option<String>)> {
    let typed = |text: &str| Some(serde_urlencoded::to_string([("", text)]).unwrap()[1..].to_owned());
    vec![
        ("more than a form holds", Some("x".repeat(300_000))),
        ("not UTF-8", Some("%FF%FE%80".to_owned())),
        ("NUL", typed("a\0b")),
        ("an id of another scheme", typed(&theirs(full, &field.value))),
        ("an id of nothing", typed("0bad0bad-0bad-4bad-8bad-0bad0bad0bad")),
        ("no such day", typed("2026-02-31")),
        ("a number beyond counting", typed("99999999999999999999999999")),
        ("too long", typed(&"long ".repeat(4_000))),
        ("nothing that is seen", typed("\u{200b}\u{2060}\u{feff}")),
        ("empty", typed("")),
        ("missing", None),
        ("markup", typed(MARKUP)),
        ("a formula", typed("=cmd|' /C calc'!A0")),
        ("right to left", typed("abc\u{202e}fdp.exe\u{202c}")),
    ]
}

/// The other scheme's thing in the place of one of ours; of its people, if it is not one.
fn theirs(full: &Full, ours: &str) -> String {
    let things = |set: &Set| {
        [
            set.profile.uuid(),
            set.mate.uuid(),
            set.report.uuid(),
            set.accepted.uuid(),
            set.still.uuid(),
            set.picture.uuid(),
            set.proposed.uuid(),
            set.served.uuid(),
            set.hold.uuid(),
            set.suggestion.uuid(),
            set.user.uuid(),
            set.business.uuid(),
            set.premises.uuid(),
        ]
    };
    let (kind, ours) = ours.split_at(ours.find(':').map_or(0, |colon| colon + 1));
    let at = things(&full.own).iter().position(|id| id.to_string() == ours).unwrap_or_default();
    format!("{kind}{}", things(&full.foreign)[at])
}

/// The town's rows, without what looks leave.
pub fn digest(full: &Full) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows = Raw::open(&full.town.store).rows();
    rows.retain(|table, _| !LOOKS.contains(&table.as_str()));
    rows
}

/// A page, and what is typed to be shown it if it is the answer to a form.
pub type Page = (String, Vec<(&'static str, String)>);

/// The pages that are opened, always in the same order.
pub fn pages(full: &Full) -> Vec<Page> {
    let mut pages = Vec::new();
    for route in routes().iter().filter(|route| route.method == "GET") {
        let own = addresses(full, &route.pattern).into_iter();
        pages.extend(
            own.filter(|(whose, _)| matches!(whose, Whose::Plain | Whose::Own)).map(|(_, path)| path),
        );
    }
    pages.extend([full.young, full.sought].map(|id| format!("/people/{id}")));
    pages.push(format!("/gallery/{}", full.sought));
    pages.into_iter().map(|path| (path, Vec::new())).chain(answers(full)).collect()
}

/// Pages that are answers: what would come of joining, of splitting, of other rules.
fn answers(full: &Full) -> [Page; 3] {
    let (own, picture) = (&full.own, format!("picture:{}", full.own.picture));
    let rules = sheet(&[("exclusion_term", "6")]).into_iter();
    [
        (format!("/people/{}/same/check", own.profile), vec![("other", own.mate.to_string())]),
        (format!("/people/{}/not/check", own.profile), vec![("item", picture), ("to", "nobody".to_owned())]),
        ("/settings/rules/preview".to_owned(), rules.map(|(name, value)| (name, value.to_owned())).collect()),
    ]
}

/// What tells a form from others: where it goes and what it asks.
pub fn key(form: &Form) -> String {
    let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    format!("{} {}", without_ids(&form.action), names.join(" "))
}

pub async fn forms_on(browser: &mut Browser, (page, typed): &Page) -> Vec<Form> {
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = if typed.is_empty() { browser.get(page).await } else { browser.post(page, &typed).await };
    let is_page = answer.status == 200 && answer.header("content-type").starts_with("text/html");
    if is_page { forms(&answer.text, page) } else { Vec::new() }
}

/// The forms that somebody's pages hold, each once, with the number of its page.
pub async fn found(full: &Full, browser: &mut Browser) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for (n, page) in pages(full).iter().enumerate() {
        for form in forms_on(browser, page).await {
            all.entry(key(&form)).or_insert(n);
        }
    }
    all
}

pub fn without_ids(path: &str) -> String {
    if path.starts_with("/link/") {
        return "/link/{}".to_owned();
    }
    let parts = path.split('/').map(|part| if is_id(part) { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// A form with one field changed, as it travels.
pub fn body(form: &Form, changed: &str, value: Option<&str>, csrf: &str) -> String {
    let encoded = |text: &str| serde_urlencoded::to_string([("", text)]).unwrap()[1..].to_owned();
    let mut pairs = vec![format!("csrf={}", encoded(csrf))];
    for Field { name, value: kept, .. } in &form.fields {
        if name == changed {
            pairs.extend(value.map(|value| format!("{}={value}", encoded(name))));
        } else if name != "csrf" {
            pairs.push(format!("{}={}", encoded(name), encoded(kept)));
        }
    }
    pairs.join("&")
}

pub fn request(browser: &Browser, action: &str, body: String) -> TestRequest {
    TestRequest::post()
        .uri(action)
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .insert_header((header::ORIGIN, format!("https://{}", browser.host)))
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_payload(body)
}

/// What is wrong with an answer to a bad value.
fn wrong(answer: &Answer, what: &str, field: &Field) -> Option<String> {
    let status = answer.status;
    let expected = match what {
        "more than a form holds" => status == 413,
        "not UTF-8" => status == 400,
        // Whoever types words sees them again, on the form.
        _ if field.is_typed => matches!(status, 200 | 303 | 422 | 429),
        "an id of another scheme" if is_id(&field.value) => matches!(status, 200 | 404 | 409 | 422),
        _ => matches!(status, 200 | 303 | 400 | 404 | 409 | 422 | 429),
    };
    if !expected {
        return Some(format!("answers {status} {}", answer.location()));
    }
    if field.is_chosen && what == "a formula" && status == 303 {
        return Some("is taken".to_owned());
    }
    if answer.text.contains("<script>alert(1)") {
        return Some("shows markup as markup".to_owned());
    }
    if status == 422 && !answer.text.contains("class=\"error\"") && !answer.text.contains("href=\"#") {
        return Some("refuses without a message".to_owned());
    }
    let kept =
        ["&#60;script&#62;alert(1)", "&lt;script&gt;alert(1)"].iter().any(|text| answer.text.contains(text));
    (status == 422 && what == "markup" && field.is_typed && !kept).then(|| "loses what was typed".to_owned())
}

fn is_id(text: &str) -> bool {
    text.parse::<uuid::Uuid>().is_ok()
}

/// Tries one form in every way; returns what is wrong, and whether the town was changed.
async fn tried(full: &Full, browser: &mut Browser, form: &Form) -> (Vec<String>, bool) {
    let to = without_ids(&form.action);
    let mut breaches = from_elsewhere(browser, form).await;
    let answer = all_typed(browser, form).await;
    for field in form.fields.iter().filter(|field| answer.status == 422 && field.is_typed) {
        if !answer.text.contains(&typed_into(field)) {
            breaches.push(format!("{}: lost when another field is wrong", field.name));
        }
    }
    let before = digest(full);
    let mut changed = answer.status == 303;
    let fields = || form.fields.iter().filter(|field| field.name != "csrf");
    let tries: Vec<Vec<_>> = fields().map(|field| values(full, field)).collect();
    // One value in every field after another: what is refused first, so that it is seen that nothing was changed.
    for n in 0..tries.first().map_or(0, Vec::len) {
        for (field, (what, value)) in fields().zip(tries.iter().map(|of_field| &of_field[n])) {
            let sent =
                request(browser, &form.action, body(form, &field.name, value.as_deref(), &browser.csrf));
            let answer = browser.send(sent).await;
            // Whatever comes after a deed may find it done, and its form gone.
            let gone = !answer.text.contains(&format!("name=\"{}\"", field.name));
            let settled = changed && (matches!(answer.status, 404 | 409) || answer.status == 422 && gone);
            if let Some(wrong) = wrong(&answer, what, field).filter(|_| !settled) {
                breaches.push(format!("{}: {what}: {wrong}", field.name));
            }
            changed |= answer.status == 303;
        }
        if n == REFUSED && !changed && digest(full) != before {
            breaches.push("what hardly any form takes changed something".to_owned());
        }
    }
    if !changed && digest(full) != before {
        breaches.push("a refusal changed something".to_owned());
    }
    // The same form twice, as a nervous thumb sends it.
    for _ in 0..2 {
        let sent = request(browser, &form.action, body(form, "", None, &browser.csrf));
        let answer = browser.send(sent).await;
        if !matches!(answer.status, 200 | 303 | 400 | 404 | 409 | 422 | 429) {
            breaches.push(format!("sent twice: answers {}", answer.status));
        }
        changed |= answer.status == 303;
    }
    (breaches.into_iter().map(|breach| format!("{to} {breach}")).collect(), changed)
}

fn typed_into(field: &Field) -> String {
    format!("typed into {}", field.name.replace('_', " "))
}

/// Words in every field that takes words; nothing is chosen.
async fn all_typed(browser: &mut Browser, form: &Form) -> Answer {
    let mut fields: Vec<Field> =
        form.fields.iter().filter(|field| field.is_typed || field.is_hidden).cloned().collect();
    for field in fields.iter_mut().filter(|field| field.is_typed) {
        field.value = typed_into(field);
    }
    let form = Form { action: form.action.clone(), fields };
    let sent = request(browser, &form.action, body(&form, "", None, &browser.csrf.clone()));
    browser.send(sent).await
}

/// Every so many-eth form of somebody's pages, from one on.
async fn all_of(who: Who, from: usize, every: usize) -> (usize, Vec<String>) {
    let mut full = Full::new().await;
    let mut somebody = browser(&full, who).await;
    let all = found(&full, &mut somebody).await;
    let all: Vec<_> =
        all.into_iter().filter(|(form, _)| is_tried_by(form, who)).skip(from).step_by(every).collect();
    let mut breaches = Vec::new();
    let mut fresh = true;
    for (wanted, page) in &all {
        if !fresh {
            full = Full::new().await;
            somebody = browser(&full, who).await;
        }
        let here = forms_on(&mut somebody, &pages(&full)[*page]).await;
        let Some(form) = here.into_iter().find(|form| key(form) == *wanted) else {
            breaches.push(format!("{wanted}: not on a fresh town"));
            continue;
        };
        let (wrong, changed) = tried(&full, &mut somebody, &form).await;
        breaches.extend(wrong.into_iter().map(|wrong| format!("{who:?} {wrong}")));
        fresh = !changed;
    }
    (all.len(), breaches)
}

/// Whether somebody tries a form: what stands outside is tried by nobody in particular, what everybody has by a member.
pub fn is_tried_by(form: &str, who: Who) -> bool {
    let outside = ["/contact ", "/copy/", "/forgotten ", "/link/", "/n ", "/n/", "/rights ", "/sign-in "];
    let everybodys = ["/account", "/sign-out "];
    match who {
        Who::Nobody => true,
        Who::Holds(Role::Member) => !outside.iter().any(|to| form.starts_with(to)),
        _ => !outside.iter().chain(&everybodys).any(|to| form.starts_with(to)),
    }
}

#[actix_web::test]
async fn every_field_of_every_form_takes_whatever_is_sent() {
    // An administrator has most of the forms.
    let shares = [0, 1, 2].map(|from| (Who::Holds(Role::Administrator), from, 3));
    let others = EVERYBODY.map(|who| (who, 0, 1));
    let all: Vec<_> = others
        .into_iter()
        .chain(shares)
        .map(|(who, from, every)| {
            std::thread::spawn(move || actix_web::rt::System::new().block_on(all_of(who, from, every)))
        })
        .collect();
    let (mut count, mut breaches) = (0, Vec::new());
    for one in all {
        let (forms, wrong) = one.join().expect("nobody is answered by a panic");
        count += forms;
        breaches.extend(wrong);
    }
    assert!(count > 70, "{count} forms were found");
    assert!(breaches.is_empty(), "of {count} forms:\n{}", breaches.join("\n"));
}
