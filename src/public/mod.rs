//! Pages for everybody and for the holder of a notice's code.

mod contact;
mod copy;
mod forgotten;
mod home;
mod link;
mod logo;
mod notice;
mod privacy;
mod right;
mod sign_in;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this door.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/n", get().to(notice::page))
        .route("/n", post().to(notice::post))
        .route("/n/ask", get().to(right::again_from_the_start))
        .route("/n/ask", post().to(right::asked))
        .route("/n/send", get().to(right::again_from_the_start))
        .route("/n/send", post().to(right::sent))
        .route("/copy/{token}", get().to(copy::page))
        .route("/copy/{token}", post().to(copy::post))
        .route("/copy/{token}/file", post().to(copy::file))
        .route("/rights", get().to(right::page))
        .route("/rights", post().to(right::post))
        .route("/", get().to(home::page))
        .route("/logo/{name}.jpg", get().to(logo::picture))
        .route("/privacy", get().to(privacy::index))
        .route("/privacy/retention", get().to(privacy::retention))
        .route("/privacy/{notice}", get().to(privacy::notice))
        .route("/contact", get().to(contact::page))
        .route("/contact", post().to(contact::post))
        .route("/contact/sent", get().to(contact::sent))
        .route("/sign-in", get().to(sign_in::page))
        .route("/sign-in", post().to(sign_in::post))
        .route("/forgotten", get().to(forgotten::page))
        .route("/forgotten", post().to(forgotten::post))
        .route("/link/{token}", get().to(link::page))
        .route("/link/{token}", post().to(link::post))
        .route("/sign-out", post().to(sign_in::sign_out));
}
