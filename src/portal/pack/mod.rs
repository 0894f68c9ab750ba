//! The copy of everything, put together at a desk.

mod draft;
mod fact;
mod picture;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of copies.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/requests/{id}/copy", get().to(draft::page))
        .route("/requests/{id}/copy", post().to(draft::begin))
        .route("/requests/{id}/copy/fact", get().to(fact::page))
        .route("/requests/{id}/copy/fact", post().to(fact::post))
        .route("/requests/{id}/copy/pictures/{picture}", get().to(picture::page))
        .route("/requests/{id}/copy/pictures/{picture}", post().to(picture::post))
        .route("/requests/{id}/copy/propose", post().to(draft::propose))
        .route("/requests/{id}/copy/approve", post().to(draft::approve))
        .route("/requests/{id}/copy/pdf", get().to(draft::pdf))
        .route("/requests/{id}/copy/zip", get().to(draft::zip))
        .route("/requests/{id}/copy/handed", post().to(draft::handed))
        .route("/requests/{id}/copy/renew", post().to(draft::renew));
}
