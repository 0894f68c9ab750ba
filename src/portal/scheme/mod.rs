//! The scheme's settings and rules: for administrators and controllers.

mod change;
mod edit;
mod rules;
mod settings;
mod words;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of the settings.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/settings", get().to(settings::page))
        .route("/settings", post().to(settings::details))
        .route("/settings/logo", post().to(settings::logo))
        .route("/settings/logo/remove", post().to(settings::no_logo))
        .route("/settings/rules", get().to(rules::page))
        .route("/settings/rules", post().to(edit::propose))
        .route("/settings/rules/file", get().to(rules::file))
        .route("/settings/rules/edit", get().to(edit::page))
        .route("/settings/rules/edit", post().to(edit::again_from))
        .route("/settings/rules/preview", post().to(edit::preview))
        .route("/settings/rules/upload", post().to(edit::upload))
        .route("/settings/rules/changes/{id}", get().to(change::page))
        .route("/settings/rules/changes/{id}/decide", post().to(change::decide))
        .route("/settings/rules/changes/{id}/take-back", post().to(change::take_back));
}
