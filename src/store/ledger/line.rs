//! What does a line of the ledger say, and of what? Only random ids; how it is written, signed and read back.

use std::{
    collections::HashSet,
    sync::{LazyLock, Mutex, PoisonError},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Verifier};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    domain::{
        ids::{AgreementId, BusinessId, ClientId, EventId, IncidentId, ProfileId, SchemeId, UserId},
        member::role::Role,
        text::words,
    },
    vault::Ring,
};

/// A SHA-256 digest (FIPS 180-4).
pub type Digest = [u8; 32];

/// What stands before the first line.
pub(super) const NOTHING: Digest = [0; 32];

words! {
    /// What a line says.
    Entry {
        /// It is about to be done.
        Intent = "intent", "Intent";
        /// The intent was taken back: nothing was done.
        Void = "void", "Void";
        /// It is done: of what was erased nothing is left.
        Done = "done", "Done";
    }
}

/// What is done, and to whom. A restore does it again, where the backup does not know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A profile is erased.
    Erasure(ProfileId),
    /// A person's decision: members see a profile no longer than to this day, or from now on not at all.
    Withdrawal(ProfileId, Option<NaiveDate>),
    /// A user leaves.
    UserLeaves(UserId),
    /// A business leaves; its users have lines of their own.
    BusinessLeaves(BusinessId),
    /// A user is suspended.
    UserSuspended(UserId),
    /// A business is suspended.
    BusinessSuspended(BusinessId),
    /// A role is taken away.
    RoleRevoked(UserId, Role),
    /// An information sharing agreement is ended.
    AgreementEnded(AgreementId),
    /// A police system is revoked, or keys of it are taken away: none of those it had is believed again.
    ClientRevoked(ClientId),
    /// A reporter took back that their report may be handed to police with their name.
    PermissionTakenBack(IncidentId),
    /// A backup was made, with a manifest of this digest.
    Backup(Uuid, Digest),
}

impl Matter {
    /// The profile that is erased, if that is what is done.
    pub fn erased(&self) -> Option<ProfileId> {
        if let Self::Erasure(profile) = self { Some(*profile) } else { None }
    }

    /// Word, id, and what more there is to say: `-` for nothing.
    fn written(&self) -> (&'static str, Uuid, String) {
        let nothing = || "-".to_owned();
        match *self {
            Self::Erasure(id) => ("erasure", id.into(), nothing()),
            Self::Withdrawal(id, to) => {
                ("withdrawal", id.into(), to.map_or_else(nothing, |to| to.to_string()))
            }
            Self::UserLeaves(id) => ("user_leaves", id.into(), nothing()),
            Self::BusinessLeaves(id) => ("business_leaves", id.into(), nothing()),
            Self::UserSuspended(id) => ("user_suspended", id.into(), nothing()),
            Self::BusinessSuspended(id) => ("business_suspended", id.into(), nothing()),
            Self::RoleRevoked(id, role) => ("role_revoked", id.into(), role.as_str().to_owned()),
            Self::AgreementEnded(id) => ("agreement_ended", id.into(), nothing()),
            Self::ClientRevoked(id) => ("client_revoked", id.into(), nothing()),
            Self::PermissionTakenBack(id) => ("permission_taken_back", id.into(), nothing()),
            Self::Backup(id, manifest) => ("backup", id, BASE64_URL_SAFE_NO_PAD.encode(manifest)),
        }
    }

    fn parse(word: &str, id: Uuid, more: &str) -> Option<Self> {
        Some(match word {
            "erasure" => Self::Erasure(id.into()),
            "withdrawal" if more == "-" => Self::Withdrawal(id.into(), None),
            "withdrawal" => Self::Withdrawal(id.into(), Some(more.parse().ok()?)),
            "user_leaves" => Self::UserLeaves(id.into()),
            "business_leaves" => Self::BusinessLeaves(id.into()),
            "user_suspended" => Self::UserSuspended(id.into()),
            "business_suspended" => Self::BusinessSuspended(id.into()),
            "role_revoked" => Self::RoleRevoked(id.into(), Role::parse(more)?),
            "agreement_ended" => Self::AgreementEnded(id.into()),
            "client_revoked" => Self::ClientRevoked(id.into()),
            "permission_taken_back" => Self::PermissionTakenBack(id.into()),
            "backup" => Self::Backup(id, digest(more)?),
            _ => return None,
        })
    }
}

/// A line of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub entry: Entry,
    /// Of what.
    pub matter: Matter,
    /// The event of the audit trail by which a later look tells whether the deed was done; an erasure leaves other
    /// marks.
    pub deed: Option<EventId>,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl Line {
    /// Whether two lines speak of the same thing done once.
    pub fn of_one(&self, other: &Self) -> bool {
        self.matter == other.matter && self.deed == other.deed
    }
}

/// A line as it is read from the file: signed by the ring, whatever its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed {
    /// Its number, from 1.
    pub number: u64,
    /// The digest of the line before it; of a base line, the digest of the last line that it stands for.
    pub before: Digest,
    /// What it says; nothing more for a base line.
    pub line: Option<Line>,
    /// Its own digest: of a base line, of the line it stands for.
    pub digest: Digest,
}

/// The words of a base line: it stands where lines were forgotten.
const BASE: &str = "base";

impl Signed {
    /// The text of a line with a number, after a line of a digest.
    pub fn write(ring: &Ring, scheme: SchemeId, (number, before): (u64, Digest), line: Line) -> String {
        let (matter, id, more) = line.matter.written();
        let deed = line.deed.map_or_else(|| "-".to_owned(), |deed| deed.to_string());
        let at = line.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let words = format!("{number} {} {matter} {id} {more} {deed} {at}", line.entry.as_str());
        signed(ring, scheme, &words, before)
    }

    /// The text of the line that stands for every line up to this one.
    pub fn write_base(&self, ring: &Ring, scheme: SchemeId) -> String {
        signed(ring, scheme, &format!("{} {BASE}", self.number), self.digest)
    }

    /// Whether it stands for forgotten lines.
    pub fn is_base(&self) -> bool {
        self.line.is_none()
    }

    /// Reads a line; `None` if it is torn or the ring did not sign it.
    pub fn parse(ring: &Ring, scheme: SchemeId, text: &str) -> Option<Self> {
        let (said, before) = genuine(ring, scheme, text)?.rsplit_once(' ')?;
        let before = digest(before)?;
        let words: Vec<&str> = said.split(' ').collect();
        let number = words.first()?.parse().ok()?;
        match words[1..] {
            [BASE] => Some(Self { number, before, line: None, digest: before }),
            [entry, matter, id, more, deed, at] => {
                let line = Line {
                    entry: Entry::parse(entry)?,
                    matter: Matter::parse(matter, id.parse().ok()?, more)?,
                    deed: if deed == "-" { None } else { Some(deed.parse().ok()?) },
                    at: at.parse().ok()?,
                };
                Some(Self { number, before, line: Some(line), digest: Sha256::digest(text).into() })
            }
            _ => None,
        }
    }
}

/// The number that a text begins with, signed or not.
pub(super) fn claimed_number(text: &str) -> Option<u64> {
    text.split(' ').next()?.parse().ok()
}

fn signed(ring: &Ring, scheme: SchemeId, words: &str, before: Digest) -> String {
    let said = format!("{words} {}", BASE64_URL_SAFE_NO_PAD.encode(before));
    format!("{said} {}", BASE64_URL_SAFE_NO_PAD.encode(ring.sign(&to_sign(scheme, &said))))
}

/// What a line says before its signature, if the ring signed it.
fn genuine<'a>(ring: &Ring, scheme: SchemeId, text: &'a str) -> Option<&'a str> {
    let (said, signature) = text.rsplit_once(' ')?;
    let key = ring.verifying();
    let known = Sha256::new().chain_update(key.as_bytes()).chain_update(scheme.uuid()).chain_update(text);
    let known: Digest = known.finalize().into();
    if !held(|lines| lines.contains(&known)) {
        let signature = Signature::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        key.verify(&to_sign(scheme, said), &signature).ok()?;
        held(|lines| {
            if lines.len() >= REMEMBERED {
                lines.clear();
            }
            lines.insert(known)
        });
    }
    Some(said)
}

/// So many lines are remembered as genuine: 2 MB.
const REMEMBERED: usize = 65_536;

/// The timetable reads a ledger twice a minute, and it grows for six years: a signature is verified once, then known by
/// the digest of key, scheme and line.
fn held<T>(with: impl FnOnce(&mut HashSet<Digest>) -> T) -> T {
    static GENUINE: LazyLock<Mutex<HashSet<Digest>>> = LazyLock::new(Mutex::default);
    with(&mut GENUINE.lock().unwrap_or_else(PoisonError::into_inner))
}

fn to_sign(scheme: SchemeId, said: &str) -> Vec<u8> {
    format!("beadle ledger {scheme} {said}").into_bytes()
}

fn digest(text: &str) -> Option<Digest> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
