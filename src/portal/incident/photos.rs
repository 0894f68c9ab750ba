//! Takes photos of a report, one by one as they stream in, in memory only.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{HttpRequest, HttpResponse, rt::time::timeout, web};
use futures_util::TryStreamExt;

use super::{own::own_page, problem, wants_json};
use crate::{
    actions::{
        Call, FieldProblem, Refusal, Shared,
        incident::add_photo::{add_photo, may_add},
    },
    domain::{
        ids::{IncidentId, PictureId},
        photo::limits::MAX_BYTES,
    },
    http::{
        Answer, Caller, Failure,
        answer::{again, redirect},
    },
};

/// The longest that photos may take to arrive.
const LONGEST: Duration = Duration::from_secs(300);
/// The longest form token.
const TOKEN: usize = 200;

/// Adds the photos of a form, or the one that a script sends.
///
/// # Errors
/// The report's page with what is wrong; a problem in JSON to a script; 404 for somebody else's report.
pub async fn post(
    service: web::Data<Shared>,
    request: HttpRequest,
    caller: Caller,
    id: web::Path<IncidentId>,
    parts: Multipart,
) -> Answer {
    let call = caller.call;
    let json = wants_json(&request);
    let done = match may_add(&service, call.clone(), *id).await {
        Ok(()) => taken(&service, call.clone(), *id, parts).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(added) if json => Ok(HttpResponse::Created().json(serde_json::json!({ "id": added.last() }))),
        Ok(added) => Ok(redirect(&format!("/reports/{}?added={}", *id, added.len()))),
        Err(Failure::Refused(Refusal::Fields(problems))) => {
            refused(&service, call, *id, json, problems).await
        }
        Err(other) => Err(other),
    }
}

async fn refused(
    service: &Shared,
    call: Call,
    id: IncidentId,
    json: bool,
    problems: Vec<FieldProblem>,
) -> Answer {
    if json {
        let detail = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ");
        return Ok(problem(&detail, &problems));
    }
    again(&own_page(service, call, id, problems).await?)
}

/// Takes each part as it comes: only one photo is held at a time.
async fn taken(
    service: &Shared,
    mut call: Call,
    id: IncidentId,
    mut parts: Multipart,
) -> Result<Vec<PictureId>, Failure> {
    let mut added = Vec::new();
    while let Some(part) = parts.try_next().await.map_err(|_| unreadable())? {
        match part.name() {
            Some("csrf") => {
                let token = timeout(LONGEST, bytes(part, TOKEN)).await.map_err(|_| unreadable())??;
                call.csrf = String::from_utf8(token.ok_or_else(unreadable)?).ok();
            }
            Some("photo") => {
                let photo = timeout(LONGEST, bytes(part, MAX_BYTES)).await.map_err(|_| unreadable())??;
                let photo = photo.ok_or_else(|| {
                    let most = MAX_BYTES / 1024 / 1024;
                    Refusal::field("photo", format!("This photo is larger than {most} MB. Send a screenshot of it, or make it smaller first."))
                })?;
                added.push(add_photo(service, call.clone(), id, photo).await?);
            }
            _ => return Err(unreadable()),
        }
    }
    if added.is_empty() {
        return Err(Refusal::field("photo", "Choose a photo first.").into());
    }
    Ok(added)
}

fn unreadable() -> Failure {
    Failure::BadRequest("The photo did not arrive complete. Please send it again.")
}

/// The bytes of a part; nothing if there are more than `most`. What is too much is read to its end, up to twice as
/// much, so that the sender hears why.
async fn bytes(mut part: Field, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    let (mut held, mut length) = (Vec::new(), 0);
    while let Some(chunk) = part.try_next().await.map_err(|_| unreadable())? {
        length += chunk.len();
        if length > 2 * most {
            return Err(Failure::TooLarge);
        }
        if length <= most {
            held.extend_from_slice(&chunk);
        } else {
            held = Vec::new();
        }
    }
    Ok((length <= most).then_some(held))
}
