//! What listed people ask for: the board of clocks, each request, and appeals.

mod appealed;
mod appeals;
mod hidden;
mod list;
mod new;
mod one;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of requests.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/requests", get().to(list::page))
        .route("/requests/new", get().to(new::page))
        .route("/requests/new", post().to(new::post))
        .route("/requests/{id}", get().to(one::page))
        .route("/requests/{id}/acknowledge", post().to(one::acknowledge))
        .route("/requests/{id}/person", post().to(one::connect))
        .route("/requests/{id}/identity", post().to(one::ask_identity))
        .route("/requests/{id}/identity/proven", post().to(one::identity_proven))
        .route("/requests/{id}/clarity", post().to(one::ask_clarity))
        .route("/requests/{id}/clarity/given", post().to(one::clarity_given))
        .route("/requests/{id}/sent", post().to(one::ready))
        .route("/requests/{id}/extend", post().to(one::extend))
        .route("/requests/{id}/hidden", get().to(hidden::page))
        .route("/requests/{id}/hidden", post().to(hidden::post))
        .route("/requests/{id}/answer", post().to(one::answer))
        .route("/notices/{id:[0-9a-f-]{36}}/appeal", get().to(appealed::page))
        .route("/notices/{id:[0-9a-f-]{36}}/appeal", post().to(appealed::post))
        .route("/decisions/appeals", get().to(appeals::list))
        .route("/decisions/appeals/{id}", get().to(appeals::page))
        .route("/decisions/appeals/{id}", post().to(appeals::post));
}
