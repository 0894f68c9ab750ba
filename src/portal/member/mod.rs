//! Pages about members: the second factor, the agreement, the own account, businesses and their people.

mod account;
mod agreement;
mod leavings;
mod second_factor;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this noun.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/second-factor", get().to(second_factor::page))
        .route("/second-factor", post().to(second_factor::post))
        .route("/agreement", get().to(agreement::page))
        .route("/agreement", post().to(agreement::post))
        .route("/account", get().to(account::page))
        .route("/account", post().to(account::correct))
        .route("/account/data", get().to(account::download))
        .route("/account/password", post().to(account::password))
        .route("/account/theme", post().to(account::theme))
        .route("/account/role", post().to(account::role))
        .route("/account/devices", post().to(account::devices))
        .route("/account/leave", post().to(account::leave))
        .route("/account/stay", post().to(account::stay))
        .route("/decisions/leavings", get().to(leavings::page))
        .route("/decisions/leavings/{id}", post().to(leavings::confirm));
}
