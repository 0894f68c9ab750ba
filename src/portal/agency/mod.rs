//! Forces and agencies that read, for the controller.

mod list;
mod new;
mod one;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of these pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assurance/agreements", get().to(list::page))
        .route("/assurance/agreements/new", get().to(new::page))
        .route("/assurance/agreements/new", post().to(new::register))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}", get().to(one::page))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/review", post().to(one::review))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/end", post().to(one::end));
}
