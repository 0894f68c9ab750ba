//! A bucket with object lock as the witness of the audit trails: each checkpoint is an object of its own, which
//! nobody can change or delete before its day, not who holds the machine with all its keys either. Two pasts of a trail
//! leave two objects.
//!
//! The name of an object says how long the trail was, how far its ledger reached and the root, so that a list of names
//! is enough to find a rewrite.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::{
    domain::{certificate::deletion::hex, ids::SchemeId},
    remote::bucket::{Bucket, Listed, Unheld},
    vault::{
        Ring,
        checkpoint::{Checkpoint, End},
        merkle::{Hash, Root},
        note::Note,
    },
};

/// A checkpoint that a bucket holds, as far as its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How long the trail was, and its root.
    pub root: Root,
    /// The number of the last line of the scheme's ledger; 0 if it had not begun.
    pub ledger: u64,
    at: Listed,
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    let digits = text.as_bytes();
    (digits.len() == 2 * hash.len() && text.bytes().all(|c| c.is_ascii_hexdigit())).then_some(())?;
    for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

fn folder(scheme: SchemeId) -> String {
    format!("{scheme}/")
}

/// The name of a checkpoint's object. Zeros before the numbers keep the names in their order; another text, another
/// name.
fn name(checkpoint: &Checkpoint, note: &Note) -> String {
    let Checkpoint { scheme, root, ledger, at: _ } = checkpoint;
    let ledger = ledger.map_or(0, |end| end.number);
    let text = hex(&Sha256::digest(note.text()).into());
    format!("{}{:020}-{ledger:020}-{}-{text}", folder(*scheme), root.size, hex(&root.hash))
}

/// What a name says; nothing if it is no checkpoint's of this scheme.
fn named(at: Listed, scheme: SchemeId) -> Option<Head> {
    let mut parts = at.key.strip_prefix(&folder(scheme))?.splitn(4, '-');
    let number = |part: &str| part.parse().ok().filter(|_| part.len() == 20);
    let size = number(parts.next()?)?;
    let ledger = number(parts.next()?)?;
    let root = Root { size, hash: unhex(parts.next()?)? };
    parts.next()?;
    Some(Head { root, ledger, at })
}

/// What a bucket holds of a scheme's trail: all of it, or what comes after a checkpoint that it holds.
///
/// # Errors
/// If it does not say.
pub fn heads(
    bucket: &Bucket,
    scheme: SchemeId,
    after: Option<&Checkpoint>,
    ring: &Ring,
) -> Result<Vec<Head>, Unheld> {
    let after = after.map(|checkpoint| name(checkpoint, &checkpoint.signed(ring)));
    let listed = bucket.list(&folder(scheme), after.as_deref())?;
    Ok(listed.into_iter().filter_map(|one| named(one, scheme)).collect())
}

/// Whether a bucket holds a checkpoint, with the same bytes and locked at least until then.
///
/// # Errors
/// What is amiss.
pub fn is_held(
    bucket: &Bucket,
    checkpoint: &Checkpoint,
    until: DateTime<Utc>,
    ring: &Ring,
) -> Result<(), Unheld> {
    let note = checkpoint.signed(ring);
    let object = bucket.get(&name(checkpoint, &note), None)?.ok_or(Unheld::Lost)?;
    if object.bytes != note.to_string().into_bytes() {
        return Err(Unheld::Other);
    }
    match object.locked_until {
        None => Err(Unheld::Unlocked),
        Some(day) if day.date_naive() < until.date_naive() => Err(Unheld::TooShort(day)),
        Some(_) => Ok(()),
    }
}

/// Writes a checkpoint into a bucket for so many days, and reads it back: only then is it held. The same again is well.
///
/// # Errors
/// What is amiss: then it is not held.
pub fn hold(
    bucket: &Bucket,
    checkpoint: &Checkpoint,
    days: u32,
    now: DateTime<Utc>,
    ring: &Ring,
) -> Result<(), Unheld> {
    let (note, days) = (checkpoint.signed(ring), TimeDelta::days(days.into()));
    bucket.put(&name(checkpoint, &note), note.to_string().as_bytes(), now.max(checkpoint.at) + days)?;
    // It may have been written before: then it is locked from that day on.
    is_held(bucket, checkpoint, checkpoint.at + days, ring)
}

/// The furthest end of a scheme's ledger that a checkpoint in the bucket quotes; nothing if none does that the ring
/// signed.
///
/// # Errors
/// If the bucket does not say.
pub fn ledger_end(bucket: &Bucket, scheme: SchemeId, ring: &Ring) -> Result<Option<End>, Unheld> {
    let mut all = heads(bucket, scheme, None, ring)?;
    all.sort_by_key(|head| std::cmp::Reverse(head.ledger));
    for head in all.into_iter().filter(|head| head.ledger > 0) {
        let Listed { key, version } = &head.at;
        let version = Some(version.as_str()).filter(|version| !version.is_empty());
        let object = bucket.get(key, version)?.ok_or(Unheld::Lost)?;
        let note = String::from_utf8(object.bytes).ok().and_then(|text| Note::parse(&text));
        // What was put there by somebody without the ring says nothing.
        if let Some(said) = note.and_then(|note| Checkpoint::believed(&note, scheme, ring)) {
            return Ok(said.ledger);
        }
    }
    Ok(None)
}
