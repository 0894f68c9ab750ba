//! A report of a scheme as tagged PDF, with the faces and the care of a letter: on itself, for its controller, or on an
//! incident, for police. Its look is not the scheme's to replace: it is shown to the Information Commissioner, and to
//! courts.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use typst::{
    Library, World, WorldExt,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;

use super::{
    Faults, LetterError, export, fonts,
    world::{Engine, LIBRARY, file_id},
};
use crate::domain::date::spoken;

const NAME: &str = "report.typ";

/// A picture's bytes, shared with whoever gave them: a report may have many.
#[derive(Debug)]
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The look of every report; nothing only if the engine does not take the name of its own file.
static LOOK: LazyLock<Option<Source>> = LazyLock::new(|| {
    Some(Source::new(file_id(NAME)?, include_str!("../../config/letters/report.typ").to_owned()))
});

/// What a report says.
#[derive(Debug, Clone)]
pub struct Report {
    /// The partnership's name.
    pub sender: String,
    /// Its title.
    pub title: String,
    /// The day it was made.
    pub date: NaiveDate,
    /// The one thing to know.
    pub lead: String,
    /// Whether a list of what is in it stands in front.
    pub contents: bool,
    /// The rest.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// Its sentences.
    pub sentences: Vec<String>,
    /// The words over its table; none if it has no such row.
    pub header: Vec<String>,
    /// The rows of its table, each as long as the first; none if it has no table.
    pub rows: Vec<Vec<String>>,
    /// Its pictures.
    pub figures: Vec<Figure>,
    /// What stands under headings of its own in it.
    pub under: Vec<Section>,
}

/// A picture of a report.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its bytes, as JPEG.
    pub jpeg: Arc<Vec<u8>>,
    /// What is on it, for who does not see it, and under it.
    pub caption: String,
}

/// The report as PDF (PDF/UA-1 and PDF/A-3a). The same report gives the same bytes.
///
/// # Errors
/// [`LetterError::Template`]: a fault of ours.
pub fn render(report: &Report) -> Result<Vec<u8>, LetterError> {
    let fault = |line| LetterError::Template { file: NAME.to_owned(), line };
    let look = LOOK.as_ref().ok_or_else(|| fault(0))?;
    let world = ReportWorld::new(look, report);
    let made = typeset(&world).and_then(|document| export(&document, None));
    made.map_err(|faults| fault(world.line(&faults)))
}

fn typeset(world: &ReportWorld<'_>) -> Result<PagedDocument, Faults> {
    let _engine = Engine::start();
    typst::compile(world).output.map_err(Faults::from_iter)
}

fn values(report: &Report) -> Value {
    let Report { sender, title, date, lead, contents, sections } = report;
    let mut figures = 0;
    json!({
        "sender": fonts::printable(sender),
        "title": fonts::printable(title),
        "date": { "year": date.year(), "month": date.month(), "day": date.day() },
        "made": format!("Made on {}.", spoken(*date)),
        "lead": fonts::printable(lead),
        "contents": contents,
        "sections": sections.iter().map(|section| values_of(section, &mut figures)).collect::<Vec<_>>(),
    })
}

/// A section's values; its pictures are numbered through the report, in the order of [`figures`].
fn values_of(section: &Section, figures: &mut usize) -> Value {
    let Section { heading, sentences, header, rows, figures: own, under } = section;
    let printed = |words: &[String]| words.iter().map(|word| fonts::printable(word)).collect::<Vec<_>>();
    let mut figure = |figure: &Figure| {
        *figures += 1;
        json!({ "file": picture(*figures), "caption": fonts::printable(&figure.caption) })
    };
    json!({
        "heading": fonts::printable(heading),
        "sentences": printed(sentences),
        "header": (!header.is_empty()).then(|| printed(header)),
        "rows": rows.iter().map(|row| printed(row)).collect::<Vec<_>>(),
        "figures": own.iter().map(&mut figure).collect::<Vec<_>>(),
        "under": under.iter().map(|section| values_of(section, figures)).collect::<Vec<_>>(),
    })
}

/// A picture's name in the report's world, by its number from 1.
fn picture(n: usize) -> String {
    format!("picture-{n}.jpg")
}

/// The pictures of some sections, in their order.
fn figures<'a>(sections: &'a [Section], all: &mut Vec<&'a Figure>) {
    for section in sections {
        all.extend(&section.figures);
        figures(&section.under, all);
    }
}

/// What the engine may see: the look, the faces, and one report's values and pictures.
struct ReportWorld<'a> {
    look: &'a Source,
    values: Bytes,
    pictures: HashMap<FileId, Bytes>,
}

impl<'a> ReportWorld<'a> {
    fn new(look: &'a Source, report: &Report) -> Self {
        let mut all = Vec::new();
        figures(&report.sections, &mut all);
        let named = |(n, figure): (usize, &Figure)| {
            Some((file_id(&picture(n + 1))?, Bytes::new(Shared(figure.jpeg.clone()))))
        };
        let pictures = all.into_iter().enumerate().filter_map(named).collect();
        Self { look, values: Bytes::from_string(values(report).to_string()), pictures }
    }

    /// The line of a fault; 0 if the engine names none.
    fn line(&self, faults: &Faults) -> usize {
        let line = faults.first().and_then(|fault| {
            let range = self.range(fault.span)?;
            self.look.lines().byte_to_line(range.start)
        });
        line.map_or(0, |line| line + 1)
    }
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts::BOOK
    }

    fn main(&self) -> FileId {
        self.look.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.look.id() { Ok(self.look.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if Some(id) == file_id("data.json") {
            return Ok(self.values.clone());
        }
        self.pictures.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use super::*;

    fn sample() -> Report {
        Report {
            sender: "Market Ashby Safer Town".to_owned(),
            title: "Promises kept in October 2026".to_owned(),
            date: "2026-11-22".parse().unwrap(),
            lead: "All were done in time.".to_owned(),
            contents: false,
            sections: vec![
                Section {
                    heading: "Month by month".to_owned(),
                    sentences: vec!["In time is within 24 hours.".to_owned()],
                    header: ["Due in", "Erased"].map(str::to_owned).to_vec(),
                    rows: vec![["October 2026", "3 in time"].map(str::to_owned).to_vec()],
                    ..Section::default()
                },
                Section {
                    heading: "Keys".to_owned(),
                    rows: vec![["#panic()", "*one* $x$ [y]"].map(str::to_owned).to_vec()],
                    ..Section::default()
                },
            ],
        }
    }

    /// What stands on the pages, without spaces: lines may break anywhere.
    fn text(report: &Report) -> String {
        fn walk(frame: &Frame, text: &mut String) {
            for (_, item) in frame.items() {
                match item {
                    FrameItem::Group(group) => walk(&group.frame, text),
                    FrameItem::Text(run) => text.push_str(&run.text),
                    _ => {}
                }
            }
        }
        let world = ReportWorld::new(LOOK.as_ref().unwrap(), report);
        let mut all = String::new();
        typeset(&world).unwrap().pages().iter().for_each(|page| walk(&page.frame, &mut all));
        all.chars().filter(|sign| !sign.is_whitespace()).collect()
    }

    #[test]
    fn a_report_says_what_it_is_given_and_reads_nothing_of_it_as_markup() {
        let all = text(&sample());
        for words in [
            "MarketAshbySaferTown",
            "PromiseskeptinOctober2026",
            "Madeon22November2026.",
            "Allweredoneintime.",
            "Duein",
            "3intime",
            "#panic()",
            "*one*$x$[y]",
        ] {
            assert!(all.contains(words), "{words} in {all}");
        }
    }

    #[test]
    fn a_report_is_tagged_titled_and_in_british_english() {
        let pdf = render(&sample()).unwrap();
        assert_eq!(pdf, render(&sample()).unwrap(), "the same bytes");
        let holds = |what: &str| pdf.windows(what.len()).any(|window| window == what.as_bytes());
        for mark in [
            "/StructTreeRoot",
            "/MarkInfo<</Marked true",
            "/Lang(en-GB)",
            "<pdfuaid:part>1",
            "<pdfaid:conformance>A",
            "<dc:title>",
        ] {
            assert!(holds(mark), "{mark}");
        }
    }
}
