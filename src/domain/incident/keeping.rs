//! How long is an incident kept in which nobody is named?
//!
//! A draft 7 days from its last change, a report rejected or returned and abandoned 28 days, any other 12 months from
//! its submission. An incident with a subject lives as long as its last subject's profile.

use chrono::NaiveDate;

use crate::domain::{
    date::london_day,
    incident::{Incident, report::State},
    retention::{self, Record},
    rules::Rules,
};

/// The line of the retention schedule an incident falls under, and the day it is erased; `None` if it lives with the
/// profiles of its subjects.
pub fn keeping(incident: &Incident, has_subject: bool, rules: &Rules) -> Option<(Record, NaiveDate)> {
    if has_subject {
        return None;
    }
    let changed = london_day(incident.changed_at);
    let (record, start) = match incident.state {
        State::Draft => (Record::DraftReport, changed),
        State::Returned | State::Rejected => {
            let reviewed = incident.reviewed.map_or(changed, |(at, _)| london_day(at));
            (Record::RejectedReport, reviewed.max(changed))
        }
        State::Submitted | State::Accepted => {
            (Record::UnidentifiedIncident, incident.submitted_at.map_or(changed, london_day))
        }
    };
    Some((record, retention::due(record.line(), start, rules)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ids::{IncidentId, UserId},
        incident::{kind::Kind, loss::Band, person::Acquaintance},
    };

    fn incident(state: State) -> Incident {
        let at = |text: &str| text.parse().unwrap();
        Incident {
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
            occurred_at: at("2026-01-01T10:00:00Z"),
            submitted_at: (state != State::Draft).then(|| at("2026-01-02T10:00:00Z")),
            changed_at: at("2026-01-05T10:00:00Z"),
            reviewed: matches!(state, State::Returned | State::Rejected)
                .then(|| (at("2026-01-09T10:00:00Z"), UserId::from_random([2; 16]))),
            erase_on: None,
        }
    }

    #[test]
    fn how_long_an_incident_without_a_subject_is_kept() {
        for (rule, state, record, day) in [
            ("a draft 7 days from its last change", State::Draft, Record::DraftReport, "2026-01-12"),
            ("a rejected report 28 days", State::Rejected, Record::RejectedReport, "2026-02-06"),
            ("one returned and abandoned 28 days", State::Returned, Record::RejectedReport, "2026-02-06"),
            ("one that waits 12 months", State::Submitted, Record::UnidentifiedIncident, "2027-01-02"),
            ("one without a subject 12 months", State::Accepted, Record::UnidentifiedIncident, "2027-01-02"),
        ] {
            let kept = keeping(&incident(state), false, &Rules::default());
            assert_eq!(kept, Some((record, day.parse().unwrap())), "{rule} (R-30)");
        }
        assert_eq!(keeping(&incident(State::Accepted), true, &Rules::default()), None, "R-29");
    }
}
