//! Pages for signed-in people: one folder a noun, one file a page.

mod enquiry;
mod mail;

use actix_web::web::ServiceConfig;

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    enquiry::routes(config);
    mail::routes(config);
}
