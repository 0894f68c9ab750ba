//! Pages for signed-in people: one folder a noun, one file a page.

mod enquiry;
mod inbox;
mod incident;
mod profile;

use actix_web::web::{ServiceConfig, get};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    enquiry::routes(config);
    config.route("/inbox", get().to(inbox::page));
    incident::routes(config);
    profile::routes(config);
}
