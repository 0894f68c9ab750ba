//! The register of personal data breaches, for administrators and controllers.

mod form;
mod list;
mod one;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of these pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/breaches", get().to(list::page))
        .route("/breaches/new", get().to(form::page))
        .route("/breaches/new", post().to(form::enter))
        .route("/breaches/{id:[0-9a-f-]{36}}", get().to(one::page))
        .route("/breaches/{id:[0-9a-f-]{36}}/report.pdf", get().to(one::pdf))
        .route("/breaches/{id:[0-9a-f-]{36}}/facts", get().to(form::known))
        .route("/breaches/{id:[0-9a-f-]{36}}/facts", post().to(form::amend))
        .route("/breaches/{id:[0-9a-f-]{36}}/risk", post().to(one::judge))
        .route("/breaches/{id:[0-9a-f-]{36}}/report", post().to(one::report))
        .route("/breaches/{id:[0-9a-f-]{36}}/people", post().to(one::tell))
        .route("/breaches/{id:[0-9a-f-]{36}}/close", post().to(one::close))
        .route("/breaches/{id:[0-9a-f-]{36}}/erase", post().to(one::erase));
}
