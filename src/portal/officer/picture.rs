//! A picture behind a link that is good once, with the force, the officer's reference and the reason in its pixels.

use actix_web::{HttpRequest, web};

use super::{Heard, asked, heard};
use crate::{
    actions::{
        Refusal, Shared,
        agency::{
            call::{Answered, Told},
            images,
        },
    },
    domain::ids::PictureId,
    http::{Answer, Caller},
    portal::photo::picture::{Link, sent},
};

/// The picture, as JPEG, never cached.
///
/// # Errors
/// 404 if the link is old, used, not the caller's, or the picture is gone.
pub async fn show(
    service: web::Data<Shared>,
    caller: Caller,
    picture: web::Path<PictureId>,
    request: HttpRequest,
) -> Answer {
    let link = web::Query::<Link>::from_query(request.query_string()).map_err(|_| Refusal::NotFound)?;
    let Link { e, x, t } = link.into_inner();
    let link = images::Link { picture: *picture, event: e, ends: x, tag: t };
    let Answered { told, budget } = images::one(&service, asked(caller.call), link).await;
    match told {
        Ok(Told { value, .. }) => Ok(sent(value)),
        Err(denied) => match heard::<Vec<u8>>(Answered { told: Err(denied), budget }) {
            Heard::Else(answer) => answer,
            Heard::Told(..) | Heard::Wrong(_) => Err(Refusal::NotFound.into()),
        },
    }
}
