//! Pages about mail.

mod outbox;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this noun.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/outbox", get().to(outbox::page))
        .route("/outbox/{id}", post().to(outbox::resend))
        .route("/outbox/{id}/off", post().to(outbox::take_off));
}
