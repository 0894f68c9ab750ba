//! Certificates of deletion: for the controller.

mod list;
mod one;

use actix_web::web::{ServiceConfig, get};

/// The routes of certificates.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assurance/certificates", get().to(list::page))
        .route("/assurance/certificates/{number}", get().to(one::page))
        .route("/assurance/certificates/{number}/certificate.txt", get().to(one::note))
        .route("/assurance/certificates/{number}/certificate.pdf", get().to(one::pdf));
}
