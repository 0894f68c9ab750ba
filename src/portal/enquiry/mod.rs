//! What the public wrote: for administrators.

mod list;
mod one;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of enquiries.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/enquiries", get().to(list::page))
        .route("/enquiries/{id}", get().to(one::page))
        .route("/enquiries/{id}/close", post().to(one::close))
        .route("/enquiries/{id}/remove", post().to(one::remove));
}
