//! Subjects' pages.

mod face;
mod gallery;
mod person;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this noun.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/gallery", get().to(gallery::page))
        .route("/gallery/{id}", get().to(person::page))
        .route("/gallery/{id}/sighting", post().to(person::sighting))
        .route("/gallery/{id}/name", post().to(person::name));
}
