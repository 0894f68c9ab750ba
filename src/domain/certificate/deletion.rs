//! What does a certificate of deletion say, and how long may it wait?
//!
//! That something about somebody was there, was to go by a day, went at a time, and that nothing of it is left; when
//! it is beyond recovery from every backup; and where in the audit trail the erasure stands. It names nobody: its
//! number is random, and nothing that is kept leads from it to whom it is about.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};

use crate::domain::{
    date::london_day,
    ids::{CertificateId, SchemeId},
    rules::{BEYOND_RECOVERY, ERASED_WITHIN_HOURS},
    text::words,
};

words! {
    /// What a certificate is of.
    Kind {
        /// A profile was erased at the end of its time.
        Erasure = "erasure", "Erasure of a profile";
        /// A member left.
        Leaving = "leaving", "Leaving of a member";
    }
}

/// Where in the audit trail the deletion stands, and the proof that it does (RFC 6962).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The event's number, from 1.
    pub event: u64,
    /// The event's own hash: what the tree has as its leaf.
    pub leaf: [u8; 32],
    /// How many events the tree has.
    pub size: u64,
    /// Its root.
    pub root: [u8; 32],
    /// From the leaf to the root.
    pub path: Vec<[u8; 32]>,
}

/// A certificate of deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Random.
    pub number: CertificateId,
    /// What of.
    pub kind: Kind,
    /// The scheme.
    pub scheme: SchemeId,
    /// The scheme's name, on one line.
    pub name: String,
    /// By when it was to go.
    pub due_on: NaiveDate,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
    /// When nothing was left of it: rows, pictures, letters, write-ahead log.
    pub clean_at: DateTime<Utc>,
    /// How many rows of which table.
    pub rows: Vec<(String, u64)>,
    /// How many sealed pictures and letters in the object store.
    pub blobs: u64,
    /// How many letters had been given to the person: they are outside, and theirs.
    pub letters: u64,
    /// How many times police were told of the person: their copies are outside, and the change feed tells them to delete
    /// them.
    pub disclosed: u64,
    /// The software's version.
    pub software: String,
    /// Where the trail has it.
    pub proof: Proof,
}

const TITLE: &str = "Beadle certificate of deletion, version 1";

impl Certificate {
    /// The last day on which a backup could still hold something readable.
    pub fn beyond_recovery_by(&self) -> NaiveDate {
        beyond_recovery_by(self.deleted_at)
    }

    /// The text that is signed: one fact a line.
    pub fn text(&self) -> String {
        let Self { number, kind, scheme, name, due_on, blobs, letters, disclosed, software, proof, .. } =
            self;
        let at = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let rows: Vec<String> = self.rows.iter().map(|(table, count)| format!("{table}={count}")).collect();
        let path: Vec<String> = proof.path.iter().map(hex).collect();
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            writeln!(text, "{name}: {value}").expect("a string takes it");
        };
        line("certificate", &TITLE);
        line("number", number);
        line("of", &kind.as_str());
        line("scheme", scheme);
        line("name", name);
        line("due-on", due_on);
        line("deleted-at", &at(&self.deleted_at));
        line("nothing-left-at", &at(&self.clean_at));
        line("beyond-recovery-by", &self.beyond_recovery_by());
        line("rows", &rows.join(" "));
        line("blobs", blobs);
        line("letters-outside", letters);
        line("told-to-police", disclosed);
        line("software", software);
        line("event", &proof.event);
        line("leaf", &hex(&proof.leaf));
        line("tree-size", &proof.size);
        line("tree-root", &hex(&proof.root));
        line("tree-path", &path.join(" "));
        text
    }

    /// Reads the text; `None` if it is not written as [`Certificate::text`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim_start)
        };
        let at = |name: &str| Some(DateTime::parse_from_rfc3339(field(name)?).ok()?.with_timezone(&Utc));
        let row = |row: &str| {
            let (table, count) = row.split_once('=')?;
            Some((table.to_owned(), count.parse().ok()?))
        };
        let read = Self {
            number: field("number")?.parse().ok()?,
            kind: Kind::parse(field("of")?)?,
            scheme: field("scheme")?.parse().ok()?,
            name: field("name")?.to_owned(),
            due_on: field("due-on")?.parse().ok()?,
            deleted_at: at("deleted-at")?,
            clean_at: at("nothing-left-at")?,
            rows: field("rows")?.split_whitespace().map(row).collect::<Option<_>>()?,
            blobs: field("blobs")?.parse().ok()?,
            letters: field("letters-outside")?.parse().ok()?,
            disclosed: field("told-to-police")?.parse().ok()?,
            software: field("software")?.to_owned(),
            proof: Proof {
                event: field("event")?.parse().ok()?,
                leaf: unhex(field("leaf")?)?,
                size: field("tree-size")?.parse().ok()?,
                root: unhex(field("tree-root")?)?,
                path: field("tree-path")?.split_whitespace().map(unhex).collect::<Option<_>>()?,
            },
        };
        (read.text() == text).then_some(read)
    }
}

/// The last day on which a backup could still hold something readable of what was deleted.
pub fn beyond_recovery_by(deleted_at: DateTime<Utc>) -> NaiveDate {
    BEYOND_RECOVERY.after_never_earlier(london_day(deleted_at))
}

/// Whether a certificate waits for longer than it should: words that may still name the person, or a picture or
/// letter that will not go, hold it back, and somebody must hear of it.
pub fn held_back(deleted_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - deleted_at >= TimeDelta::hours(ERASED_WITHIN_HOURS.into())
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate().filter(|_| digits) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    digits.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn certificate() -> Certificate {
        Certificate {
            number: CertificateId::from_random([1; 16]),
            kind: Kind::Erasure,
            scheme: SchemeId::from_random([2; 16]),
            name: "Market Ashby Safer Town".to_owned(),
            due_on: "2026-11-20".parse().unwrap(),
            deleted_at: "2026-11-21T03:00:00Z".parse().unwrap(),
            clean_at: "2026-11-21T03:01:00Z".parse().unwrap(),
            rows: vec![("data_keys".to_owned(), 1), ("subjects".to_owned(), 3)],
            blobs: 7,
            letters: 2,
            disclosed: 3,
            software: "beadle 0.1.0".to_owned(),
            proof: Proof { event: 5, leaf: [3; 32], size: 9, root: [4; 32], path: vec![[5; 32], [6; 32]] },
        }
    }

    #[test]
    fn it_gives_both_dates_and_is_read_as_it_was_written() {
        let written = certificate().text();
        assert_eq!(Certificate::parse(&written), Some(certificate()));
        for says in
            ["due-on: 2026-11-20\n", "beyond-recovery-by: 2026-12-26\n", "rows: data_keys=1 subjects=3\n"]
        {
            assert!(written.contains(says), "{says} in {written}");
        }
        let bare = Certificate {
            rows: vec![],
            proof: Proof { path: vec![], ..certificate().proof },
            ..certificate()
        };
        assert_eq!(Certificate::parse(&bare.text()), Some(bare), "a trail of one event needs no path");
    }

    #[test]
    fn it_may_wait_a_day() {
        let deleted: DateTime<Utc> = "2026-11-21T03:00:00Z".parse().unwrap();
        for (rule, now, is_held) in [
            ("blobs and the log take their time", "2026-11-21T04:00:00Z", false),
            ("what left the live system must be gone within 24 hours (R-25)", "2026-11-22T03:00:00Z", true),
        ] {
            assert_eq!(held_back(deleted, now.parse().unwrap()), is_held, "{rule}");
        }
    }

    proptest! {
        /// One changed bit makes another certificate, or none.
        #[test]
        fn no_two_texts_say_the_same(at in any::<prop::sample::Index>(), bit in 0..8) {
            let text = certificate().text();
            let mut bytes = text.clone().into_bytes();
            bytes[at.index(text.len())] ^= 1_u8 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                prop_assert_ne!(Certificate::parse(&changed), Some(certificate()));
            }
        }
    }
}
