//! Opening a letter to print it, in one of its forms.

use actix_web::{HttpResponse, web};

use super::id;
use crate::{
    actions::{
        Refusal, Shared,
        letter::{keep::Form, print},
    },
    domain::ids::LetterId,
    http::{Answer, Caller, Failure},
};

/// A letter: `{id}.pdf`, `{id}-large.pdf`, `{id}.txt`.
///
/// # Errors
/// 404 for everybody but the administrator and the controller.
pub async fn open(service: web::Data<Shared>, caller: Caller, name: web::Path<String>) -> Answer {
    let (letter, form) = wanted(&name)?;
    let bytes = print::print(&service, caller.call, letter, form).await?;
    let (kind, ending) = match form {
        Form::Pdf | Form::Large => ("application/pdf", "pdf"),
        Form::Text => ("text/plain; charset=utf-8", "txt"),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("content-disposition", format!("inline; filename=\"letter.{ending}\"")))
        .insert_header(("cache-control", "no-store"))
        .body(bytes))
}

fn wanted(name: &str) -> Result<(LetterId, Form), Failure> {
    for (ending, form) in [("-large.pdf", Form::Large), (".pdf", Form::Pdf), (".txt", Form::Text)] {
        if let Some(letter) = name.strip_suffix(ending) {
            return Ok((id(letter)?, form));
        }
    }
    Err(Refusal::NotFound.into())
}
