//! Pages for signed-in people: one folder a noun, one file a page.

mod assurance;
mod audit;
mod enquiry;
mod inbox;
mod incident;
mod mail;
mod member;
mod photo;
mod profile;
mod sanction;
mod scheme;

use actix_web::web::{ServiceConfig, get};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/inbox", get().to(inbox::page));
    assurance::routes(config);
    audit::routes(config);
    enquiry::routes(config);
    incident::routes(config);
    mail::routes(config);
    member::routes(config);
    photo::routes(config);
    profile::routes(config);
    sanction::routes(config);
    scheme::routes(config);
}
