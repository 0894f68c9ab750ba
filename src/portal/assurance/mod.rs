//! The controller's home: the clocks, and who is withdrawn.

mod clocks;
mod people;
mod person;
mod promises;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of these pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assurance", get().to(clocks::page))
        .route("/assurance/resume", post().to(clocks::resume))
        .route("/assurance/promises", get().to(promises::page))
        .route("/assurance/promises/{month}", get().to(promises::pdf))
        .route("/assurance/people", get().to(people::page))
        .route("/assurance/people/{id}", get().to(person::page))
        .route("/assurance/people/{id}/grant", post().to(person::grant))
        .route("/assurance/people/{id}/hold", post().to(person::hold))
        .route("/assurance/people/{id}/hold/{hold}/keep", post().to(person::keep))
        .route("/assurance/people/{id}/hold/{hold}/lift", post().to(person::lift));
}
