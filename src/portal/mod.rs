//! Pages for signed-in people: one folder a noun, one file a page.

use actix_web::web::ServiceConfig;

/// The routes of this door.
pub fn routes(_config: &mut ServiceConfig) {}
