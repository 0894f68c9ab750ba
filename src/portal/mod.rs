//! Pages for signed-in people: one folder a noun, one file a page.

pub mod sanction;

use actix_web::web::ServiceConfig;

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    sanction::routes(config);
}
