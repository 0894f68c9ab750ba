//! The file of a copy: a tagged PDF with contents to read, the same as JSON for programs, the pictures and letters, and a
//! manifest with the SHA-256 of each.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::{
    actions::{Refusal, archive::Archive},
    domain::{
        date::spoken,
        disclosure::copy::{Copy, Shown},
        pack::masking::{LEFT_OUT, MASK},
        rules::Rules,
        scheme::{Contact, privacy::Notice},
    },
    letters::report::{self, Figure, Report, Section},
};

/// What is read.
pub const READABLE: &str = "your-data.pdf";
const DATA: &str = "your-data.json";

/// Everything a copy is made of.
pub(super) struct Sheet {
    pub copy: Copy,
    pub contact: Contact,
    pub rules: Rules,
    /// The partnership's documents that are in the file: name and what it is.
    pub papers: Vec<(String, String)>,
    /// Whether it answers the request; otherwise it is what was ready of it.
    pub whole: bool,
    /// The day it was approved.
    pub made: NaiveDate,
    /// The pictures that go as the PDF shows them, in the order of `copy.files`: small, since the typesetter holds all
    /// of them decoded at once.
    pub small: Vec<Option<Arc<Vec<u8>>>>,
}

/// The file, as ZIP: what is read goes to the pictures and letters that are in it already.
///
/// # Errors
/// [`Refusal::Failed`]: a fault of ours.
pub(super) fn made(sheet: &Sheet, mut archive: Archive) -> Result<Vec<u8>, Refusal> {
    let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
    let readable = report::render(&readable(sheet)).map_err(|error| failed(&error))?;
    archive.add(READABLE, &readable)?;
    drop(readable);
    let data = serde_json::to_vec_pretty(&sheet.copy).map_err(|error| failed(&error))?;
    archive.add(DATA, &data)?;
    archive.end()
}

fn readable(sheet: &Sheet) -> Report {
    let Sheet { copy, contact, rules, papers, made, small, .. } = sheet;
    let records: usize = copy.parts.iter().map(|part| part.records.len()).sum();
    let mut sections = vec![how_to_read(copy, contact)];
    for part in &copy.parts {
        let under = part.records.iter().map(|record| Section {
            heading: record.heading.clone(),
            rows: record.facts.iter().map(row).collect(),
            ..Section::default()
        });
        sections.push(Section {
            heading: part.heading.to_owned(),
            under: under.collect(),
            ..Section::default()
        });
    }
    sections.extend(pictures(copy, small));
    sections.push(documents(copy, contact, rules, papers));
    Report {
        sender: copy.partnership.clone(),
        title: format!("Your data, {}", copy.reference),
        date: *made,
        lead: format!(
            "This is {} {} holds about you: {records} records and {}.",
            if sheet.whole { "everything" } else { "what is ready, the rest follows, of what" },
            copy.partnership,
            match copy.files.len() {
                1 => "one picture or letter".to_owned(),
                n => format!("{n} pictures and letters"),
            }
        ),
        contents: true,
        sections,
    }
}

fn row(fact: &Shown) -> Vec<String> {
    let value = match &fact.reason {
        Some(why) => format!("{} ({why})", fact.value),
        None => fact.value.clone(),
    };
    vec![fact.label.to_owned(), value]
}

fn how_to_read(copy: &Copy, contact: &Contact) -> Section {
    let Copy { masked, unmasked, left_out, .. } = copy;
    let mut sentences = vec![
        format!(
            "“{MASK}” stands where something is about somebody else and not about you: {masked} times. “{LEFT_OUT}” stands \
             where something is left out, with the reason: {left_out} times."
        ),
        "Beside each fact stands where it is from, where that is known. Who among the members reported something is told \
         to nobody who is listed."
            .to_owned(),
    ];
    sentences.push(format!(
        "Who was told, who looked and what was decided stands here until {}, when the copy was begun.",
        spoken(copy.gathered_on)
    ));
    if *unmasked > 0 {
        sentences.push(format!("{unmasked} times somebody else is shown, and the reason stands beside it."));
    }
    sentences.push(
        "Something is wrong? You can ask us to correct it, to stop using it, or to look at a decision again. It is free. \
         The page behind the code on your letter takes it, and so do we:"
            .to_owned(),
    );
    sentences.push(reached(&copy.partnership, contact));
    sentences.push(
        "You can complain to us, and to the Information Commissioner: ico.org.uk/make-a-complaint, telephone 0303 123 1113."
            .to_owned(),
    );
    sentences.push(
        "The same stands in your-data.json, for programs. The pictures and letters are in folders beside it; \
         manifest-sha256.txt has the SHA-256 of each file."
            .to_owned(),
    );
    Section { heading: "How to read this".to_owned(), sentences, ..Section::default() }
}

fn reached(partnership: &str, contact: &Contact) -> String {
    let parts = [&contact.address, &contact.email, &contact.phone];
    let known = parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.replace('\n', ", "));
    std::iter::once(partnership.to_owned()).chain(known).collect::<Vec<_>>().join(", ")
}

/// Pictures and letters: what there is, and the pictures themselves.
fn pictures(copy: &Copy, small: &[Option<Arc<Vec<u8>>>]) -> Option<Section> {
    if copy.files.is_empty() {
        return None;
    }
    let rows = copy.files.iter().map(|file| {
        let goes = match (&file.sha256, &file.reason) {
            (Some(_), None) => "In the file.".to_owned(),
            (Some(_), Some(why)) => format!("In the file. {why}"),
            (None, Some(why)) => format!("{LEFT_OUT} {why}"),
            (None, None) => LEFT_OUT.to_owned(),
        };
        vec![file.file.clone(), file.about.clone(), goes]
    });
    let figures = copy.files.iter().zip(small).filter_map(|(file, small)| {
        Some(Figure { jpeg: small.clone()?, caption: format!("{}: {}", file.file, file.about) })
    });
    Some(Section {
        heading: "Files".to_owned(),
        sentences: vec![
            "The pictures are shown small here; their files, which are beside this one, have them as large as we do."
                .to_owned(),
        ],
        header: ["File", "What it is", "Whether it goes"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        figures: figures.collect(),
        ..Section::default()
    })
}

/// On what ground, and for how long, everything is held.
fn documents(copy: &Copy, contact: &Contact, rules: &Rules, papers: &[(String, String)]) -> Section {
    let kept = Notice::PeopleListed.kept(rules);
    let website = contact.website.trim();
    let mut sentences = vec![
        format!(
            "{} holds your data for its legitimate interests, and those of its members: to prevent crime in their premises. \
             No decision about you is made by a machine alone, and no machine compares faces.",
            copy.partnership
        ),
        "How long each kind of record is kept, from when, and what becomes of it then:".to_owned(),
    ];
    if !papers.is_empty() {
        let all: Vec<_> = papers.iter().map(|(file, about)| format!("{about} ({file})")).collect();
        sentences.insert(
            1,
            format!("What the partnership has weighed and written down goes with this: {}.", all.join("; ")),
        );
    }
    if !website.is_empty() {
        sentences.push(format!("The partnership’s own pages: {website}"));
    }
    Section {
        heading: "How we may hold it, and for how long".to_owned(),
        sentences,
        header: ["Record", "Kept from", "For", "Then"].map(str::to_owned).to_vec(),
        rows: kept
            .into_iter()
            .map(|line| vec![line.record.to_owned(), line.starts.to_owned(), line.kept, line.then.to_owned()])
            .collect(),
        ..Section::default()
    }
}
