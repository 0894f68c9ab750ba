//! The door of a witness (C2SP tlog-witness): installations ask it to sign the heads of their audit trails.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, Bytes},
};
use serde::Deserialize;

use crate::actions::witness::cosign::{Refused, Unsigned, Witness};

/// No request that is one is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// The doors of a witness, for a server or a test.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(LONGEST))
        .route("/healthz", web::get().to(alive))
        .route("/add-checkpoint", web::post().to(add_checkpoint))
        .route("/restart", web::get().to(restart));
}

async fn alive() -> HttpResponse {
    plain(StatusCode::OK, "alive\n".to_owned())
}

async fn add_checkpoint(witness: web::Data<Arc<Witness>>, body: Bytes) -> HttpResponse {
    let Ok(request) = String::from_utf8(body.into()) else { return answer(Err(Refused::Malformed.into())) };
    match web::block(move || witness.cosign(&request)).await {
        Ok(done) => answer(done),
        Err(error) => {
            tracing::error!(%error, "a request was not answered");
            plain(StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned())
        }
    }
}

/// Whose restart is asked for.
#[derive(Deserialize)]
struct Asked {
    log: String,
}

/// Tells of a log's newest restart: nobody else can let it begin anew, but everybody may know that it did.
async fn restart(witness: web::Data<Arc<Witness>>, asked: web::Query<Asked>) -> HttpResponse {
    match web::block(move || witness.restarted(&asked.log)).await {
        Ok(Some(note)) => plain(StatusCode::OK, note),
        Ok(None) | Err(_) => plain(StatusCode::NOT_FOUND, "it never began anew\n".to_owned()),
    }
}

/// The answers that C2SP tlog-witness sets for each outcome.
fn answer(done: Result<String, Unsigned>) -> HttpResponse {
    let refused = match done {
        Ok(line) => return plain(StatusCode::OK, line),
        Err(Unsigned::Refused(refused)) => refused,
        Err(error @ Unsigned::Unkept { .. }) => {
            tracing::error!(%error, "a checkpoint was not signed");
            return plain(StatusCode::INTERNAL_SERVER_ERROR, "the state cannot be kept\n".to_owned());
        }
    };
    tracing::warn!(%refused, "a checkpoint was not signed");
    let status = match refused {
        Refused::Malformed => StatusCode::BAD_REQUEST,
        Refused::Unknown => StatusCode::NOT_FOUND,
        Refused::Unsigned => StatusCode::FORBIDDEN,
        Refused::Unproved => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Conflict(size) => {
            let mut conflict = HttpResponse::Conflict();
            return conflict.content_type("text/x.tlog.size").body(format!("{size}\n"));
        }
    };
    plain(status, format!("{refused}\n"))
}

fn plain(status: StatusCode, words: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(words)
}
