//! The ledger of erasures: one append-only file a scheme, outside the database and its backups. An intent stands in
//! it before anything is erased, and is done when nothing is left; a restore carries out every intent again.

use std::{
    fs,
    io::{self, Read as _, Seek, SeekFrom, Write as _},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Verifier};

use crate::{
    domain::ids::{ProfileId, SchemeId},
    vault::Ring,
};

/// What a line of the ledger says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The profile is about to be erased.
    Intent,
    /// The intent was taken back: the rule deferred the erasure before anything was erased.
    Void,
    /// Nothing of the profile is left.
    Done,
}

impl Entry {
    const fn word(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Void => "void",
            Self::Done => "done",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Intent, Self::Void, Self::Done].into_iter().find(|entry| entry.word() == word)
    }
}

/// A line of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub entry: Entry,
    /// Of which profile.
    pub profile: ProfileId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// A ledger as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// What is signed by the ring, in the order it was written.
    pub lines: Vec<Line>,
    /// How many lines are torn or not signed by the ring.
    pub damaged: usize,
}

impl Lines {
    /// Intents that are neither done nor taken back, each once, the oldest first.
    pub fn open(&self) -> Vec<Line> {
        let mut open: Vec<Line> = Vec::new();
        for line in &self.lines {
            match line.entry {
                Entry::Intent if open.iter().all(|known| known.profile != line.profile) => open.push(*line),
                Entry::Intent => {}
                Entry::Void | Entry::Done => open.retain(|known| known.profile != line.profile),
            }
        }
        open
    }
}

/// The ledger of a scheme.
#[derive(Debug, Clone)]
pub struct Ledger {
    file: PathBuf,
    scheme: SchemeId,
}

impl Ledger {
    /// The ledger of a scheme under the data folder.
    pub fn of(data: &Path, scheme: SchemeId) -> Self {
        Self { file: data.join("ledger").join(format!("{scheme}.ledger")), scheme }
    }

    /// Appends a line, signed; on return it is durable.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn append(&self, ring: &Ring, line: Line) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut file =
            fs::OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.file)?;
        file.lock()?;
        // A line torn by a power cut is left as it is; the next one begins anew.
        let torn = file.seek(SeekFrom::End(0))? > 0 && {
            file.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            file.read_exact(&mut last)?;
            last != *b"\n"
        };
        let text = format!("{}{}\n", if torn { "\n" } else { "" }, self.written(ring, line));
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::File::open(folder)?.sync_all()
    }

    /// Reads the ledger; one that is not there is empty.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&self, ring: &Ring) -> io::Result<Lines> {
        let text = match fs::read_to_string(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lines::default()),
            text => text?,
        };
        let mut lines = Lines::default();
        for line in text.lines() {
            match self.parsed(ring, line) {
                Some(line) => lines.lines.push(line),
                None => lines.damaged += 1,
            }
        }
        Ok(lines)
    }

    /// Leaves out what is older than `before` and settled; returns how many lines went.
    ///
    /// # Errors
    /// If the file cannot be rewritten.
    pub fn forget(&self, ring: &Ring, before: DateTime<Utc>) -> io::Result<usize> {
        let read = self.read(ring)?;
        let open = read.open();
        let keeps = |line: &&Line| line.at >= before || open.iter().any(|kept| kept.profile == line.profile);
        let kept: Vec<&Line> = read.lines.iter().filter(keeps).collect();
        let gone = read.lines.len() - kept.len();
        if gone == 0 {
            return Ok(0);
        }
        let text: String = kept.iter().map(|line| self.written(ring, **line) + "\n").collect();
        let staged = self.file.with_extension("new");
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&staged)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&staged, &self.file)?;
        fs::File::open(self.file.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(gone)
    }

    fn signed(&self, words: &str) -> Vec<u8> {
        format!("beadle ledger {} {words}", self.scheme).into_bytes()
    }

    fn written(&self, ring: &Ring, line: Line) -> String {
        let at = line.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let words = format!("{} {} {at}", line.entry.word(), line.profile);
        format!("{words} {}", BASE64_URL_SAFE_NO_PAD.encode(ring.sign(&self.signed(&words))))
    }

    fn parsed(&self, ring: &Ring, line: &str) -> Option<Line> {
        let (words, signature) = line.rsplit_once(' ')?;
        let signature = Signature::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        ring.verifying().verify(&self.signed(words), &signature).ok()?;
        let mut words = words.split(' ');
        Some(Line {
            entry: Entry::parse(words.next()?)?,
            profile: words.next()?.parse().ok()?,
            at: words.next()?.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn line(entry: Entry, n: u8, at: &str) -> Line {
        Line { entry, profile: ProfileId::from_random([n; 16]), at: at.parse().unwrap() }
    }

    #[test]
    fn an_intent_is_open_until_it_is_done_or_taken_back() {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 1);
        let ring = Ring::generate(&clock);
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path(), SchemeId::from_random([9; 16]));
        assert_eq!(ledger.read(&ring).unwrap(), Lines::default());
        let all = [
            line(Entry::Intent, 1, "2020-01-01T00:00:00Z"),
            line(Entry::Intent, 2, "2020-01-01T00:00:01Z"),
            line(Entry::Done, 1, "2020-01-01T00:00:02Z"),
            line(Entry::Intent, 3, "2020-01-01T00:00:03Z"),
            line(Entry::Intent, 3, "2026-01-01T00:00:04Z"),
            line(Entry::Void, 2, "2026-01-01T00:00:05Z"),
        ];
        for line in all {
            ledger.append(&ring, line).unwrap();
        }
        let read = ledger.read(&ring).unwrap();
        assert_eq!((read.lines.as_slice(), read.damaged), (&all[..], 0));
        assert_eq!(read.open(), [all[3]]);
        assert_eq!(ledger.forget(&ring, "2026-01-01T00:00:00Z".parse().unwrap()).unwrap(), 3);
        assert_eq!(ledger.read(&ring).unwrap().open(), [all[3]], "an open intent outlives its period");
    }

    #[test]
    fn a_torn_or_forged_line_is_told_and_hides_no_other() {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 1);
        let (ring, forger) = (Ring::generate(&clock), Ring::generate(&clock));
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path(), SchemeId::from_random([9; 16]));
        let (first, second) =
            (line(Entry::Intent, 1, "2026-01-01T00:00:00Z"), line(Entry::Done, 1, "2026-01-01T00:00:01Z"));
        ledger.append(&ring, first).unwrap();
        let file = fs::OpenOptions::new().append(true).open(&ledger.file).unwrap();
        { file }.write_all(b"done 0101").unwrap();
        ledger.append(&ring, second).unwrap();
        ledger.append(&forger, second).unwrap();
        let read = ledger.read(&ring).unwrap();
        assert_eq!((read.lines, read.damaged), (vec![first, second], 2));
    }
}
