//! Letters to subjects as tagged PDF (PDF/UA-1 and PDF/A-3a) and as plain text, from one set of words; and
//! reports, for the controller and for police.
//! No file is read and no host is asked: fonts and templates are in the binary, everything else is a parameter.

pub mod letter;
pub mod report;
pub mod sample;
pub mod template;

mod data;
mod fonts;
mod plain;
mod world;

use typst::{diag::SourceDiagnostic, foundations::Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::{
    letter::Letter,
    template::Templates,
    world::{Engine, LetterWorld, Main},
};

/// Why a letter could not be made. Names a template and a line, never what the letter says.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// A template does not do with this letter's values.
    #[error("the letter template {file} has a fault on line {line}")]
    Template {
        /// The template's file name.
        file: String,
        /// Its line, from 1; 0 if the engine names none.
        line: usize,
    },
    /// The link is longer than a QR code can hold.
    #[error("the address of the private page is too long for a QR code")]
    LinkTooLong,
}

/// The letter as PDF. The same letter and templates give the same bytes.
pub fn render(letter: &Letter, templates: &Templates) -> Result<Vec<u8>, LetterError> {
    let world = LetterWorld::new(letter, templates, Main::Frame)?;
    pdf(&world, letter).map_err(|faults| world.fault(&faults))
}

/// The letter as plain text: the same words in the same order, for e-mail and on request.
/// Paragraphs are lines of their own, not wrapped, so that every reader wraps them to its own width.
pub fn plain_text(letter: &Letter, templates: &Templates) -> Result<String, LetterError> {
    let world = LetterWorld::new(letter, templates, Main::Plain)?;
    let document = typeset(&world).map_err(|faults| world.fault(&faults))?;
    plain::write(letter, &document).ok_or_else(|| world.fault(&[]))
}

/// What the engine says is wrong. It may quote the letter.
type Faults = Vec<SourceDiagnostic>;

fn pdf(world: &LetterWorld, letter: &Letter) -> Result<Vec<u8>, Faults> {
    export(&typeset(world)?, Some(letter.reference.clone()))
}

fn typeset(world: &LetterWorld) -> Result<PagedDocument, Faults> {
    let _engine = Engine::start();
    typst::compile(world).output.map_err(Faults::from_iter)
}

fn export(document: &PagedDocument, ident: Option<String>) -> Result<Vec<u8>, Faults> {
    let _engine = Engine::start();
    let options = PdfOptions {
        ident: ident.map_or(Smart::Auto, Smart::Custom),
        creator: Smart::Custom(Some("Beadle".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a]).map_err(|_| Faults::new())?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(Faults::from_iter)
}

#[cfg(test)]
mod tests;
