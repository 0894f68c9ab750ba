//! The gallery.

use std::fmt::Write;

use actix_web::web;
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::face::{self, CardView};
use crate::{
    actions::{
        Shared,
        photo::view::mark,
        profile::gallery::{Asked, Gallery, PAGE, gallery},
    },
    domain::{date::london_day, profile::status::Status},
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/profile/gallery.html", config = "config/askama.toml")]
struct GalleryPage {
    page: Page,
    mark: String,
    query: String,
    total: String,
    filters: Vec<Filter>,
    cards: Vec<CardView>,
    corrections: usize,
    paging: Paging,
}

struct Filter {
    href: String,
    label: String,
    current: bool,
    count: Option<i64>,
}

struct Paging {
    previous: Option<String>,
    next: Option<String>,
    words: String,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asking {
    #[serde(default)]
    q: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    since: Option<i64>,
    #[serde(default)]
    page: i64,
}

impl Asking {
    fn asked(&self) -> Asked {
        Asked {
            name: self.q.chars().take(100).collect(),
            status: Status::parse(&self.show),
            new: self.show == "new",
            near: self.show == "near",
            since: self.since.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            page: self.page.clamp(1, 10_000) - 1,
        }
    }
}

/// The gallery, or a search in it.
///
/// # Errors
/// To the agreement before it is accepted; 404 to who may not see it.
pub async fn page(service: web::Data<Shared>, caller: Caller, asking: web::Query<Asking>) -> Answer {
    let asking = asking.into_inner();
    let seen = gallery(&service, caller.call, asking.asked()).await?;
    let now = service.clock().now();
    let name = seen.bar.person.as_ref().map_or("", |person| person.name.as_str());
    let gallery = seen.value;
    let frame = Page::new("Gallery", &seen.bar, "/gallery");
    html(&GalleryPage {
        mark: mark(name, now),
        total: people(gallery.found),
        filters: filters(&asking, &gallery, london_day(now)),
        paging: paging(&asking, &gallery),
        cards: gallery
            .faces
            .into_iter()
            .map(|face| face::view(face, &gallery.own, Some(gallery.since)))
            .collect(),
        corrections: gallery.corrections,
        query: asking.q,
        page: frame,
    })
}

fn people(count: i64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// An address of the gallery. What was new stays new from page to page.
fn href(show: &str, since: DateTime<Utc>, page: i64) -> String {
    let mut href = "/gallery".to_owned();
    let mut mark = '?';
    let mut add = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a string cannot fail.
        let _ = write!(href, "{mark}{name}={value}");
        mark = '&';
    };
    if !show.is_empty() {
        add("show", &show);
    }
    add("since", &since.timestamp());
    if page > 1 {
        add("page", &page);
    }
    href
}

fn filters(asking: &Asking, gallery: &Gallery, today: NaiveDate) -> Vec<Filter> {
    let searching = !asking.q.trim().is_empty();
    let chip = |show: &str, label: String, count: Option<i64>| Filter {
        href: href(show, gallery.since, 1),
        label,
        current: !searching && asking.show == show,
        count,
    };
    let tally = &gallery.tally;
    let status = |status: Status| chip(status.as_str(), status.label().to_owned(), Some(tally.with(status)));
    let mut chips = vec![chip("", "All".to_owned(), Some(tally.all()))];
    let new = tally.newer(gallery.since);
    if new > 0 || asking.show == "new" {
        let since = format!("New since {}", day_word(london_day(gallery.since), today));
        chips.push(chip("new", since, Some(new)));
    }
    chips.extend([Status::Excluded, Status::Warned, Status::IdSought].map(status));
    if gallery.has_area {
        let count = (asking.show == "near" && !searching).then_some(gallery.found);
        chips.push(chip("near", "Near me".to_owned(), count));
    }
    chips
}

/// A day as people say it: today, yesterday, a weekday, a date.
fn day_word(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=6 => day.format("%A").to_string(),
        _ => day.format("%-d %B").to_string(),
    }
}

fn paging(asking: &Asking, gallery: &Gallery) -> Paging {
    let (page, searching) = (asking.asked().page, !asking.q.trim().is_empty());
    let shown = i64::try_from(gallery.faces.len()).unwrap_or_default();
    let (first, last) = (page * PAGE + 1, page * PAGE + shown);
    Paging {
        previous: (page > 0 && !searching).then(|| href(&asking.show, gallery.since, page)),
        next: (last < gallery.found && shown > 0 && !searching)
            .then(|| href(&asking.show, gallery.since, page + 2)),
        words: format!("{first} to {last} of {}", gallery.found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_worded_as_people_say_them() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (since, said) in [
            ("2026-11-22", "today"),
            ("2026-11-21", "yesterday"),
            ("2026-11-20", "Friday"),
            ("2026-11-16", "Monday"),
            ("2026-11-15", "15 November"),
        ] {
            assert_eq!(day_word(day(since), day("2026-11-22")), said);
        }
    }
}
