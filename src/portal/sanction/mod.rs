//! Pages of warnings and exclusions: proposing, deciding, serving, printing.

mod decisions;
mod exclude;
mod letters;
mod notices;
pub(super) mod show;
mod warn;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of sanctions.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/people/{id}/warn", get().to(warn::page))
        .route("/people/{id}/warn", post().to(warn::post))
        .route("/people/{id}/exclude", get().to(exclude::page))
        .route("/people/{id}/exclude", post().to(exclude::post))
        .route("/decisions", get().to(decisions::list))
        .route("/decisions/{id:[0-9a-f-]{36}}", get().to(decisions::page))
        .route("/decisions/{id:[0-9a-f-]{36}}", post().to(decisions::post))
        .route("/decisions/{id:[0-9a-f-]{36}}/revoke", post().to(decisions::revoke))
        .route("/notices", get().to(notices::list))
        .route("/notices/{id:[0-9a-f-]{36}}", get().to(notices::page))
        .route("/notices/{id:[0-9a-f-]{36}}/service", post().to(notices::serve))
        .route("/notices/{id:[0-9a-f-]{36}}/letter", post().to(notices::write))
        .route("/notices/{id:[0-9a-f-]{36}}/guardian", post().to(notices::guardian))
        .route("/letters/{name}", get().to(letters::open));
}

/// The id of a path; what is no id does not exist.
fn id<I: std::str::FromStr>(path: &str) -> Result<I, crate::http::Failure> {
    path.parse().map_err(|_| crate::actions::Refusal::NotFound.into())
}
