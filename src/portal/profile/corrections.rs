//! What the viewer had seen of somebody, and was put right: for everybody who signs in.

use actix_web::web::{Data, Path};
use askama::Template;

use crate::{
    actions::{
        Refusal, Shared,
        profile::corrections::{self, Told},
    },
    domain::{member::role::Role, profile::recall::Wrong},
    http::{Answer, Caller, Failure, Form, Page, html, page::home, redirect},
};

#[derive(Template)]
#[template(path = "portal/profile/corrections.html", config = "config/askama.toml")]
struct CorrectionsPage {
    page: Page,
    told: Vec<Told>,
    home: &'static str,
    /// Where a person's page is for this viewer, if anywhere.
    people: Option<&'static str>,
}

/// The page.
///
/// # Errors
/// If nobody is signed in.
pub async fn page(service: Data<Shared>, caller: Caller) -> Answer {
    let seen = corrections::corrections(&service, caller.call).await?;
    let role = seen.bar.person.as_ref().map(|person| person.role);
    html(&CorrectionsPage {
        page: Page::new("Put right", &seen.bar, "/account"),
        told: seen.value,
        home: role.map_or("/", home),
        people: match role {
            Some(Role::Member | Role::Manager) => Some("/gallery"),
            Some(Role::Administrator) => Some("/people"),
            Some(Role::Officer) => Some("/officer/people"),
            _ => None,
        },
    })
}

/// Notes that one was read.
///
/// # Errors
/// 404 if there is none to read.
pub async fn read(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let id = path.parse().map_err(|_| Failure::from(Refusal::NotFound))?;
    corrections::read(&service, form.call(), id).await?;
    Ok(redirect("/corrections"))
}
