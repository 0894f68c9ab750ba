//! Signs the head of each scheme's audit trail into a file outside the database, so that who can write the database
//! cannot rewrite the trail unseen.
//!
//! A head that stands in a file is never replaced by one that does not follow from it.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::{
    actions::{Refusal, Shared},
    domain::{ids::SchemeId, scheme::Scheme},
    store::{self, Read, StoreError, audit::Head},
    vault::Ring,
};

/// The first line of a head file.
const TITLE: &str = "Beadle audit head, version 1";

/// A signed head, as its file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The scheme's host name.
    pub host: String,
    /// The scheme.
    pub scheme: SchemeId,
    /// How many events there were.
    pub seq: i64,
    /// The hash of the last.
    pub hash: Vec<u8>,
    /// When the file was written.
    pub at: DateTime<Utc>,
}

/// Why a head file cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbelievable {
    /// It cannot be read.
    #[error("the head file cannot be read")]
    Unreadable,
    /// It is not a head file, or its signature is not ours.
    #[error("the head file was changed: its signature does not hold")]
    Forged,
}

impl Witnessed {
    fn body(&self) -> String {
        let Self { host, scheme, seq, hash, at } = self;
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("{TITLE}\nhost: {host}\nscheme: {scheme}\nseq: {seq}\nhash: {hash}\ntime: {at}\n")
    }

    /// The file's text: what is witnessed, the key that signs, and its signature over all before it (Ed25519,
    /// RFC 8032).
    pub fn text(&self, ring: &Ring) -> String {
        let key = BASE64_STANDARD.encode(ring.verifying().as_bytes());
        let body = format!("{}key: {key}\n", self.body());
        let signature = BASE64_STANDARD.encode(ring.sign(body.as_bytes()));
        format!("{body}signature: {signature}\n")
    }

    /// Reads a file's text, and believes it only with our signature.
    ///
    /// # Errors
    /// [`Unbelievable::Forged`].
    pub fn parse(text: &str, ring: &Ring) -> Result<Self, Unbelievable> {
        Self::fields(text).filter(|head| head.text(ring) == text).ok_or(Unbelievable::Forged)
    }

    fn fields(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
        };
        let hash = field("hash")?;
        let hash = (0..hash.len() / 2)
            .map(|at| hash.get(2 * at..2 * at + 2).and_then(|byte| u8::from_str_radix(byte, 16).ok()))
            .collect::<Option<Vec<u8>>>()?;
        Some(Self {
            host: field("host")?,
            scheme: field("scheme")?.parse().ok()?,
            seq: field("seq")?.parse().ok()?,
            hash,
            at: DateTime::parse_from_rfc3339(&field("time")?).ok()?.with_timezone(&Utc),
        })
    }
}

/// Where a scheme's head stands. By its id: a host name may change.
pub fn path(heads: &Path, scheme: &Scheme) -> PathBuf {
    heads.join(format!("{}.head", scheme.id))
}

/// The head in a scheme's file; nothing if there is no file yet.
///
/// # Errors
/// If the file cannot be read or believed.
pub fn read(heads: &Path, scheme: &Scheme, ring: &Ring) -> Result<Option<Witnessed>, Unbelievable> {
    match fs::read_to_string(path(heads, scheme)) {
        Ok(text) => {
            let head = Witnessed::parse(&text, ring)?;
            if head.scheme == scheme.id { Ok(Some(head)) } else { Err(Unbelievable::Forged) }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(Unbelievable::Unreadable),
    }
}

/// When a scheme's head was last written, and what has not been under one since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// When it was written; nothing if there is no file that can be believed.
    pub at: Option<DateTime<Utc>>,
    /// When the first event was recorded that no written head covers.
    pub uncovered: Option<DateTime<Utc>>,
}

/// When a scheme's head was last written.
///
/// # Errors
/// If the database refuses.
pub fn written(tx: &mut Read<'_>, heads: &Path, scheme: &Scheme, ring: &Ring) -> Result<Written, StoreError> {
    let last = read(heads, scheme, ring).ok().flatten();
    let next = last.as_ref().map_or(1, |head| head.seq + 1);
    Ok(Written { at: last.map(|head| head.at), uncovered: store::audit::at(tx, scheme.id, next)? })
}

/// Writes the heads that moved since they were last written; returns how many.
///
/// # Errors
/// If the database or a file fails, or a trail no longer holds what was witnessed of it: the others are written
/// all the same.
pub async fn witness(service: &Shared) -> Result<usize, Refusal> {
    let ring = service.clone();
    let heads = service.settings().heads();
    let at = service.clock().now();
    service
        .store
        .read(move |tx| {
            let (mut written, mut failed) = (0, None);
            for scheme in store::scheme::all(tx)? {
                match witness_one(tx, &heads, &scheme, at, &ring.vault.ring()) {
                    Ok(moved) => written += usize::from(moved),
                    Err(error) => failed = Some(error),
                }
            }
            failed.map_or(Ok(written), Err)
        })
        .await
}

fn witness_one(
    tx: &mut Read<'_>,
    heads: &Path,
    scheme: &Scheme,
    at: DateTime<Utc>,
    ring: &Ring,
) -> Result<bool, Refusal> {
    let failed = |why: &dyn std::fmt::Display| {
        Refusal::Failed(format!("the head of {}'s audit trail was not written: {why}", scheme.host))
    };
    let Head { seq, hash } = store::audit::head(tx, scheme.id)?;
    match read(heads, scheme, ring).map_err(|why| failed(&why))? {
        Some(last) if last.seq == seq && last.hash == hash => return Ok(false),
        Some(last) if !holds(tx, &last)? => {
            return Err(failed(&"the trail no longer holds what was witnessed; run beadle audit verify"));
        }
        _ => (),
    }
    let head = Witnessed { host: scheme.host.clone(), scheme: scheme.id, seq, hash, at };
    replace(&path(heads, scheme), &head.text(ring)).map_err(|error| failed(&error))?;
    Ok(true)
}

/// Whether a trail still holds what was witnessed of it.
///
/// # Errors
/// If the database refuses.
pub fn holds(tx: &mut Read<'_>, witnessed: &Witnessed) -> Result<bool, StoreError> {
    if witnessed.seq == 0 {
        return Ok(true);
    }
    match store::audit::hash_at(tx, witnessed.scheme, witnessed.seq) {
        Ok(hash) => Ok(hash == witnessed.hash),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Replaces a file in one step, durably.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let fresh = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_head_is_believed_only_as_it_was_signed() {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7);
        let (ours, theirs) = (Ring::generate(&clock), Ring::generate(&clock));
        let head = Witnessed {
            host: "ashby.test".into(),
            scheme: SchemeId::from_random(clock.random()),
            seq: 41,
            hash: clock.random::<32>().to_vec(),
            at: clock.now(),
        };
        let text = head.text(&ours);
        assert_eq!(Witnessed::parse(&text, &ours), Ok(head));
        assert_eq!(Witnessed::parse(&text, &theirs), Err(Unbelievable::Forged), "another ring");
        for (from, to) in
            [("seq: 41", "seq: 40"), ("ashby", "brook"), ("12:00:00", "13:00:00"), ("\nkey", "\nKey")]
        {
            let changed = text.replace(from, to);
            assert_eq!(Witnessed::parse(&changed, &ours), Err(Unbelievable::Forged), "{from} to {to}");
        }
        assert_eq!(Witnessed::parse("", &ours), Err(Unbelievable::Forged));
    }
}
