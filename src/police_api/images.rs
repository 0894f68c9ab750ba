//! Pictures, behind links that are good once.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    call::{Parameters, Statement, asked, counted, json},
    persons::by_id,
    problem::{self, Refused},
};
use crate::{
    actions::{
        Refusal, Shared,
        agency::{
            call::{Answered, refuse},
            denied::Denied,
            images::{self, Link},
        },
    },
    domain::disclosure::police::Image,
};

/// Links to a person's pictures.
#[derive(Serialize, ToSchema)]
pub struct Pictures {
    /// The picture on the card first; none if pictures of this person may not be shown.
    items: Vec<Image>,
}

/// Get links to a person's pictures
#[utoipa::path(
    get, path = "/police/v1/persons/{id}/images", tag = "images", operation_id = "linkImages",
    params(Statement, ("id" = uuid::Uuid, Path, description = "The person's id.")), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "A link to each, good once and for five minutes.", body = Pictures),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."), Refused)
)]
pub async fn links(service: web::Data<Shared>, request: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered =
        by_id(&service, asked, &id, async |asked, id| images::links(&service, asked, id).await).await;
    json(&request, answered, |items| Pictures { items })
}

/// What a link carries.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters; they are read below")]
struct LinkParameters {
    /// As the link has it.
    e: uuid::Uuid,
    /// As the link has it.
    x: i64,
    /// As the link has it.
    t: String,
}

/// Get a picture behind a link
#[utoipa::path(
    get, path = "/police/v1/images/{id}", tag = "images", operation_id = "readImage",
    params(Statement, LinkParameters, ("id" = uuid::Uuid, Path, description = "As the link has it.")),
    security(("token" = [], "proof" = [])),
    responses((status = 200, description = "The picture, with the force, the officer's reference and the reason in its pixels.",
            body = Vec<u8>, content_type = "image/jpeg"), Refused)
)]
pub async fn one(service: web::Data<Shared>, request: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let asked = asked(&request, &service);
    let Answered { told, budget } = match link(&request, &id) {
        Ok(link) => images::one(&service, asked, link).await,
        Err(denied) => refuse(&service, asked, denied).await,
    };
    let response = match told {
        Ok(told) => HttpResponse::Ok()
            .content_type("image/jpeg")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(told.value),
        Err(denied) => problem::denied(denied, budget),
    };
    counted(response, budget)
}

/// What a link says; what is none leads to nothing.
fn link(request: &HttpRequest, id: &str) -> Result<Link, Denied> {
    let nothing = || Denied::from(Refusal::NotFound);
    let given = Parameters::of(request, &["e", "x", "t"])?;
    let advice = "Use the link as it was given.";
    Ok(Link {
        picture: id.parse().map_err(|_| nothing())?,
        event: given.read("e", advice)?.ok_or_else(|| Denied::parameter("e", advice))?,
        ends: given.read("x", advice)?.ok_or_else(|| Denied::parameter("x", advice))?,
        tag: given.text("t").ok_or_else(|| Denied::parameter("t", advice))?,
    })
}
