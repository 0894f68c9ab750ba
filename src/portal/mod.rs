//! Pages for signed-in people: one folder a noun, one file a page.

mod incident;
mod photo;

use actix_web::web::ServiceConfig;

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    incident::routes(config);
    photo::routes(config);
}
