//! The audit trail: for the controller.

mod trail;
mod verified;

use actix_web::web::{ServiceConfig, get};

/// The routes of the audit trail.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assurance/audit", get().to(trail::page))
        .route("/assurance/audit/verify", get().to(verified::page));
}
