//! Signs the head of a trail, if it follows from the head of that trail that was signed last. What is signed is
//! on the disk before it is told.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

pub use crate::vault::witness::Refused;
use crate::{
    clock::Clock,
    config::witness::Witnessing,
    durable,
    vault::{
        note::{Note, Verifier},
        witness::{Head, Request},
        witness_key::{NoKey, WitnessKey},
    },
};

/// A witness at work.
pub struct Witness {
    pub(super) key: WitnessKey,
    pub(super) state: PathBuf,
    pub(super) logs: Vec<Log>,
    pub(super) clock: Clock,
    /// Held as long as it lives: two processes with one state could each sign another future of a trail.
    _alone: File,
}

/// A log that it follows. Requests of one log take turns.
pub(super) struct Log {
    pub(super) by: Verifier,
    pub(super) turn: Mutex<()>,
}

/// Why a witness cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Its key.
    #[error("the key {0}: {1}")]
    Key(String, NoKey),
    /// Its folder.
    #[error("the folder {0}: {1}")]
    Folder(String, io::Error),
    /// Another process works in its folder.
    #[error("another process is the witness that keeps its state in {0}")]
    Taken(String),
    /// A log's key that is none, or that stands there twice.
    #[error("`logs` names what is no key of a log, or a log twice: {0}")]
    Log(String),
}

/// Why it answers without a signature.
#[derive(Debug, thiserror::Error)]
pub enum Unsigned {
    /// It may not sign this.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What it signed last cannot be read or kept: then it signs nothing.
    #[error("what was signed last of {log} cannot be read or kept: {why}")]
    Unkept {
        /// The log.
        log: String,
        /// Why.
        why: String,
    },
}

/// Where the newest signed checkpoint of a log stands.
pub fn path(state: &Path, origin: &str) -> PathBuf {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = origin.chars().map(plain).collect();
    state.join(format!("{name}.checkpoint"))
}

impl Witness {
    /// Opens the witness that settings name.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn open(settings: &Witnessing, clock: Clock) -> Result<Self, Unfit> {
        let Witnessing { key, state, listen: _, logs } = settings;
        let key = WitnessKey::open(key).map_err(|why| Unfit::Key(key.display().to_string(), why))?;
        let folder = |error| Unfit::Folder(state.display().to_string(), error);
        durable::folder(state).map_err(folder)?;
        let alone = state.join("lock");
        let alone = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(alone);
        let alone = alone.map_err(folder)?;
        alone.try_lock().map_err(|_| Unfit::Taken(state.display().to_string()))?;
        let mut known: Vec<Log> = Vec::new();
        for text in logs {
            let by = Verifier::parse(text).filter(Verifier::is_author);
            let by = by.ok_or_else(|| Unfit::Log(text.clone()))?;
            // Two names that would share a file are one too many.
            if known.iter().any(|log| path(state, log.by.name()) == path(state, by.name())) {
                return Err(Unfit::Log(text.clone()));
            }
            known.push(Log { by, turn: Mutex::default() });
        }
        Ok(Self { key, state: state.clone(), logs: known, clock, _alone: alone })
    }

    /// By what its signatures are known.
    pub fn verifier(&self) -> &Verifier {
        self.key.verifier()
    }

    /// Answers a request with the line of its signature. Waits for the disk.
    ///
    /// # Errors
    /// [`Unsigned`]: nothing was signed.
    pub fn cosign(&self, request: &str) -> Result<String, Unsigned> {
        let request = Request::parse(request).ok_or(Refused::Malformed)?;
        let origin = request.head()?.origin;
        let log = self.logs.iter().find(|log| log.by.name() == origin).ok_or(Refused::Unknown)?;
        let _turn = log.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let file = path(&self.state, &origin);
        let last = self.last(&file).map_err(|why| Unsigned::Unkept { log: origin.clone(), why })?;
        request.may_be_signed(&log.by, last.map(|head| head.root))?;
        let line = self.key.cosign(&request.note, self.clock.now());
        let unkept = |why: String| Unsigned::Unkept { log: origin.clone(), why };
        let signed = request.note.and(&line).ok_or_else(|| unkept("the note is too long".to_owned()))?;
        durable::replace(&file, signed.to_string().as_bytes()).map_err(|why| unkept(why.to_string()))?;
        Ok(line)
    }

    /// What it signed last, as its own signature says.
    pub(super) fn last(&self, file: &Path) -> Result<Option<Head>, String> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| error.to_string())?,
        };
        let own = Note::parse(&text).filter(|note| note.seen_by(self.verifier()).is_some());
        let head = own.and_then(|note| Head::parse(note.text()));
        head.map(Some).ok_or_else(|| format!("{} is not as this key signed it", file.display()))
    }
}
