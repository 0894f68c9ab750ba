//! What police systems ask, as JSON, under an information sharing agreement: OAuth 2.0 with `private_key_jwt` and
//! DPoP, described by OpenAPI that is made from this code.

mod call;
mod changes;
mod docs;
mod images;
mod incidents;
pub mod openapi;
mod persons;
mod problem;
mod token;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of the API.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/.well-known/oauth-authorization-server", get().to(token::metadata))
        .route("/police/jwks.json", get().to(token::keys))
        .route("/police/token", post().to(token::give))
        .route("/police/openapi.json", get().to(openapi::document))
        .route("/police/docs", get().to(docs::page))
        .route("/police/v1/persons", get().to(persons::list))
        .route("/police/v1/persons/search", post().to(persons::search))
        .route("/police/v1/persons/{id}", get().to(persons::one))
        .route("/police/v1/persons/{id}/images", get().to(images::links))
        .route("/police/v1/images/{id}", get().to(images::one))
        .route("/police/v1/incidents", get().to(incidents::list))
        .route("/police/v1/incidents/{id}", get().to(incidents::one))
        .route("/police/v1/changes", get().to(changes::since));
}
