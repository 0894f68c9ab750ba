//! A report that is handed to police, as one file: a PDF to read, the same as JSON, the pictures as they are kept, scaled
//! and encoded anew, and a manifest that `sha256sum --check` reads.

use crate::{
    actions::{
        Refusal,
        archive::{self, digest},
    },
    domain::{
        agency::{permission::How, purpose::Purpose},
        date::{london_day, spoken, spoken_instant},
        disclosure::{
            police::ListedPerson,
            police_bundle::{Bundle, HandedTo, Reporter, Still},
            police_event::Event,
        },
        incident::kind::Kind,
        profile::status::Status,
    },
    letters::report::{self, Report, Section},
    vault::Opened,
};

const READABLE: &str = "report.pdf";
const DATA: &str = "report.json";
/// What the pictures are.
const COPIES: &str = "These are copies, at most 1,600 pixels wide or high; ask the reporter for the originals. Each \
                      file, and the SHA-256 of its bytes.";

/// What is packed.
pub(super) struct Sheet {
    /// What for.
    pub purpose: Purpose,
    /// What is told.
    pub told: Bundle,
}

/// The pictures' names in the file, with their digests.
pub(super) fn stills(pictures: &[Opened]) -> Vec<Still> {
    let still = |(n, picture): (usize, &Opened)| Still {
        file: format!("images/{}.jpg", n + 1),
        sha256: digest(picture),
    };
    pictures.iter().enumerate().map(still).collect()
}

/// The file.
///
/// # Errors
/// [`Refusal::Failed`]: a fault of ours.
pub(super) fn packed(sheet: &Sheet, pictures: &[Opened]) -> Result<Vec<u8>, Refusal> {
    let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
    let readable = report::render(&readable(sheet)).map_err(|error| failed(&error))?;
    let data = serde_json::to_vec_pretty(&sheet.told).map_err(|error| failed(&error))?;
    let mut files: Vec<(&str, &[u8])> = vec![(READABLE, &readable), (DATA, &data)];
    let images = sheet.told.images.iter().map(|still| still.file.as_str());
    files.extend(images.zip(pictures.iter().map(|picture| &picture[..])));
    archive::packed(sheet.told.handed_at, &files)
}

/// What is read of it.
fn readable(Sheet { purpose, told }: &Sheet) -> Report {
    let Bundle { register_entry, partnership, handed_at, handed_to, incident, persons, reporter, images } =
        told;
    let what = Kind::parse(incident.incident_type).map_or("", Kind::label);
    let on = spoken(london_day(incident.incident_start_date_time));
    let HandedTo { agency, officer, purpose: _, reason } = handed_to;
    let when = spoken_instant(*handed_at);
    Report {
        sender: partnership.clone(),
        title: format!("Report {}", incident.reference),
        date: london_day(*handed_at),
        contents: false,
        lead: format!("{what} on {on}. Handed to {officer} of {agency}."),
        sections: vec![
            happened(incident, what),
            reported(reporter),
            people(persons, incident),
            Section {
                heading: "Pictures".to_owned(),
                sentences: match images.len() {
                    0 => vec!["None is handed over with this report.".to_owned()],
                    _ => vec![COPIES.to_owned()],
                },
                header: Vec::new(),
                rows: images.iter().map(|still| vec![still.file.clone(), still.sha256.clone()]).collect(), ..Section::default() },
            Section {
                heading: "How it was handed over".to_owned(),
                sentences: vec![
                    format!("Purpose: {}. Reason or crime reference: {reason}", purpose.label()),
                    format!("{when}, register entry {register_entry}."),
                    "This is the partnership’s record of a report. It is no statement under section 9 of the Criminal \
                     Justice Act 1967; the reporter can make one to the police. Who was harmed and who saw it are left \
                     out: the reporter can name them."
                        .to_owned(),
                    "Keep it no longer than the purpose needs. To hear when somebody named in it is withdrawn or erased, \
                     ask the partnership, or follow its change feed."
                        .to_owned(),
                ],
                ..Section::default()
            },
        ],
    }
}

fn rows<const N: usize>(facts: [(&str, String); N]) -> Vec<Vec<String>> {
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(label, value)| vec![label.to_owned(), value]).collect()
}

fn happened(incident: &Event, what: &str) -> Section {
    let at = incident.incident_location.as_ref();
    let written = incident.narrative.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned);
    Section {
        heading: "What happened".to_owned(),
        sentences: incident.incident_description.iter().cloned().chain(written).collect(),
        header: Vec::new(),
        rows: rows([
            ("What", what.to_owned()),
            ("When", spoken_instant(incident.incident_start_date_time)),
            ("Where", at.map(|at| format!("{}, {}", at.name, at.address)).unwrap_or_default()),
            ("Police reference", incident.police_reference.clone().unwrap_or_default()),
        ]),
        ..Section::default()
    }
}

fn reported(reporter: &Reporter) -> Section {
    let Reporter { name, business, email, phone, permitted_on, permitted_how } = reporter;
    let how = How::parse(permitted_how).map_or("", How::label).to_lowercase();
    Section {
        heading: "Who reported it".to_owned(),
        sentences: vec![format!(
            "{name} agreed on {}, {how}, that the police may have this report with their name.",
            spoken(*permitted_on)
        )],
        header: Vec::new(),
        rows: rows([
            ("Name", name.clone()),
            ("Business", business.clone()),
            ("E-mail", email.clone()),
            ("Telephone", phone.clone()),
        ]),
        ..Section::default()
    }
}

fn people(persons: &[ListedPerson], incident: &Event) -> Section {
    let person = |person: &ListedPerson| {
        let name = person.full_name.clone().unwrap_or_else(|| "Name not known".to_owned());
        let born = person.date_of_birth.map(|day| format!("born {}", spoken(day)));
        let status = Status::parse(person.status).map(|status| status.label().to_lowercase());
        let found = incident.persons.iter().find(|suspect| suspect.person == person.id);
        let facts: Vec<String> =
            [born, status, found.map(|found| found.finding.to_owned())].into_iter().flatten().collect();
        vec![name, facts.join(", ")]
    };
    Section {
        heading: "Who it is about".to_owned(),
        sentences: match persons.len() {
            0 => vec!["Nobody has been identified.".to_owned()],
            _ => Vec::new(),
        },
        header: Vec::new(),
        rows: persons.iter().map(person).collect(),
        ..Section::default()
    }
}
