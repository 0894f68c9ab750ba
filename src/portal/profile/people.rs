//! The list of people, with filters and a search that forgives spelling.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Seen, Shared,
        profile::people::{self, EACH, Group, People},
    },
    domain::disclosure::administrator::Brief,
    http::{Answer, Caller, Form, Page, html},
};

/// A link that looks like a chip.
struct Filter {
    href: &'static str,
    label: &'static str,
    current: bool,
    count: Option<usize>,
}

/// Where a long list goes on.
struct Paging {
    previous: Option<String>,
    next: Option<String>,
    words: String,
}

#[derive(Template)]
#[template(path = "portal/profile/people.html", config = "config/askama.toml")]
struct PeoplePage {
    page: Page,
    filters: Vec<Filter>,
    people: Vec<(Brief, Option<String>)>,
    looked_for: String,
    withdrawn_hint: bool,
    paging: Paging,
}

/// Which people, and which part of the list.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
    #[serde(default)]
    done: String,
}

const GROUPS: [(&str, &str, &str, Group); 4] = [
    ("", "/people", "Shown to members", Group::Circulated),
    ("id-sought", "/people?show=id-sought", "ID sought", Group::IdSought),
    ("under-18", "/people?show=under-18", "Under 18", Group::Under18),
    ("not-shown", "/people?show=not-shown", "Not shown", Group::NotShown),
];

fn lay_out(seen: Seen<People>, asked: &Asked, looked_for: String) -> PeoplePage {
    let People { people, total, withdrawn_hint, waiting } = seen.value;
    let group = |word: &str| looked_for.is_empty() && asked.show == word;
    let part = |from: usize| format!("/people?show={}&from={from}", asked.show);
    let until = asked.from + people.len();
    let flash = (asked.done == "withdrawn")
        .then_some("Done. Nothing that counts is left: the person is withdrawn and erased in 28 days.");
    PeoplePage {
        page: Page::new("People", &seen.bar, "/people")
            .counting("/inbox", u32::try_from(waiting).unwrap_or(u32::MAX))
            .flashing(flash),
        filters: GROUPS
            .iter()
            .map(|(word, href, label, _)| Filter {
                href,
                label,
                current: group(word),
                count: group(word).then_some(total),
            })
            .collect(),
        paging: Paging {
            previous: (asked.from > 0).then(|| part(asked.from.saturating_sub(EACH))),
            next: (until < total && looked_for.is_empty()).then(|| part(until)),
            words: format!("{} to {until} of {total}", asked.from + 1),
        },
        people,
        looked_for,
        withdrawn_hint,
    }
}

/// The list.
///
/// # Errors
/// 404 for whoever is no administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let mut asked = asked.into_inner();
    let group = GROUPS.iter().find(|(word, ..)| *word == asked.show);
    if group.is_none() {
        asked.show = String::new();
    }
    let group = group.map(|(.., group)| *group).unwrap_or_default();
    let seen = people::people(&service, caller.call, group, asked.from, String::new()).await?;
    html(&lay_out(seen, &asked, String::new()))
}

/// People by name: the words looked for stand in no address and in no log.
///
/// # Errors
/// 404 for whoever is no administrator.
pub async fn find(service: web::Data<Shared>, form: Form) -> Answer {
    let looked_for = form.typed.get("look").trim().to_owned();
    let seen = people::people(&service, form.call(), Group::default(), 0, looked_for.clone()).await?;
    html(&lay_out(seen, &Asked::default(), looked_for))
}
