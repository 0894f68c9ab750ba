//! Pages for signed-in people: one folder a noun, one file a page.

mod agency;
mod assurance;
mod audit;
mod certificate;
mod data_breach;
mod document;
mod enquiry;
mod inbox;
mod incident;
mod mail;
mod member;
mod officer;
mod pack;
mod photo;
mod profile;
mod right;
mod sanction;
mod scheme;

use actix_web::web::{ServiceConfig, get};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    // A request is matched in this order: what a shop floor asks for comes first.
    photo::routes(config);
    profile::routes(config);
    incident::routes(config);
    config.route("/inbox", get().to(inbox::page));
    assurance::routes(config);
    agency::routes(config);
    audit::routes(config);
    certificate::routes(config);
    data_breach::routes(config);
    document::routes(config);
    enquiry::routes(config);
    mail::routes(config);
    member::routes(config);
    officer::routes(config);
    pack::routes(config);
    right::routes(config);
    sanction::routes(config);
    scheme::routes(config);
}
