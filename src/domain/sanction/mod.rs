//! Warnings and exclusions: proposed by the software's rules, decided by people.

pub mod appeal;
pub mod code;
pub mod exclusion;
pub mod kind;
pub mod ladder;
pub mod letter;
pub mod premises;
pub mod service;
pub mod state;

use chrono::{DateTime, NaiveDate, Utc};

use self::{kind::Kind, service::Method, state::State};
use super::ids::{LetterId, ProfileId, SanctionId, UserId};

/// A warning or an exclusion: ids, dates, states. Its reasons are sealed under the profile's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanction {
    /// Id.
    pub id: SanctionId,
    /// Whom it concerns.
    pub profile: ProfileId,
    /// A warning or an exclusion.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The term of an exclusion, in months.
    pub months: Option<u32>,
    /// From all members' premises, or from those listed.
    pub everywhere: bool,
    /// Who proposed it; an administrator gives a warning alone.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who decided it.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The day it was served.
    pub served_on: Option<NaiveDate>,
    /// How.
    pub served_how: Option<Method>,
    /// The last day of the term.
    pub ends_on: Option<NaiveDate>,
    /// The day it was revoked.
    pub revoked_on: Option<NaiveDate>,
    /// Whether the person was told that the term ended.
    pub expiry_told: bool,
}

/// As much of a sanction as members are told: what was given to whom, and until when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Of which sanction.
    pub id: SanctionId,
    /// Whom it concerns.
    pub profile: ProfileId,
    /// A warning or an exclusion.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// From all members' premises, or from those listed.
    pub everywhere: bool,
    /// The day it was served.
    pub served_on: Option<NaiveDate>,
    /// The last day of the term.
    pub ends_on: Option<NaiveDate>,
    /// The day it was revoked.
    pub revoked_on: Option<NaiveDate>,
}

/// A letter to a subject. The PDF is a sealed blob; the code is kept as its look-up only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: LetterId,
    /// To whom.
    pub profile: ProfileId,
    /// About which sanction.
    pub sanction: Option<SanctionId>,
    /// Which letter.
    pub kind: letter::LetterKind,
    /// When it was written.
    pub issued_at: DateTime<Utc>,
    /// When it was handed to the mail; nothing if the mail did not take it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was opened to print.
    pub printed_at: Option<DateTime<Utc>>,
}
