//! A data-protection document as tagged PDF: to print, to sign, to send to the ICO, to go with a copy of everything.

use super::register::{self, One};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        date::spoken,
        document::{Document, part::Part, review::Standing},
        ids::DocumentId,
        member::evidence::{Documents, Opens},
    },
    letters::report::{self, Report, Section},
    store::{self, Read},
};

/// The PDF of a version.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn pdf(service: &Shared, call: Call, id: DocumentId) -> Result<Vec<u8>, Refusal> {
    let seen = register::one(service, call, id).await?;
    let (sender, today) = (seen.bar.scheme.name.clone(), service.clock.today());
    let One { document, known, .. } = seen.value;
    let report = report(&document, &known, &sender, today);
    let made = service.typeset(move || report::render(&report)).await?;
    made.map_err(|error| Refusal::Failed(error.to_string()))
}

/// A document as it goes with a copy.
pub(in crate::actions) struct Paper {
    /// The name of its file.
    pub file: String,
    /// What it is.
    pub about: String,
    /// What it says.
    pub report: Report,
}

/// Those in force that go with a copy of everything.
pub(in crate::actions) fn of_the_scheme(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Documents>,
    sender: &str,
) -> Result<Vec<Paper>, Refusal> {
    let all = store::document::list(tx, viewer)?.into_iter();
    let going = all.filter(|one| one.kind.goes_with_a_copy() && one.days.standing() == Standing::InForce);
    Ok(going
        .filter_map(|one| {
            let day = one.days.adopted?;
            let about = format!("{}, version {}, adopted on {}", one.kind.label(), one.version, spoken(day));
            let file = format!("documents/{}.pdf", one.kind.as_str());
            Some(Paper { file, about, report: report(&one, &one.content.known, sender, day) })
        })
        .collect())
}

/// What it says, as it is printed.
fn report(
    document: &Document,
    known: &[(Part, Vec<String>)],
    sender: &str,
    today: chrono::NaiveDate,
) -> Report {
    let days = document.days;
    let standing = match (days.standing(), days.adopted, days.review, days.ended) {
        (Standing::Draft, ..) => "A draft: nobody has adopted it.".to_owned(),
        (_, Some(adopted), _, Some(ended)) => {
            format!("Adopted on {}, superseded on {}.", spoken(adopted), spoken(ended))
        }
        (_, Some(adopted), Some(review), None) => {
            format!("Adopted on {}. To be looked at again by {}.", spoken(adopted), spoken(review))
        }
        _ => String::new(),
    };
    Report {
        sender: sender.to_owned(),
        title: document.name(),
        date: days.adopted.unwrap_or(today),
        contents: false,
        lead: format!("Version {}. {standing}", document.version),
        sections: sections(document, known)
            .into_iter()
            .map(|(heading, sentences)| Section {
                heading: heading.to_owned(),
                sentences,
                ..Section::default()
            })
            .collect(),
    }
}

/// Its parts in their order: what the software knows, then what people wrote.
pub fn sections(document: &Document, known: &[(Part, Vec<String>)]) -> Vec<(&'static str, Vec<String>)> {
    let lines = document.kind.parts().iter();
    let parts = lines.map(|line| {
        let knows = known.iter().find(|(part, _)| *part == line.part).map(|(_, said)| said.clone());
        let mut sentences = knows.unwrap_or_default();
        sentences.extend(document.said(line.part).lines().filter(|line| !line.is_empty()).map(str::to_owned));
        if sentences.is_empty() && !line.optional {
            sentences.push("Not written yet.".to_owned());
        }
        (line.part.label(), sentences)
    });
    parts.filter(|(_, sentences)| !sentences.is_empty()).collect()
}
