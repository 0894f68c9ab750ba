//! One certificate: what it says, and the signed note to be kept or handed on.

use actix_web::{HttpResponse, http::header, web};
use askama::Template;

use crate::{
    actions::{
        Shared,
        certificate::{
            read::{self, Shown},
            told::{self, facts, rows},
        },
    },
    domain::ids::CertificateId,
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/certificate/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    number: String,
    facts: Vec<(&'static str, String)>,
    rows: Vec<(String, u64)>,
    note: String,
    signer: String,
}

/// A certificate.
///
/// # Errors
/// 404 for whoever is not the controller, or for an unknown number.
pub async fn page(service: web::Data<Shared>, caller: Caller, number: web::Path<CertificateId>) -> Answer {
    let seen = read::one(&service, caller.call, *number).await?;
    let Shown { certificate, note, signer } = seen.value;
    let page = Page::new("Certificate of deletion", &seen.bar, "/assurance");
    let number = certificate.number.to_string();
    html(&One { page, number, facts: facts(&certificate), rows: rows(&certificate), note, signer })
}

/// The signed note, as a file.
///
/// # Errors
/// As [`page`].
pub async fn note(service: web::Data<Shared>, caller: Caller, number: web::Path<CertificateId>) -> Answer {
    let seen = read::one(&service, caller.call, *number).await?;
    let name = format!("attachment; filename=\"certificate-{number}.txt\"");
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(seen.value.note))
}

/// The certificate as PDF.
///
/// # Errors
/// As [`page`].
pub async fn pdf(service: web::Data<Shared>, caller: Caller, number: web::Path<CertificateId>) -> Answer {
    let made = told::pdf(&service, caller.call, *number).await?;
    let name = format!("attachment; filename=\"certificate-{number}.pdf\"");
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(made))
}
