//! Incidents: what members report, what is found about it, and what it counts for.

pub mod content;
pub mod counter;
pub mod counting;
pub mod finding;
pub mod happened;
pub mod keeping;
pub mod kind;
pub mod loss;
pub mod mention;
pub mod naming;
pub mod person;
pub mod progress;
pub mod report;
pub mod residue;
pub mod review;
pub mod source;
pub mod standing;
pub mod tile;

use chrono::{DateTime, NaiveDate, Utc};

use self::{
    finding::Finding, kind::Kind, loss::Band, person::Acquaintance, report::State, source::Source,
    standing::Standing,
};
use super::ids::{BusinessId, IncidentId, PremisesId, ProfileId, UserId};

/// An incident, as far as it is about nobody: ids, dates, states, types. What was written is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Id.
    pub id: IncidentId,
    /// Its number in the scheme, from 1.
    pub reference: i64,
    /// Draft, submitted, returned, accepted, rejected.
    pub state: State,
    /// What happened.
    pub kind: Kind,
    /// What it was worth.
    pub band: Band,
    /// Where.
    pub premises: Option<PremisesId>,
    /// Whose premises.
    pub business: Option<BusinessId>,
    /// Who reports it.
    pub reporter: Option<UserId>,
    /// Who recorded it for the reporter, by telephone.
    pub recorder: Option<UserId>,
    /// Whether a member made it.
    pub by_member: bool,
    /// Whether threat or damage came with a breach.
    pub threat_or_damage: bool,
    /// A weapon was used or shown.
    pub weapon: bool,
    /// Whether the reporter knows, saw or did not see the person.
    pub who: Acquaintance,
    /// The profile that the reporter pointed at.
    pub claimed: Option<ProfileId>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was sent.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// When it was reviewed, and by whom.
    pub reviewed: Option<(DateTime<Utc>, UserId)>,
    /// The day it is erased, if it has one of its own.
    pub erase_on: Option<NaiveDate>,
}

impl Incident {
    /// The number people say: "MA-2291" from the scheme's initials.
    pub fn spoken_reference(&self, scheme: &str) -> String {
        let initials: String = scheme
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .collect::<String>()
            .to_uppercase();
        format!("{initials}-{}", self.reference)
    }

    /// What happened, in a few words. A draft in which nothing is chosen yet is held as something else.
    pub const fn title(&self) -> &'static str {
        match (self.state, self.kind) {
            (State::Draft, Kind::Antisocial) => "A report you began",
            (_, kind) => kind.label(),
        }
    }
}

/// Who is a subject of an incident, what is found about that, and whether it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The incident.
    pub incident: IncidentId,
    /// The profile.
    pub profile: ProfileId,
    /// Alleged or proven.
    pub finding: Finding,
    /// Where it is known from.
    pub source: Source,
    /// Whether it stands.
    pub standing: Standing,
    /// Hidden from members and police while it is checked.
    pub hidden: bool,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// By whom.
    pub linked_by: Option<UserId>,
}
