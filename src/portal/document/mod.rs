//! The data-protection documents, for administrators and controllers.

mod list;
mod one;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of these pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/documents", get().to(list::page))
        .route("/documents/begin", post().to(list::begin))
        .route("/documents/{id:[0-9a-f-]{36}}", get().to(one::page))
        .route("/documents/{id:[0-9a-f-]{36}}", post().to(one::write))
        .route("/documents/{id:[0-9a-f-]{36}}/document.pdf", get().to(one::pdf))
        .route("/documents/{id:[0-9a-f-]{36}}/adopt", post().to(one::adopt))
        .route("/documents/{id:[0-9a-f-]{36}}/discard", post().to(one::discard))
        .route("/documents/{id:[0-9a-f-]{36}}/end", post().to(one::end))
        .route("/documents/{id:[0-9a-f-]{36}}/erase", post().to(one::erase));
}
