//! The list of who is circulated, and the search in it, as police systems have them.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use super::{Banner, Choice, Heard, asked, badge, choices, heard, some};
use crate::{
    actions::{
        Bar, Call, FieldProblem, Refusal, Shared,
        agency::{
            call::Answered,
            cursor,
            persons::{self, Listing, Search},
            statement,
        },
    },
    domain::{date::spoken, disclosure::police::ListedPerson, ids::ProfileId, profile::status::Status},
    http::{Answer, Caller, Form, Page, Typed, answer::again, html},
};

#[derive(Template)]
#[template(path = "portal/officer/people.html", config = "config/askama.toml")]
struct PeoplePage {
    page: Page,
    banner: Banner,
    form: Typed,
    searched: bool,
    narrowed: bool,
    statuses: Vec<Choice>,
    areas: Vec<Choice>,
    people: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: ProfileId,
    name: String,
    badge: (&'static str, &'static str),
    under18: bool,
    born: String,
    until: String,
}

fn row(person: ListedPerson) -> Row {
    let ListedPerson {
        id,
        full_name,
        date_of_birth,
        status,
        under18,
        pictured: _,
        excluded_until,
        circulated_until,
    } = person;
    Row {
        id,
        name: full_name.unwrap_or_else(|| "Name not known".to_owned()),
        badge: badge(status),
        under18,
        born: date_of_birth.map(spoken).unwrap_or_default(),
        until: match excluded_until {
            Some(day) => format!("excluded until {}", spoken(day)),
            None => format!("shown until {}", spoken(circulated_until)),
        },
    }
}

/// The fields by which the search is narrowed.
const NARROWING: [&str; 5] = ["dateOfBirth", "ageFrom", "ageTo", "status", "area"];

impl PeoplePage {
    fn of(
        (people, next): (Vec<ListedPerson>, Option<String>),
        (banner, bar): (Banner, Bar),
        areas: Vec<String>,
        form: Typed,
    ) -> Self {
        let narrowed = NARROWING.iter().any(|field| some(form.get(field)).is_some());
        Self {
            page: Page::new("People", &bar, "/officer/people"),
            banner,
            searched: narrowed || some(form.get("name")).is_some(),
            narrowed: narrowed || form.problems.iter().any(|one| NARROWING.contains(&one.field)),
            form,
            statuses: choices("Any", Status::ALL.iter().map(|one| (one.as_str(), badge(one.as_str()).1))),
            areas: choices("Anywhere", areas.iter().map(|area| (area.as_str(), area.as_str()))),
            people: people.into_iter().map(row).collect(),
            next,
        }
    }
}

/// The first page of the list.
///
/// # Errors
/// To what for, before it is said; 404 for whoever is no officer.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let answered = persons::list(&service, asked(caller.call.clone()), Listing::default()).await;
    shown(&service, caller.call, answered, Typed::default()).await
}

/// A search, or a further page: what is looked for stands in no address.
///
/// # Errors
/// As [`page`]; the page again, with what is wrong.
pub async fn find(service: web::Data<Shared>, form: Form) -> Answer {
    let call = form.call();
    let typed = form.typed;
    match wanted(&typed) {
        Ok(search) => {
            let asked = asked(call.clone());
            let alone = search.name.is_none() && search.born.is_none();
            let answered = if alone && search.age_from.is_none() && search.age_to.is_none() {
                let Search { status, area, cursor, limit, .. } = search;
                persons::list(&service, asked, Listing { cursor, limit, status, area }).await
            } else {
                persons::search(&service, asked, search).await
            };
            shown(&service, call, answered, typed).await
        }
        Err(wrong) => put_right(&service, call, typed, wrong).await,
    }
}

/// Whom the form asks for.
fn wanted(typed: &Typed) -> Result<Search, Vec<FieldProblem>> {
    let mut wrong = Vec::new();
    let mut add = |field, message: &str| wrong.push(FieldProblem { field, message: message.to_owned() });
    let born: Option<NaiveDate> = match some(typed.get("dateOfBirth")) {
        None => None,
        Some(text) => text.parse().map_err(|_| add("dateOfBirth", "Give the day as 1990-04-01.")).ok(),
    };
    let mut age = |field: &'static str| match some(typed.get(field)) {
        None => None,
        Some(text) => text.parse().map_err(|_| add(field, "Give an age in years, from 0 to 120.")).ok(),
    };
    let (age_from, age_to) = (age("ageFrom"), age("ageTo"));
    let text = |field| some(typed.get(field));
    let (name, status, area, cursor) = (text("name"), text("status"), text("area"), text("cursor"));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Search { name, born, age_from, age_to, status, area, cursor, limit: None })
}

async fn shown(
    service: &Shared,
    call: Call,
    answered: Answered<cursor::Page<ListedPerson>>,
    typed: Typed,
) -> Answer {
    match heard(answered) {
        Heard::Told(found, banner, bar) => {
            let areas = statement::desk(service, call).await?.0.areas;
            html(&PeoplePage::of((found.items, found.next), (banner, bar), areas, typed))
        }
        Heard::Wrong(wrong) => put_right(service, call, typed, wrong).await,
        Heard::Else(answer) => answer,
    }
}

async fn put_right(service: &Shared, call: Call, typed: Typed, wrong: Vec<FieldProblem>) -> Answer {
    let typed = typed.with(Refusal::Fields(wrong))?;
    match Banner::again(service, call).await {
        Ok((banner, bar, areas)) => again(&PeoplePage::of((Vec::new(), None), (banner, bar), areas, typed)),
        Err(answer) => answer,
    }
}
