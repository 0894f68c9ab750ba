//! Pages for everybody and for the holder of a notice's code.

mod notice;
mod sign_in;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/n", get().to(notice::page))
        .route("/n", post().to(notice::post))
        .route("/sign-in", get().to(sign_in::page))
        .route("/sign-in", post().to(sign_in::post))
        .route("/sign-out", post().to(sign_in::sign_out));
}
