//! Pictures behind links.

pub mod picture;

use actix_web::web::{ServiceConfig, get};

/// The routes of pictures.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/pictures/{id}/{size}", get().to(picture::show));
}
