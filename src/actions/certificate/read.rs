//! Looks at certificates of deletion, and at what holds others back.

use chrono::{DateTime, Utc};

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{
        certificate::deletion::{Certificate, held_back},
        deed::Deed,
        ids::{CertificateId, ProfileId},
        member::evidence::{Acting, Controller},
    },
    store::{self, certificate::Issued},
    vault::{checkpoint::author, note::Note},
};

/// Certificates on a page.
pub const PAGE: i64 = 50;

/// A deletion whose certificate waits, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// When it was deleted.
    pub deleted_at: DateTime<Utc>,
    /// It waits for longer than it should.
    pub late: bool,
    /// For what, in words.
    pub why: &'static str,
}

/// A page of certificates.
#[derive(Debug)]
pub struct Certificates {
    /// What is not signed yet, the oldest first.
    pub waiting: Vec<Waiting>,
    /// What is, the latest first.
    pub issued: Vec<Issued>,
    /// How many are signed in all.
    pub count: i64,
    /// Who signs: what others verify certificates and checkpoints with.
    pub signer: String,
}

/// Looks at a page of certificates.
///
/// # Errors
/// If the viewer is not the controller, or the look cannot be recorded.
pub async fn list(service: &Shared, call: Call, page: i64) -> Result<Seen<Certificates>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewCertificates, move |look| {
            let (scheme, now) = (look.scheme.id, look.viewer.at());
            let redactions = store::redaction::list(look.tx, scheme)?;
            let mut waiting = Vec::new();
            for pending in store::certificate::pending(look.tx, scheme)? {
                let subject = ProfileId::from(pending.subject);
                let why = if redactions.iter().any(|redaction| redaction.profile == subject) {
                    "words of an incident that may still name the person are to be read again"
                } else if store::erasure::blobs_wait(look.tx, scheme, pending.deleted_at)? {
                    "a picture or letter is not gone from the object store yet"
                } else {
                    "the next run of the timetable"
                };
                let late = held_back(pending.deleted_at, now);
                waiting.push(Waiting { deleted_at: pending.deleted_at, late, why });
            }
            let (issued, count) =
                store::certificate::page(look.tx, scheme, page.clamp(0, 10_000) * PAGE, PAGE)?;
            let signer = author(scheme, &look.tx.vault.ring()).to_string();
            Ok(Certificates { waiting, issued, count, signer })
        })
        .await
}

/// A certificate as it is shown, and as it is signed.
#[derive(Debug)]
pub struct Shown {
    /// What it says.
    pub certificate: Certificate,
    /// The signed note.
    pub note: String,
    /// Who signed.
    pub signer: String,
}

/// Looks at one certificate.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none of this number in the viewer's scheme.
pub async fn one(service: &Shared, call: Call, number: CertificateId) -> Result<Seen<Shown>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewCertificates, move |look| {
            let issued = store::certificate::load(look.tx, look.scheme.id, number)?;
            let signer = author(look.scheme.id, &look.tx.vault.ring());
            let damaged = || Refusal::Failed(format!("certificate {number} is damaged"));
            let note = Note::parse(&issued.note).ok_or_else(damaged)?;
            let text = note.text_by(&signer).ok_or_else(damaged)?;
            let certificate = Certificate::parse(text).ok_or_else(damaged)?;
            look.concerns(number);
            Ok(Shown { certificate, note: issued.note, signer: signer.to_string() })
        })
        .await
}
