//! Is the process alive, and does it take requests? For whoever runs it: no scheme, no session, no audit line.

use actix_web::{HttpResponse, http::StatusCode, web};

use crate::actions::Shared;

/// Alive: the process answers.
pub async fn alive() -> HttpResponse {
    plain(StatusCode::OK, "alive")
}

/// Ready: tables are of this version, the index of names is loaded, the database answers. 503 until then.
pub async fn ready(service: web::Data<Shared>) -> HttpResponse {
    match service.readiness().await {
        Ok(()) => plain(StatusCode::OK, "ready"),
        Err(missing) => plain(StatusCode::SERVICE_UNAVAILABLE, missing),
    }
}

/// The measures, in Prometheus' text format: on the loopback listener only.
pub async fn metrics(service: web::Data<Shared>) -> HttpResponse {
    match service.measures().text(service.clock().now()) {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text),
        Err(error) => {
            tracing::error!(%error, "the measures cannot be told");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "the measures cannot be told")
        }
    }
}

fn plain(status: StatusCode, words: &'static str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(format!("{words}\n"))
}
