//! The list of enquiries.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Shared,
        enquiry::view::{self, PAGE},
    },
    domain::{
        date,
        enquiry::{Enquiry, state::State},
    },
    http::{Answer, Caller, Page, html},
};

/// So many characters of a message stand in the list.
const OPENING: usize = 90;

#[derive(Template)]
#[template(path = "portal/enquiry/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    filters: Vec<Filter>,
    enquiries: Vec<Item>,
    paging: Paging,
}

struct Filter {
    href: &'static str,
    label: &'static str,
    current: bool,
    count: Option<i64>,
}

struct Item {
    href: String,
    name: String,
    opening: String,
    when: String,
    ends: Option<String>,
}

struct Paging {
    previous: Option<String>,
    next: Option<String>,
    words: String,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: u32,
    #[serde(default)]
    done: String,
}

/// Lists enquiries: open ones, or closed ones that are still kept.
///
/// # Errors
/// 404 for whoever is no administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let state = State::parse(&asked.show).unwrap_or(State::Open);
    let seen = view::list(&service, caller.call, state, asked.page).await?;
    let found = seen.value;
    let filters = vec![
        Filter {
            href: "/enquiries",
            label: State::Open.label(),
            current: state == State::Open,
            count: Some(found.waiting),
        },
        Filter {
            href: "/enquiries?show=closed",
            label: State::Closed.label(),
            current: state == State::Closed,
            count: None,
        },
    ];
    let at = |page: u32| format!("/enquiries?show={}&page={page}", state.as_str());
    let first = i64::from(asked.page) * PAGE + 1;
    let last = first + i64::try_from(found.enquiries.len()).unwrap_or(PAGE) - 1;
    let paging = Paging {
        previous: asked.page.checked_sub(1).map(at),
        next: found.more.then(|| at(asked.page + 1)),
        words: format!("{first} to {last}"),
    };
    let done = (asked.done == "removed").then_some("The enquiry is erased.");
    let page = Page::new("Enquiries", &seen.bar, "/enquiries").flashing(done);
    html(&List { page, filters, enquiries: found.enquiries.iter().map(item).collect(), paging })
}

fn item(enquiry: &Enquiry) -> Item {
    let words = enquiry.message.words.replace('\n', " ");
    let opening: String = words.chars().take(OPENING).collect();
    let more = if opening.len() < words.len() { "…" } else { "" };
    Item {
        href: format!("/enquiries/{}", enquiry.id),
        name: enquiry.message.name.clone(),
        opening: format!("{opening}{more}"),
        when: date::spoken(date::london_day(enquiry.made_at)),
        ends: enquiry.erase_on.map(date::spoken),
    }
}
