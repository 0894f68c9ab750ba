//! A picture behind a link of five minutes.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::{
    actions::{
        Refusal, Shared,
        photo::{
            link::{Claim, Size},
            view::view,
        },
    },
    domain::ids::{EventId, PictureId},
    http::{Answer, Caller},
};

/// What a link carries beside its path.
#[derive(Deserialize)]
pub struct Link {
    /// The event of the page.
    pub e: EventId,
    /// When it ends, in seconds of the Unix epoch.
    pub x: i64,
    /// What makes it trustworthy.
    pub t: String,
}

/// A picture as it is sent: never cached.
pub fn sent(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header(("cache-control", "no-store"))
        .insert_header(("content-disposition", "inline"))
        .body(bytes)
}

/// The picture, as JPEG, never cached.
///
/// # Errors
/// 404 if the link is old, not the caller's, or the picture is gone.
pub async fn show(
    service: web::Data<Shared>,
    caller: Caller,
    path: web::Path<(PictureId, String)>,
    request: HttpRequest,
) -> Answer {
    let (picture, size) = path.into_inner();
    let size = Size::parse(&size).ok_or(Refusal::NotFound)?;
    let link = web::Query::<Link>::from_query(request.query_string()).map_err(|_| Refusal::NotFound)?;
    let Link { e, x, t } = link.into_inner();
    let claim = Claim { picture, size, event: e, ends: x };
    let bytes = view(&service, caller.call, claim, t).await?;
    Ok(sent(bytes))
}
