//! A picture behind a link of five minutes.

use actix_web::{HttpResponse, web};
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
    e: EventId,
    x: i64,
    t: String,
}

/// The picture, as JPEG, never cached.
///
/// # Errors
/// 404 if the link is old, not the caller's, or the picture is gone.
pub async fn show(
    service: web::Data<Shared>,
    caller: Caller,
    path: web::Path<(PictureId, String)>,
    link: web::Query<Link>,
) -> Answer {
    let (picture, size) = path.into_inner();
    let size = Size::parse(&size).ok_or(Refusal::NotFound)?;
    let Link { e, x, t } = link.into_inner();
    let claim = Claim { picture, size, event: e, ends: x };
    let bytes = view(&service, caller.call, claim, t).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header(("cache-control", "no-store"))
        .insert_header(("content-disposition", "inline"))
        .body(bytes))
}
