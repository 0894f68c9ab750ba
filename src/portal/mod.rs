//! Pages for signed-in people: one folder a noun, one file a page.

mod audit;
mod enquiry;
mod mail;
mod member;
mod inbox;
mod incident;

use actix_web::web::{ServiceConfig, get};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    audit::routes(config);
    enquiry::routes(config);
    mail::routes(config);
    member::routes(config);
    config.route("/inbox", get().to(inbox::page));
    incident::routes(config);
}
