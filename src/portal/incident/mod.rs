//! Pages about incidents.

pub mod picture;
pub mod review;

use actix_web::web::{ServiceConfig, get, post};

/// The pages of a report under review.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/inbox/{incident}", get().to(review::page))
        .route("/inbox/{incident}", post().to(review::post))
        .route("/inbox/{incident}/find", post().to(review::find))
        .route("/inbox/{incident}/pictures/{picture}", get().to(picture::page))
        .route("/inbox/{incident}/pictures/{picture}", post().to(picture::post));
}
