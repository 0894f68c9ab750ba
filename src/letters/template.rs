//! The words and the look of the letters: built in, and replaced file by file by a scheme.

use std::{collections::BTreeMap, sync::LazyLock};

use typst::{diag::SourceDiagnostic, syntax::Source};

use super::{
    LetterError, pdf, plain, sample, typeset,
    world::{LetterWorld, Main, file_id},
};
use crate::domain::sanction::letter::LetterKind;

/// Every template, by the name of its file in `config/letters`.
const BUILT_IN: [(&str, &str); 13] = [
    ("frame.typ", include_str!("../../config/letters/frame.typ")),
    ("parts.typ", include_str!("../../config/letters/parts.typ")),
    ("plain.typ", include_str!("../../config/letters/plain.typ")),
    ("young.typ", include_str!("../../config/letters/young.typ")),
    ("guardian.typ", include_str!("../../config/letters/guardian.typ")),
    ("privacy.typ", include_str!("../../config/letters/privacy.typ")),
    ("appeal.typ", include_str!("../../config/letters/appeal.typ")),
    ("warning.typ", include_str!("../../config/letters/warning.typ")),
    ("exclusion_notice.typ", include_str!("../../config/letters/exclusion_notice.typ")),
    ("scheme_rules.typ", include_str!("../../config/letters/scheme_rules.typ")),
    ("expiry_confirmation.typ", include_str!("../../config/letters/expiry_confirmation.typ")),
    ("correction.typ", include_str!("../../config/letters/correction.typ")),
    ("appeal_outcome.typ", include_str!("../../config/letters/appeal_outcome.typ")),
];

/// A set of templates, parsed.
#[derive(Debug, Clone)]
pub struct Templates {
    sources: BTreeMap<String, Source>,
}

/// What is wrong with a scheme's templates. Found with invented people, so it may quote the engine.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// No letter uses a file of this name.
    #[error("{0} is not a letter template; there are: {known}", known = names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// A letter cannot be made with it.
    #[error("the letter \u{201c}{}\u{201d}: {file}, line {line}: {message}", kind.name())]
    Fault {
        /// The letter that was tried.
        kind: LetterKind,
        /// The template's file name.
        file: String,
        /// Its line, from 1; 0 if the engine names none.
        line: usize,
        /// The engine's words.
        message: String,
    },
    /// A letter cannot be made at all.
    #[error(transparent)]
    Letter(#[from] LetterError),
}

/// The names a template can have.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.into_iter().map(|(name, _)| name)
}

impl Templates {
    /// The templates Beadle comes with. They are parsed once in a process.
    pub fn built_in() -> Self {
        static PARSED: LazyLock<Templates> = LazyLock::new(|| {
            let parsed = |(name, text): (&str, &str)| {
                Some((name.to_owned(), Source::new(file_id(name)?, text.to_owned())))
            };
            Templates { sources: BUILT_IN.into_iter().filter_map(parsed).collect() }
        });
        PARSED.clone()
    }

    /// The built-in templates with a scheme's own files in place of those of the same name. Reading the
    /// folder is the caller's. Every letter is tried once, so that a fault shows before a person is written to.
    pub fn with_folder(own: BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let mut templates = Self::built_in();
        for (name, text) in own {
            let source =
                templates.sources.get_mut(&name).ok_or_else(|| TemplateError::Unknown(name.clone()))?;
            *source = Source::new(source.id(), text);
        }
        LetterKind::ALL.into_iter().try_for_each(|kind| templates.try_letter(kind))?;
        Ok(templates)
    }

    /// The template of this name.
    pub(super) fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }

    fn try_letter(&self, kind: LetterKind) -> Result<(), TemplateError> {
        let usual = sample::letter(kind);
        let world = LetterWorld::new(&usual, self, Main::Frame)?;
        pdf(&world, &usual).map_err(|faults| told(kind, &world, &faults))?;
        for letter in sample::variants(kind) {
            let world = LetterWorld::new(&letter, self, Main::Plain)?;
            let document = typeset(&world).map_err(|faults| told(kind, &world, &faults))?;
            plain::write(&letter, &document).ok_or_else(|| told(kind, &world, &[]))?;
        }
        Ok(())
    }
}

/// A fault in the engine's own words: the people in it are invented.
fn told(kind: LetterKind, world: &LetterWorld, faults: &[SourceDiagnostic]) -> TemplateError {
    let (file, line) = world.place(faults);
    let first = faults.first().map(|fault| fault.message.to_string());
    let message = first.unwrap_or_else(|| "its pieces are not made with parts.typ".to_owned());
    TemplateError::Fault { kind, file, line, message }
}
