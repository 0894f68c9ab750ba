//! What is the reporter told of a report?
//!
//! Always what came of it, in plain words: that nothing happens is why people stop reporting.

use super::{Incident, report::State};
use crate::domain::date::{london_day, spoken};

/// What came of a report: a kind of badge, its word, and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// "info", "waiting", "alleged" (something to do), "done" or "wrong".
    pub kind: &'static str,
    /// A word or two.
    pub word: &'static str,
    /// What happened, and what happens next.
    pub sentence: String,
}

/// What the reporter is told now.
pub fn progress(incident: &Incident) -> Progress {
    let sent = incident.submitted_at.map(|at| spoken(london_day(at))).unwrap_or_default();
    let reviewed = incident.reviewed.map(|(at, _)| spoken(london_day(at))).unwrap_or_default();
    let gone = incident.erase_on.map(spoken).unwrap_or_default();
    let told = |kind, word, sentence| Progress { kind, word, sentence };
    match incident.state {
        State::Draft => {
            told("info", "Not sent", format!("Saved for later. It is deleted on {gone} unless you send it."))
        }
        State::Submitted => told(
            "waiting",
            "Waiting",
            format!(
                "Sent on {sent}. The administrator reads it next, and you are told here what came of it."
            ),
        ),
        State::Returned => told(
            "alleged",
            "Over to you",
            format!("The administrator asks you for more. Change it and send it again before {gone}."),
        ),
        State::Accepted => told("done", "Accepted", format!("Accepted on {reviewed}. Thank you.")),
        State::Rejected => told(
            "wrong",
            "Not accepted",
            format!("Not accepted on {reviewed}. It counts against nobody, and is deleted on {gone}."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ids::{IncidentId, UserId},
        incident::{kind::Kind, loss::Band, person::Acquaintance},
    };

    #[test]
    fn the_reporter_always_reads_what_came_of_it() {
        let at = "2026-11-22T23:30:00Z".parse().unwrap();
        let report = |state| Incident {
            id: IncidentId::from_random([1; 16]),
            reference: 1,
            state,
            kind: Kind::Theft,
            band: Band::None,
            premises: None,
            business: None,
            reporter: None,
            recorder: None,
            by_member: true,
            threat_or_damage: false,
            weapon: false,
            who: Acquaintance::NotSeen,
            claimed: None,
            occurred_at: at,
            submitted_at: Some(at),
            changed_at: at,
            reviewed: Some((at, UserId::from_random([2; 16]))),
            erase_on: Some("2026-12-20".parse().unwrap()),
        };
        for (state, said) in [
            (State::Draft, "deleted on 20 December 2026 unless you send it"),
            (State::Submitted, "Sent on 22 November 2026"),
            (State::Returned, "send it again before 20 December 2026"),
            (State::Accepted, "Accepted on 22 November 2026"),
            (State::Rejected, "counts against nobody"),
        ] {
            let told = progress(&report(state));
            assert!(told.sentence.contains(said), "{state:?}: {}", told.sentence);
        }
    }
}
