//! Forces and agencies that read, for the controller.

mod client;
mod disclosures;
mod list;
mod new;
mod new_client;
mod new_officer;
mod officer;
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
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/end", post().to(one::end))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/document", get().to(one::document))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/document", post().to(one::keep_document))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/clients", get().to(new_client::page))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/clients", post().to(new_client::register))
        .route("/assurance/clients/{id}", get().to(client::page))
        .route("/assurance/clients/{id}/keys", post().to(client::change_keys))
        .route("/assurance/clients/{id}/revoke", post().to(client::revoke))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/officers", get().to(new_officer::page))
        .route("/assurance/agreements/{id:[0-9a-f-]{36}}/officers", post().to(new_officer::invite))
        .route("/assurance/officers/{id}", get().to(officer::page))
        .route("/assurance/officers/{id}/again", post().to(officer::again))
        .route("/assurance/officers/{id}/remove", post().to(officer::remove))
        .route("/assurance/disclosures", get().to(disclosures::page));
}
