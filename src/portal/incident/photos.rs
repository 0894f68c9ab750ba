//! Takes photos of a report, one by one as they stream in, in memory only.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};

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
        upload::{Sent, Upload},
    },
};

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
        Ok(()) => taken(&service, Upload::new(service.get_ref().clone(), call.clone(), parts), *id).await,
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
async fn taken(service: &Shared, mut upload: Upload, id: IncidentId) -> Result<Vec<PictureId>, Failure> {
    let mut added = Vec::new();
    while let Some(sent) = upload.next("photo", MAX_BYTES).await? {
        let Sent::Whole(photo) = sent else {
            let most = MAX_BYTES / 1024 / 1024;
            let why = format!(
                "This photo is larger than {most} MB. Send a screenshot of it, or make it smaller first."
            );
            return Err(Refusal::field("photo", why).into());
        };
        added.push(add_photo(service, upload.call(), id, photo).await?);
    }
    if added.is_empty() {
        return Err(Refusal::field("photo", "Choose a photo first.").into());
    }
    Ok(added)
}
