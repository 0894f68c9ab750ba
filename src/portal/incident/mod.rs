//! Reports: made, followed, reviewed.

mod by_telephone;
mod hand_over;
mod own;
mod photos;
pub mod picture;
mod redact;
mod report;
mod reports;
pub mod review;
mod sheet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{ServiceConfig, get, post},
};

use crate::actions::FieldProblem;

/// The routes of reporting.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/report", get().to(report::page))
        .route("/report", post().to(report::post))
        .route("/report/for", get().to(by_telephone::page))
        .route("/report/for", post().to(by_telephone::post))
        .route("/reports", get().to(reports::page))
        .route("/reports/{id}", get().to(own::page))
        .route("/reports/{id}/edit", get().to(report::edit))
        .route("/reports/{id}/photos", post().to(photos::post))
        .route("/reports/{id}/permission", post().to(own::permission))
        .route("/redactions/{id}", get().to(redact::page))
        .route("/redactions/{id}", post().to(redact::post))
        .route("/inbox/{incident}", get().to(review::page))
        .route("/inbox/{incident}", post().to(review::post))
        .route("/inbox/{incident}/find", post().to(review::find))
        .route("/inbox/{incident}/police", get().to(hand_over::page))
        .route("/inbox/{incident}/police", post().to(hand_over::hand))
        .route("/inbox/{incident}/permission", post().to(hand_over::permitted))
        .route("/inbox/{incident}/pictures/{picture}", get().to(picture::page))
        .route("/inbox/{incident}/pictures/{picture}", post().to(picture::post));
}

/// Whether a script asks: it gets JSON where a page would get a page.
fn wants_json(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepts.contains("json") && !accepts.contains("html")
}

/// Fields to correct, as a problem in JSON (RFC 9457).
fn problem(detail: &str, problems: &[FieldProblem]) -> HttpResponse {
    let errors: serde_json::Map<String, serde_json::Value> =
        problems.iter().map(|one| (one.field.to_owned(), one.message.clone().into())).collect();
    HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY).content_type("application/problem+json").json(
        serde_json::json!({
            "type": "about:blank", "title": "Something is to be put right", "status": 422,
            "detail": detail, "errors": errors,
        }),
    )
}
