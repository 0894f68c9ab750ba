//! The front door.

use std::sync::Arc;

use actix_web::web;
use askama::Template;

use crate::{
    actions::Shared,
    domain::{member::evidence::Visitor, scheme::Contact},
    http::{Answer, Caller, Page, html, page::home, redirect},
};

#[derive(Template)]
#[template(path = "public/home.html", config = "config/askama.toml")]
struct Home {
    page: Page,
    name: String,
    area: String,
    contact: Contact,
    logo: Option<String>,
}

/// Who we are; whoever is signed in goes on to the first page of the role acted in.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    if let Some(person) = &bar.person {
        return Ok(redirect(home(person.role)));
    }
    let page = Page::new("Welcome", &bar, "/");
    let scheme = Arc::unwrap_or_clone(bar.scheme);
    let logo = scheme.logo.map(|name| format!("/logo/{name}.jpg"));
    html(&Home { page, name: scheme.name, area: scheme.area, contact: scheme.contact, logo })
}
