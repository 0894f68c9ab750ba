//! A report by telephone: whose is it, and the sheet for them.

use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use super::{
    report::{refused, told},
    sheet::{Wish, sheet_page, typed},
};
use crate::{
    actions::{
        Shared,
        incident::record_by_telephone::{self as telephone, callers},
    },
    domain::ids::UserId,
    http::{Answer, Caller, Form, Page, html},
};

#[derive(Template)]
#[template(path = "portal/incident/for.html", config = "config/askama.toml")]
struct ForPage {
    page: Page,
    callers: Vec<telephone::Caller>,
}

/// For whom a report is recorded.
#[derive(Deserialize)]
pub struct For {
    user: Option<UserId>,
}

fn wish(user: UserId) -> Wish {
    Wish { action: format!("/report/for?user={user}"), user: Some(user), form: None }
}

/// The members' users to choose from, or the sheet for the one chosen.
///
/// # Errors
/// 404 for who is no administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller, of: web::Query<For>) -> Answer {
    if let Some(user) = of.user {
        return html(&sheet_page(&service, caller.call, wish(user)).await?);
    }
    let (callers, bar) = callers(&service, caller.call).await?;
    html(&ForPage { page: Page::new("Report by telephone", &bar, "/inbox"), callers })
}

/// Records the report.
///
/// # Errors
/// The sheet again, as typed, with what is wrong.
pub async fn post(
    service: web::Data<Shared>,
    request: HttpRequest,
    of: web::Query<For>,
    form: Form,
) -> Answer {
    let user = of.user.ok_or(crate::actions::Refusal::NotFound)?;
    let call = form.call();
    let wish = Wish { form: Some(form.typed.clone()), ..wish(user) };
    if form.typed.has("find", "1") {
        return html(&sheet_page(&service, call, wish).await?);
    }
    match telephone::record_by_telephone(&service, call.clone(), user, typed(&form.typed)).await {
        Ok(filed) => Ok(told(&request, &filed, "")),
        Err(refusal) => refused(&service, &request, call, wish, refusal).await,
    }
}
