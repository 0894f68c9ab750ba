//! The information sharing agreements.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use crate::{
    actions::{Shared, agency::agreements},
    domain::{
        agency::agreement::{Agreement, Days, Standing},
        date::spoken,
        ids::AgreementId,
    },
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/agency/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    agreements: Vec<Item>,
}

struct Item {
    id: AgreementId,
    agency: String,
    when: String,
    badge: (&'static str, &'static str),
}

/// All of them.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let today = service.clock().today();
    let seen = agreements::list(&service, caller.call).await?;
    let page = Page::new("Information sharing agreements", &seen.bar, "/assurance");
    html(&List { page, agreements: seen.value.into_iter().map(|one| item(one, today)).collect() })
}

fn item(agreement: Agreement, today: NaiveDate) -> Item {
    let Agreement { id, terms, signed: _, covers: _, days, registered_by: _, registered_at: _ } = agreement;
    Item { id, agency: terms.agency, when: when(&days, today), badge: badge(&days, today) }
}

/// The day that matters next, in words.
fn when(days: &Days, today: NaiveDate) -> String {
    days.refusal(today).unwrap_or_else(|| {
        format!("In force until {}. To be reviewed by {}.", spoken(days.ends), spoken(days.review))
    })
}

/// Where an agreement stands, as a badge: its kind and its word.
pub(super) fn badge(days: &Days, today: NaiveDate) -> (&'static str, &'static str) {
    match days.standing(today) {
        Standing::InForce if days.review < today => ("wrong", "Review is late"),
        Standing::InForce if days.reminds(today) => ("waiting", "To be reviewed"),
        Standing::InForce => ("done", "In force"),
        Standing::Ahead => ("info", "Begins later"),
        Standing::Over => ("withdrawn", "Over"),
        Standing::Ended => ("withdrawn", "Ended"),
    }
}
