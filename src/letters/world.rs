//! What the letter engine may see: our templates, our fonts and one letter's values. No files, no network,
//! no clock, no packages.

use std::sync::{
    LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use typst::{
    Library, LibraryExt, World, WorldExt, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Binding, Bytes, Datetime, Duration, Value},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{LetterError, data, fonts, letter::Letter, template::Templates};

/// Which of the two documents a letter becomes.
#[derive(Debug, Clone, Copy)]
pub enum Main {
    /// The sheet of paper.
    Frame,
    /// The pieces, for plain text.
    Plain,
}

/// The engine's standard library, built once, without the two functions that turn a text into code.
pub static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let mut library = <Library as LibraryExt>::default();
    for name in ["eval", "plugin"] {
        library.global.scope_mut().bind(name.into(), Binding::detached(Value::None));
    }
    library.std = Binding::detached(library.global.clone());
    LazyHash::new(library)
});

/// Letters in the making.
static BUSY: AtomicUsize = AtomicUsize::new(0);

/// Held while a letter is made. The engine remembers whatever it has set, people's names included: the last
/// holder empties its memory. Not the first, since that would make the others start again and again.
pub struct Engine;

impl Engine {
    /// The engine, at work from now on.
    pub fn start() -> Self {
        BUSY.fetch_add(1, Ordering::AcqRel);
        Self
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if BUSY.fetch_sub(1, Ordering::AcqRel) == 1 {
            comemo::evict(0);
        }
    }
}

/// The engine's number for a file of ours. They are few and always the same: it never forgets one.
pub fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// A file's name, unless it is a package's: those would have to be fetched.
fn own_name(id: FileId) -> FileResult<&'static str> {
    match id.get().root() {
        VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
        VirtualRoot::Package(_) => Err(FileError::AccessDenied),
    }
}

/// One letter, as the engine sees it.
pub struct LetterWorld<'a> {
    templates: &'a Templates,
    main: FileId,
    words: &'static str,
    values: Bytes,
    code: Option<Bytes>,
    logo: Option<Bytes>,
}

impl<'a> LetterWorld<'a> {
    /// The world of one letter.
    pub fn new(letter: &Letter, templates: &'a Templates, main: Main) -> Result<Self, LetterError> {
        let name = match main {
            Main::Frame => "frame.typ",
            Main::Plain => "plain.typ",
        };
        let missing = || LetterError::Template { file: name.into(), line: 0 };
        let printed = match main {
            Main::Frame => fonts::printable,
            Main::Plain => fonts::one_line,
        };
        let link = data::access(&letter.body).map(|access| access.link.as_str());
        Ok(Self {
            templates,
            main: file_id(name).ok_or_else(missing)?,
            words: data::template(letter.kind()),
            values: Bytes::from_string(data::values(letter, printed).to_string()),
            code: link.map(data::qr_code).transpose()?.map(Bytes::from_string),
            logo: letter.sender.logo.as_ref().map(|logo| Bytes::new(data::logo_file(logo).1.to_vec())),
        })
    }

    /// The template and the line of a fault.
    pub fn place(&self, faults: &[SourceDiagnostic]) -> (String, usize) {
        let at = faults.first().and_then(|fault| {
            let id = fault.span.id()?;
            let name = id.get().vpath().get_without_slash().to_owned();
            let range = self.range(fault.span)?;
            let line = self.templates.source(&name)?.lines().byte_to_line(range.start)?;
            Some((name, line + 1))
        });
        at.unwrap_or_else(|| (self.words.to_owned(), 0))
    }

    /// A fault without the engine's words: they may quote the letter.
    pub fn fault(&self, faults: &[SourceDiagnostic]) -> LetterError {
        let (file, line) = self.place(faults);
        LetterError::Template { file, line }
    }
}

impl World for LetterWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts::BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.source(own_name(id)?).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let known = match own_name(id)? {
            "data.json" => Some(&self.values),
            "qr.svg" => self.code.as_ref(),
            "logo.png" | "logo.jpg" => self.logo.as_ref(),
            _ => None,
        };
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
