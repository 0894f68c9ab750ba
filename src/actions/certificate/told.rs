//! What a certificate says, in words: the same on the page and on paper.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        certificate::deletion::{Certificate, Kind, hex},
        date::{london_day, spoken, spoken_instant},
        ids::CertificateId,
    },
    letters::report::{Report, Section, render},
};

use super::read;

/// Each fact with its name.
pub fn facts(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let proof = &certificate.proof;
    let letters = match certificate.letters {
        0 => "None".to_owned(),
        1 => "1 letter: it is the person's own".to_owned(),
        letters => format!("{letters} letters: they are the person's own"),
    };
    let police = match certificate.disclosed {
        0 => "They were told nothing".to_owned(),
        // Of a user police are told only by a report that was handed over; the feed is not about users.
        1 if certificate.kind == Kind::Leaving => {
            "They were told once, by a report that was handed over".to_owned()
        }
        times if certificate.kind == Kind::Leaving => {
            format!("They were told {times} times, by reports that were handed over")
        }
        1 => "They were told once; the change feed tells them to delete their copies".to_owned(),
        times => format!("They were told {times} times; the change feed tells them to delete their copies"),
    };
    let mut facts = vec![
        ("What", certificate.kind.label().to_owned()),
        ("To be gone by", spoken(certificate.due_on)),
        ("Deleted", spoken_instant(certificate.deleted_at)),
        ("Nothing was left", spoken_instant(certificate.clean_at)),
        ("Beyond recovery from any backup by", spoken(certificate.beyond_recovery_by())),
        ("Pictures and letters removed", certificate.blobs.to_string()),
        ("Copies outside", letters),
        ("Copies with police", police),
        ("In the audit trail", format!("Event {} of {}", proof.event, proof.size)),
        ("Root of the trail", hex(&proof.root)),
        ("Software", certificate.software.clone()),
    ];
    let told = certificate.kind == Kind::Erasure || certificate.disclosed > 0;
    facts.retain(|(name, _)| *name != "Copies with police" || told);
    facts
}

/// What the rows of a table are, to whoever does not know the tables. The signed note names the table itself.
pub fn rows(certificate: &Certificate) -> Vec<(String, u64)> {
    let words = |table: &str| match table {
        "data_keys" => "Data keys".to_owned(),
        "subjects" => "Places in reports".to_owned(),
        "associates" => "Links to others".to_owned(),
        "special_facts" => "Special-category facts".to_owned(),
        "best_interests" => "Decisions of best interests".to_owned(),
        "grants" => "Permissions to look".to_owned(),
        "outbox" => "Messages".to_owned(),
        "joined" | "origins" => "Traces of profiles that were joined".to_owned(),
        "told" => "Corrections to be read".to_owned(),
        "leavings" => "Requests to leave".to_owned(),
        "incidents" => "Reports, or drafts of them".to_owned(),
        other => {
            let mut letters = other.replace('_', " ").chars().collect::<Vec<_>>();
            letters.first_mut().into_iter().for_each(|first| first.make_ascii_uppercase());
            letters.into_iter().collect()
        }
    };
    certificate.rows.iter().map(|(table, count)| (words(table), *count)).collect()
}

/// A certificate as PDF, with the signed note in it, to be typed in or checked again.
///
/// # Errors
/// [`Refusal::NotFound`] if the viewer's scheme has none of this number.
pub async fn pdf(service: &Shared, call: Call, number: CertificateId) -> Result<Vec<u8>, Refusal> {
    let seen = read::one(service, call, number).await?;
    let (shown, sender) = (seen.value, seen.bar.scheme.name.clone());
    let certificate = &shown.certificate;
    let facts = facts(certificate).into_iter().map(|(name, value)| vec![name.to_owned(), value]);
    let rows = rows(certificate).into_iter().map(|(what, count)| vec![what, count.to_string()]);
    let table = |heading: &str, header: [&str; 2], rows| Section {
        heading: heading.to_owned(),
        header: header.map(str::to_owned).to_vec(),
        rows,
        ..Section::default()
    };
    let report = Report {
        sender,
        title: "Certificate of deletion".to_owned(),
        date: london_day(certificate.clean_at),
        contents: false,
        lead: format!("Number {number}. It names nobody: the number is random."),
        sections: vec![
            table("What was deleted, and when", ["Fact", "As signed"], facts.collect()),
            table("How much", ["What", "How many"], rows.collect()),
            Section {
                heading: "The signed note".to_owned(),
                sentences: shown.note.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
                ..Section::default()
            },
            Section {
                heading: "Who signed".to_owned(),
                sentences: vec![shown.signer.clone()],
                ..Section::default()
            },
        ],
    };
    let made = service.typeset(move || render(&report)).await?;
    made.map_err(|error| Refusal::Failed(error.to_string()))
}
