//! Pages for signed-in people: one folder a noun, one file a page.

mod audit;
mod enquiry;
mod mail;
mod member;

use actix_web::web::ServiceConfig;

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    audit::routes(config);
    enquiry::routes(config);
    mail::routes(config);
    member::routes(config);
}
