//! Pages about members: the second factor, the agreement, the own account, businesses and their people.

mod account;
mod agreement;
mod leavings;
mod members;
mod people;
mod roles;
mod second_factor;
mod stops;

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
        .route("/members", get().to(members::page))
        .route("/members/new", get().to(members::form))
        .route("/members/new", post().to(members::join))
        .route("/members/leave", post().to(members::leave))
        .route("/members/roles", get().to(roles::page))
        .route("/members/roles", post().to(roles::give))
        .route("/members/roles/{user}/confirm", post().to(roles::confirm))
        .route("/members/roles/{user}/revoke", post().to(roles::revoke))
        .route("/members/people/{user}/invitation", post().to(people::invite_again))
        .route("/members/people/{user}/state", post().to(people::state))
        .route("/members/people/{user}/role", post().to(people::role))
        .route("/members/people/{user}/second-factor", post().to(people::second_factor))
        .route("/members/premises/{premises}", post().to(members::change_premises))
        .route("/members/{business}", get().to(members::business))
        .route("/members/{business}", post().to(members::correct))
        .route("/members/{business}/state", post().to(members::state))
        .route("/members/{business}/premises", post().to(members::add_premises))
        .route("/members/{business}/people", post().to(people::invite))
        .route("/decisions/leavings", get().to(leavings::page))
        .route("/decisions/leavings/{id}", post().to(leavings::confirm))
        .route("/stops", get().to(stops::page))
        .route("/stops/{user}", post().to(stops::lift));
}
