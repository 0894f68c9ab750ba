//! The report, under 60 seconds: one sheet. Sends it, keeps it for later, or finds faces by name.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    problem,
    sheet::{Wish, form as filled, sheet_page, typed},
    wants_json,
};
use crate::{
    actions::{
        Call, Refusal, Shared,
        incident::{again::again as continued, save_draft::save_draft, submit::Filed, submit::submit},
    },
    domain::ids::IncidentId,
    http::{
        Answer, Caller, Form, Typed,
        answer::{again, redirect},
        html,
    },
};

fn wish(form: Option<Typed>) -> Wish {
    Wish { action: "/report".to_owned(), user: None, form }
}

/// A new sheet.
///
/// # Errors
/// 404 for who has no business and is no administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    html(&sheet_page(&service, caller.call, wish(None)).await?)
}

/// The sheet of a draft or a returned report.
///
/// # Errors
/// 404 unless the caller wrote it and may still change it.
pub async fn edit(service: web::Data<Shared>, caller: Caller, id: web::Path<IncidentId>) -> Answer {
    let sheet = continued(&service, caller.call.clone(), *id).await?;
    html(&sheet_page(&service, caller.call, wish(Some(filled(sheet)))).await?)
}

/// Sends or keeps the sheet, or shows it again with the faces found.
///
/// # Errors
/// The sheet again, as typed, with what is wrong; as JSON to a script.
pub async fn post(service: web::Data<Shared>, request: HttpRequest, form: Form) -> Answer {
    let call = form.call();
    if form.typed.has("find", "1") {
        return html(&sheet_page(&service, call, wish(Some(form.typed))).await?);
    }
    let keep = form.typed.has("save", "1");
    let sheet = typed(&form.typed);
    let done = match keep {
        true => save_draft(&service, call.clone(), sheet).await,
        false => submit(&service, call.clone(), sheet).await,
    };
    let onward = if keep { "/reports?saved=1" } else { "" };
    match done {
        Ok(filed) => Ok(told(&request, &filed, onward)),
        Err(refusal) => refused(&service, &request, call, wish(Some(form.typed)), refusal).await,
    }
}

/// The answer to who sent a sheet: its reference, and where photos go.
pub(super) fn told(request: &HttpRequest, filed: &Filed, onward: &str) -> HttpResponse {
    let own = format!("/reports/{}", filed.id);
    let page = if filed.otherwise { format!("{own}?first=1") } else { own.clone() };
    if wants_json(request) {
        return HttpResponse::Created().json(serde_json::json!({
            "id": filed.id, "reference": filed.reference, "page": page, "photos_url": format!("{own}/photos"),
        }));
    }
    redirect(if onward.is_empty() { &page } else { onward })
}

/// The sheet again, with what is wrong.
pub(super) async fn refused(
    service: &Shared,
    request: &HttpRequest,
    call: Call,
    wish: Wish,
    refusal: Refusal,
) -> Answer {
    let Wish { action, user, form } = wish;
    let form = form.unwrap_or_default().with(refusal)?;
    if wants_json(request) {
        let rule = form.problems.iter().find(|problem| problem.field == "main");
        let detail = rule.map_or("Please check the report.", |problem| problem.message.as_str());
        let fields: Vec<_> = form.problems.iter().filter(|one| one.field != "main").cloned().collect();
        return Ok(problem(detail, &fields));
    }
    again(&sheet_page(service, call, Wish { action, user, form: Some(form) }).await?)
}
