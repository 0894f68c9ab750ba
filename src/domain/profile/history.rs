//! Which facts about a profile do its clocks depend on?
//!
//! Everything here is a fact of now: what was struck, revoked or lifted has no effect from that moment,
//! whatever was true before.

use chrono::NaiveDate;

use super::curb::Curb;
use crate::domain::{
    ids::{IncidentId, SanctionId},
    incident::standing::Standing,
};

/// Whether and when the person's name was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Named from the first report on.
    Named,
    /// No confirmed name.
    IdSought,
    /// Entered as ID sought, named later.
    NamedLater {
        /// The day the name was confirmed.
        on: NaiveDate,
    },
}

/// A reviewed and accepted report that names the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFact {
    /// The incident.
    pub incident: IncidentId,
    /// The day the report was submitted: its clocks run from here, not from the review.
    pub submitted: NaiveDate,
    /// Whether the report counts for this person.
    pub counts: bool,
    /// Whether the incident stands.
    pub standing: Standing,
    /// Whether it keeps an ID-sought person's short periods, whoever is named now: the name came after that person
    /// was withdrawn, by a join.
    pub short: bool,
}

impl ReportFact {
    /// Whether the report starts or restarts a clock: it counts and stands.
    pub fn restarts(&self) -> bool {
        self.counts && self.standing.stands()
    }
}

/// A warning or an exclusion, as far as the clocks and the card need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SanctionFact {
    /// The sanction.
    pub sanction: SanctionId,
    /// The day of service; `None` before.
    pub served: Option<NaiveDate>,
    /// The last day of an exclusion's term; `None` before service, and for a warning.
    pub ends: Option<NaiveDate>,
    /// The day it was revoked, if it was.
    pub revoked: Option<NaiveDate>,
    /// The incidents it relies on.
    pub relied_on: Vec<IncidentId>,
}

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// The day it was approved.
    pub placed: NaiveDate,
    /// The day it was last reviewed and kept, if it was.
    pub reviewed: Option<NaiveDate>,
    /// The day its next review is due.
    pub review_by: NaiveDate,
    /// The day it was lifted, if it was.
    pub lifted: Option<NaiveDate>,
}

/// The person's own request, appeal or complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRequest {
    /// The day it arrived.
    pub opened: NaiveDate,
    /// The day it was closed, if it was.
    pub closed: Option<NaiveDate>,
}

/// A report about the person that waits for its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreviewed {
    /// The incident.
    pub incident: IncidentId,
    /// The day the report was submitted.
    pub submitted: NaiveDate,
}

/// All that a profile's clocks depend on. The order of the lists makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The day the profile was made.
    pub created: NaiveDate,
    /// Whether the person is named.
    pub naming: Naming,
    /// Accepted reports, counting or not, standing or struck.
    pub reports: Vec<ReportFact>,
    /// Exclusions, in whatever state.
    pub exclusions: Vec<SanctionFact>,
    /// Warnings, in whatever state: for the card, never for a clock.
    pub warnings: Vec<SanctionFact>,
    /// Legal holds.
    pub legal_holds: Vec<LegalHold>,
    /// The person's own requests, appeals and complaints.
    pub own_requests: Vec<OwnRequest>,
    /// Reports that wait for their review.
    pub unreviewed: Vec<Unreviewed>,
    /// The latest day a counting report left the profile because it was somebody else's, if any did.
    pub unmatched: Option<NaiveDate>,
    /// A decision of which a restore knows nothing more than until when it let the profile be seen.
    pub curb: Option<Curb>,
}

impl History {
    /// A profile made that day, with nothing in it yet.
    pub fn begun(created: NaiveDate, naming: Naming) -> Self {
        Self {
            created,
            naming,
            reports: Vec::new(),
            exclusions: Vec::new(),
            warnings: Vec::new(),
            legal_holds: Vec::new(),
            own_requests: Vec::new(),
            unreviewed: Vec::new(),
            unmatched: None,
            curb: None,
        }
    }

    /// Whether a sanction falls: all incidents it relied on are struck, or have left the profile.
    pub fn fallen(&self, sanction: &SanctionFact) -> bool {
        !self
            .reports
            .iter()
            .any(|report| report.standing.stands() && sanction.relied_on.contains(&report.incident))
    }

    /// The first and last day of an exclusion that was served, is not revoked and has not fallen.
    pub fn term(&self, exclusion: &SanctionFact) -> Option<(NaiveDate, NaiveDate)> {
        if exclusion.revoked.is_some() || self.fallen(exclusion) {
            return None;
        }
        exclusion.served.zip(exclusion.ends)
    }

    /// The reports that start or restart a clock.
    pub fn restarting(&self) -> impl Iterator<Item = &ReportFact> {
        self.reports.iter().filter(|report| report.restarts())
    }
}

/// Facts for the tests of the clocks.
#[cfg(test)]
pub(in crate::domain::profile) mod example {
    use super::*;
    use crate::domain::incident::standing::StrikeReason;

    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub fn incident(n: u8) -> IncidentId {
        IncidentId::from_random([n; 16])
    }

    /// A counting report.
    pub fn theft(n: u8, submitted: &str) -> ReportFact {
        ReportFact {
            incident: incident(n),
            submitted: day(submitted),
            counts: true,
            standing: Standing::Stands,
            short: false,
        }
    }

    pub fn sighting(n: u8, submitted: &str) -> ReportFact {
        ReportFact { counts: false, ..theft(n, submitted) }
    }

    pub fn struck(report: ReportFact, on: &str) -> ReportFact {
        let standing = report.standing.strike(day(on), StrikeReason::NotSo);
        ReportFact { standing, ..report }
    }

    pub fn exclusion(n: u8, served: &str, ends: &str, relied_on: &[u8]) -> SanctionFact {
        SanctionFact {
            sanction: SanctionId::from_random([n; 16]),
            served: Some(day(served)),
            ends: Some(day(ends)),
            revoked: None,
            relied_on: relied_on.iter().map(|n| incident(*n)).collect(),
        }
    }

    pub fn named(reports: Vec<ReportFact>) -> History {
        History { reports, ..History::begun(day("2026-01-01"), Naming::Named) }
    }

    pub fn excluded(reports: Vec<ReportFact>, exclusions: Vec<SanctionFact>) -> History {
        History { exclusions, ..named(reports) }
    }
}
