//! The change feed.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    call::{Parameters, json, presented},
    problem::{Problem, Refused},
};
use crate::{
    actions::{
        Shared,
        agency::{call, changes},
    },
    domain::disclosure::police_feed::Change,
};

/// A part of the feed.
#[derive(Serialize, ToSchema)]
pub struct Changes {
    /// What has changed, in the order it did; of each id the last that happened to it.
    items: Vec<Change>,
    /// The cursor to go on from, now or later.
    next: String,
    /// Whether there is more already.
    more: bool,
}

/// Where to go on.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters; they are read below")]
struct FeedParameters {
    /// `next` of the last answer; left out to begin.
    cursor: Option<String>,
    /// How many at once; 50 unless told. What changed together is told together, be it more.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Follow what is new, changed, withdrawn and erased
///
/// No officer asks here, and nothing is told but ids, versions and states. Drop your copies of who is `withdrawn`, delete
/// those of who is `erased`. A cursor is good for 24 months.
#[utoipa::path(
    get, path = "/police/v1/changes", tag = "changes", operation_id = "followChanges",
    params(FeedParameters), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "What has changed since the cursor.", body = Changes),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."),
        (status = 410, description = "The feed does not go back so far: drop your copies, begin without a cursor.",
            body = Problem, content_type = "application/problem+json"), Refused)
)]
pub async fn since(service: web::Data<Shared>, request: HttpRequest) -> HttpResponse {
    let presented = presented(&request, &service);
    let given = Parameters::of(&request, &["cursor", "limit"]);
    let answered = match given.and_then(|given| Ok((given.text("cursor"), given.limit()?))) {
        Ok((cursor, limit)) => changes::since(&service, presented, cursor, limit).await,
        Err(denied) => call::refuse_system(&service, presented, denied).await,
    };
    json(&request, answered, |changes::Changes { items, next, more }| Changes { items, next, more })
}
