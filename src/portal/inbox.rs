//! The inbox: everything due, one next step each.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    actions::{
        Shared,
        incident::inbox::{self, Inbox, Sort},
    },
    domain::date::spoken,
    http::{Answer, Caller, Page, html},
};

/// A link that looks like a chip.
struct Filter {
    href: &'static str,
    label: &'static str,
    current: bool,
    count: Option<usize>,
}

/// A task in words.
struct Line {
    urgency: &'static str,
    when: String,
    title: String,
    about: String,
    due: String,
    href: String,
    deed: &'static str,
}

/// A number and what it counts.
struct Stat {
    number: usize,
    words: &'static str,
}

/// Where a long list goes on.
struct Paging {
    previous: Option<String>,
    next: Option<String>,
    words: String,
}

#[derive(Template)]
#[template(path = "portal/inbox.html", config = "config/askama.toml")]
struct InboxPage {
    page: Page,
    summary: String,
    filters: Vec<Filter>,
    tasks: Vec<Line>,
    leaving: Vec<Stat>,
    paging: Paging,
}

/// Which things, and which part of the list.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
    #[serde(default)]
    done: String,
}

/// So many tasks stand on a page.
const EACH: usize = 50;

/// The inbox.
///
/// # Errors
/// 404 for whoever is no administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let seen = inbox::inbox(&service, caller.call).await?;
    let asked = asked.into_inner();
    let waiting = u32::try_from(seen.value.tasks.len()).unwrap_or(u32::MAX);
    let page =
        Page::new("Inbox", &seen.bar, "/inbox").counting("/inbox", waiting).flashing(done(&asked.done));
    html(&lay_out(page, &seen.value, &asked))
}

/// What was just done, in a sentence.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "accepted" => Some("The report is accepted. The reporter sees what came of it."),
        "returned" => Some("The report is back with its reporter."),
        "redacted" => Some("Done. The proof of the deletion follows once nothing else waits."),
        "rejected" => Some("The report is rejected. It is erased in 28 days."),
        _ => None,
    }
}

fn lay_out(page: Page, inbox: &Inbox, asked: &Asked) -> InboxPage {
    let sorts = [
        ("report", "Reports", Sort::Report),
        ("notice", "Notices", Sort::Notice),
        ("person", "People", Sort::Person),
        ("right", "Requests", Sort::Right),
        ("post", "Post", Sort::Post),
    ];
    let wanted = sorts.iter().find(|(word, _, _)| *word == asked.show).map(|(_, _, sort)| *sort);
    let chosen: Vec<_> =
        inbox.tasks.iter().filter(|task| wanted.is_none_or(|sort| task.sort == sort)).collect();
    let count = |sort| inbox.tasks.iter().filter(|task| task.sort == sort).count();
    let mut filters = vec![Filter {
        href: "/inbox",
        label: "Everything",
        current: wanted.is_none(),
        count: Some(inbox.tasks.len()),
    }];
    let hrefs = [
        "/inbox?show=report",
        "/inbox?show=notice",
        "/inbox?show=person",
        "/inbox?show=right",
        "/inbox?show=post",
    ];
    filters.extend(sorts.iter().zip(hrefs).map(|((_, label, sort), href)| Filter {
        href,
        label,
        current: wanted == Some(*sort),
        count: Some(count(*sort)),
    }));
    let from = asked.from.min(chosen.len());
    let until = (from + EACH).min(chosen.len());
    let part =
        |from: usize| format!("/inbox?show={}&from={from}", if wanted.is_some() { &asked.show } else { "" });
    InboxPage {
        page,
        summary: summary(inbox),
        filters,
        paging: Paging {
            previous: (from > 0).then(|| part(from.saturating_sub(EACH))),
            next: (until < chosen.len()).then(|| part(until)),
            words: format!("{} to {until} of {}", from + 1, chosen.len()),
        },
        tasks: chosen[from..until].iter().map(|task| line(task, inbox.today)).collect(),
        leaving: inbox
            .leaving
            .into_iter()
            .zip(["profiles withdrawn", "profiles erased for good", "photos erased"])
            .filter(|(number, _)| *number > 0)
            .map(|(number, words)| Stat { number, words })
            .collect(),
    }
}

fn line(task: &inbox::Task, today: NaiveDate) -> Line {
    let days = (task.due - today).num_days();
    let (urgency, when) = match days {
        ..-1 => ("late", format!("{} days late", -days)),
        -1 => ("late", "1 day late".to_owned()),
        0 => ("today", "Today".to_owned()),
        1 => ("soon", "Tomorrow".to_owned()),
        2..=3 => ("soon", format!("In {days} days")),
        _ => ("later", format!("In {days} days")),
    };
    let (urgency, when) =
        if task.urgent && days > 0 { ("today", "First".to_owned()) } else { (urgency, when) };
    Line {
        urgency,
        when,
        title: task.title.clone(),
        about: task.about.clone(),
        due: format!("by {}", spoken(task.due)),
        href: task.href.clone(),
        deed: task.deed,
    }
}

fn summary(inbox: &Inbox) -> String {
    let late = inbox.tasks.iter().filter(|task| task.due < inbox.today).count();
    let things = match inbox.tasks.len() {
        0 => return "Nothing is due.".to_owned(),
        1 => "1 thing to do.".to_owned(),
        n => format!("{n} things to do."),
    };
    match late {
        0 => format!("{things} None is late."),
        1 => format!("{things} One is late."),
        n => format!("{things} {n} are late."),
    }
}
