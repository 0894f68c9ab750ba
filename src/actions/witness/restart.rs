//! Lets a log begin anew from a checkpoint that does not follow from the one that was signed last, such as after a
//! restore. Only whoever keeps the witness can, by hand, with its key and its folder, while it does not serve: no
//! request does it. What stood before stays in the folder, with the day and the reason, signed.

use std::{fs, path::PathBuf, sync::PoisonError};

use super::cosign::{Witness, path};
use crate::{
    durable,
    vault::{
        note::Note,
        restart::{Restart, reason},
        witness::Head,
    },
};

/// Why a log does not begin anew.
#[derive(Debug, thiserror::Error)]
pub enum Unrestarted {
    /// What is given is no checkpoint.
    #[error("this is no checkpoint")]
    NoCheckpoint,
    /// The log is none that is followed here.
    #[error("`logs` does not name {0}")]
    Unknown(String),
    /// The log did not sign it.
    #[error("the checkpoint is not signed by its log: nobody can say that it is the log's")]
    Unsigned,
    /// There is nothing to begin anew from.
    #[error("nothing was signed of this log yet: it needs no restart")]
    Unbegun,
    /// It is what was signed last.
    #[error("this checkpoint is the one that was signed last: it needs no restart")]
    Same,
    /// No words, or too many.
    #[error("give the reason in one line of at most 200 characters")]
    Reason,
    /// The state cannot be read or kept.
    #[error("the state cannot be read or kept: {0}")]
    Unkept(String),
}

/// The file of a log's restart of this number, and that of the checkpoint that was the last before it.
fn files(witness: &Witness, origin: &str, number: usize) -> (PathBuf, PathBuf) {
    let file = path(&witness.state, origin);
    (file.with_extension(format!("restart-{number}")), file.with_extension(format!("before-{number}")))
}

/// The number of a log's newest restart; 0 if there was none.
fn newest(witness: &Witness, origin: &str) -> usize {
    (1..).take_while(|number| files(witness, origin, *number).0.exists()).last().unwrap_or(0)
}

impl Witness {
    /// Lets a log begin anew from a checkpoint of its own, and signs that. Waits for the disk.
    ///
    /// # Errors
    /// [`Unrestarted`]: nothing was changed, unless the disk failed.
    pub fn restart(&self, checkpoint: &str, why: &str) -> Result<Restart, Unrestarted> {
        let reason = reason(why).ok_or(Unrestarted::Reason)?;
        let note = Note::parse(checkpoint).ok_or(Unrestarted::NoCheckpoint)?;
        let Head { origin, root: after } = Head::parse(note.text()).ok_or(Unrestarted::NoCheckpoint)?;
        let log = self.logs.iter().find(|log| log.by.name() == origin);
        let log = log.ok_or_else(|| Unrestarted::Unknown(origin.clone()))?;
        note.text_by(&log.by).ok_or(Unrestarted::Unsigned)?;
        let _turn = log.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let file = path(&self.state, &origin);
        let before = self.last(&file).map_err(Unrestarted::Unkept)?.ok_or(Unrestarted::Unbegun)?.root;
        if before == after {
            return Err(Unrestarted::Same);
        }
        let (at, long) = (self.clock.now(), || Unrestarted::Unkept("the note is too long".to_owned()));
        let restart = Restart { origin: origin.clone(), before, after, reason };
        let said = self.key.says(restart.text(), at).ok_or_else(long)?;
        let signed = note.and(&self.key.cosign(&note, at)).ok_or_else(long)?;
        let (record, old) = files(self, &origin, newest(self, &origin) + 1);
        // What stood before is on record before anything else stands in its place.
        fs::read(&file)
            .and_then(|bytes| durable::replace(&old, &bytes))
            .and_then(|()| durable::replace(&record, said.to_string().as_bytes()))
            .and_then(|()| durable::replace(&file, signed.to_string().as_bytes()))
            .map_err(|error| Unrestarted::Unkept(error.to_string()))?;
        Ok(restart)
    }

    /// What it said of a log's newest restart, as a note; nothing if there was none.
    pub fn restarted(&self, origin: &str) -> Option<String> {
        let log = self.logs.iter().find(|log| log.by.name() == origin)?;
        let _turn = log.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let number = newest(self, origin);
        fs::read_to_string(files(self, origin, number).0).ok()
    }
}
