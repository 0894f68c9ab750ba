//! One certificate: what it says, and the signed note to be kept or handed on.

use actix_web::{HttpResponse, http::header, web};
use askama::Template;

use crate::{
    actions::{
        Shared,
        certificate::read::{self, Shown},
    },
    domain::{
        certificate::deletion::{Certificate, hex},
        date::{spoken, spoken_instant},
        ids::CertificateId,
    },
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

fn facts(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let proof = &certificate.proof;
    let letters = match certificate.letters {
        0 => "None".to_owned(),
        1 => "1 letter: it is the person's own".to_owned(),
        letters => format!("{letters} letters: they are the person's own"),
    };
    vec![
        ("What", certificate.kind.label().to_owned()),
        ("To be gone by", spoken(certificate.due_on)),
        ("Deleted", spoken_instant(certificate.deleted_at)),
        ("Nothing was left", spoken_instant(certificate.clean_at)),
        ("Beyond recovery from any backup by", spoken(certificate.beyond_recovery_by())),
        ("Pictures and letters removed", certificate.blobs.to_string()),
        ("Copies outside", letters),
        ("In the audit trail", format!("Event {} of {}", proof.event, proof.size)),
        ("Root of the trail", hex(&proof.root)),
        ("Software", certificate.software.clone()),
    ]
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
    html(&One { page, number, facts: facts(&certificate), rows: certificate.rows, note, signer })
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
