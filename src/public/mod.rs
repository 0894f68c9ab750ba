//! Pages for everybody and for the holder of a notice's code.

mod sign_in;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sign-in", get().to(sign_in::page))
        .route("/sign-in", post().to(sign_in::post))
        .route("/sign-out", post().to(sign_in::sign_out));
}
