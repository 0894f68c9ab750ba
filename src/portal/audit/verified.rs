//! Verifying the audit trail on demand.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{Shared, audit::verify},
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/audit/verified.html", config = "config/askama.toml")]
struct Verified {
    page: Page,
    good: bool,
    chain: String,
    witness: String,
}

/// Verifies the scheme's trail and says what was found.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = verify::own(&service, caller.call).await?;
    let report = seen.value;
    let chain = match &report.chain {
        Ok(events) => format!("All {events} events follow from one another, from the first to the last."),
        Err(fault) => format!("Something was tampered with: {fault}."),
    };
    let page = Page::new("Audit trail, verified", &seen.bar, "/assurance");
    html(&Verified { page, good: report.good(), chain, witness: report.said_in_words() })
}
