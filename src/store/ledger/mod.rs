//! The ledger: one append-only file a scheme, outside the database and its backups. What is taken away (a profile, a
//! member, a right) stands in it before it is gone, so that no restore brings it back. Its lines are
//! numbered and signed, and each holds the digest of the one before.

mod line;
#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

pub use crate::vault::checkpoint::End;
pub use line::{Digest, Entry, Line, Matter};
use line::{NOTHING, Signed, claimed_number};

use crate::{domain::ids::SchemeId, durable, faults, vault::Ring};

/// A ledger as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// What is signed by the ring, in the order it was written.
    pub lines: Vec<Line>,
    /// In how many places it was changed: lines the ring did not sign, and lines that do not follow from the one before.
    pub damaged: usize,
}

impl Lines {
    /// Intents that are neither done nor taken back, each once, the oldest first.
    pub fn open(&self) -> Vec<Line> {
        let mut open: Vec<Line> = Vec::new();
        for line in &self.lines {
            match line.entry {
                Entry::Intent if open.iter().all(|known| !known.of_one(line)) => open.push(*line),
                Entry::Intent => {}
                Entry::Void | Entry::Done => open.retain(|known| !known.of_one(line)),
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

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Appends a line, signed; on return it is durable.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn append(&self, ring: &Ring, line: Line) -> io::Result<()> {
        faults::write()?;
        let _turn = self.turn()?;
        let bytes = self.bytes()?;
        // A line torn by a power cut was told to nobody: it gives way.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let text = String::from_utf8_lossy(&bytes);
        let (number, digest) = self.last(ring, &text).map_or((0, NOTHING), |end| (end.number, end.digest));
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.file)?;
        if whole < bytes.len() {
            file.set_len(whole as u64)?;
        }
        file.write_all(
            format!("{}\n", Signed::write(ring, self.scheme, (number + 1, digest), line)).as_bytes(),
        )?;
        file.sync_all()?;
        self.settle()?;
        Ok(faults::write()?)
    }

    /// Reads the ledger; one that is not there is empty. A line that was put in twice, or out of its order, says
    /// nothing; one before which something is missing is read.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&self, ring: &Ring) -> io::Result<Lines> {
        let (signed, damaged) = self.chain(ring, &self.text()?);
        Ok(Lines { lines: signed.iter().filter_map(|signed| signed.line).collect(), damaged })
    }

    /// The end of the ledger; `None` as long as nothing stands in it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn end(&self, ring: &Ring) -> io::Result<Option<End>> {
        Ok(self.last(ring, &self.text()?))
    }

    /// Whether the ledger still holds the line that was once its end. What was forgotten since its period was over
    /// counts as held: a signed line stands for it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn holds(&self, ring: &Ring, end: &End) -> io::Result<bool> {
        let (signed, _) = self.chain(ring, &self.text()?);
        Ok(signed.iter().any(|line| {
            line.number == end.number && line.digest == end.digest
                || line.is_base() && line.number > end.number
        }))
    }

    /// Leaves out what is older than `before` and settled, from the beginning on: what follows an open intent
    /// waits for it. Returns how many lines went. A damaged ledger is left as it is, for whoever looks into it.
    ///
    /// # Errors
    /// If the file cannot be rewritten.
    pub fn forget(&self, ring: &Ring, before: DateTime<Utc>) -> io::Result<usize> {
        let _turn = self.turn()?;
        let text = self.text()?;
        let (signed, damaged) = self.chain(ring, &text);
        let read = Lines { lines: signed.iter().filter_map(|signed| signed.line).collect(), damaged };
        let open = read.open();
        let goes = |line: &&Line| line.at < before && open.iter().all(|kept| !kept.of_one(line));
        let gone = read.lines.iter().take_while(goes).count();
        if gone == 0 || damaged > 0 {
            return Ok(0);
        }
        let begun = signed.len() - read.lines.len();
        let base = signed[begun + gone - 1].write_base(ring, self.scheme);
        let kept = whole_lines(&text).skip(begun + gone).map(|line| format!("{line}\n"));
        let text = format!("{base}\n{}", kept.collect::<String>());
        durable::replace(&self.file, text.as_bytes())?;
        Ok(gone)
    }

    /// The lines that count, and in how many places the text was changed.
    fn chain(&self, ring: &Ring, text: &str) -> (Vec<Signed>, usize) {
        let (mut next, mut before) = (1, NOTHING);
        let (mut all, mut damaged) = (Vec::new(), 0);
        for (place, line) in whole_lines(text).enumerate() {
            let Some(signed) = Signed::parse(ring, self.scheme, line) else {
                damaged += 1;
                continue;
            };
            let follows = signed.number == next && signed.before == before;
            if !(follows || signed.is_base() && place == 0) {
                damaged += 1;
            }
            if signed.number >= next && (!signed.is_base() || place == 0) {
                (next, before) = (signed.number + 1, signed.digest);
                all.push(signed);
            }
        }
        (all, damaged)
    }

    /// The line of the highest number, without verifying all that come before it.
    fn last(&self, ring: &Ring, text: &str) -> Option<End> {
        let mut claimed: Vec<(u64, &str)> =
            whole_lines(text).filter_map(|line| Some((claimed_number(line)?, line))).collect();
        claimed.sort_by_key(|(number, _)| *number);
        let signed = claimed.iter().rev().find_map(|(_, line)| Signed::parse(ring, self.scheme, line))?;
        Some(End { number: signed.number, digest: signed.digest })
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        match fs::read(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            bytes => bytes,
        }
    }

    /// What the file says; bytes that are no text are no line either.
    fn text(&self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&self.bytes()?).into_owned())
    }

    /// Whoever writes takes turns with all others, those of other processes included. The file itself is replaced when
    /// lines are forgotten, so the lock is on another.
    fn turn(&self) -> io::Result<File> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(self.folder())?;
        let lock = self.file.with_extension("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(lock)?;
        file.lock()?;
        Ok(file)
    }

    fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    /// A name is durable once its folder is.
    fn settle(&self) -> io::Result<()> {
        File::open(self.folder())?.sync_all()
    }
}

/// The lines of a text; what no line break ends was torn before it was told to anybody.
fn whole_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'))
}
