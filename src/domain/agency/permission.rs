//! May a report be handed to police together with its reporter's name?
//!
//! Only an accepted one, and only with the permission of whoever made it, which is on record: given on their own page, or
//! recorded by the administrator. They may take it back; then nothing further is handed over.

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use crate::domain::{
    ids::{IncidentId, UserId},
    incident::{Incident, report::State},
    text::words,
};

words! {
    /// How permission was given.
    How {
        /// By the reporter, signed in.
        OwnPage = "own_page", "On their own page";
        /// To somebody's face.
        InPerson = "in_person", "In person";
        /// By telephone.
        Telephone = "telephone", "By telephone";
        /// By letter or e-mail.
        Writing = "writing", "In writing";
    }
}

/// A reporter's permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// For which report.
    pub incident: IncidentId,
    /// Whose.
    pub user: UserId,
    /// How it was given.
    pub how: How,
    /// On which day.
    pub given_on: NaiveDate,
    /// Who recorded it; nobody if it was given on the own page.
    pub recorded_by: Option<UserId>,
    /// When it was put on record.
    pub recorded_at: DateTime<Utc>,
}

/// Why a report is not handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Obstacle {
    /// Nobody has reviewed it, or it was not accepted.
    #[error("Only an accepted report can be handed over.")]
    NotAccepted,
    /// Whoever made it has left: nobody is there to permit it.
    #[error("Whoever made this report has left the scheme, and cannot permit it.")]
    Left,
    /// Nobody it stands for is circulated any more.
    #[error("This report can no longer be handed over. Ask the data controller.")]
    OutOfSight,
    /// No permission is on record.
    #[error("The reporter has not permitted it.")]
    NotPermitted,
}

/// Whether permission for a report may be given: once it is sent, while it waits or is accepted.
pub const fn may_permit(state: State) -> bool {
    matches!(state, State::Submitted | State::Accepted)
}

/// Whether a report may be handed over, with this permission on record for it.
///
/// # Errors
/// What stands in the way.
pub fn may_hand(report: &Incident, permission: Option<&Permission>) -> Result<(), Obstacle> {
    if report.state != State::Accepted {
        return Err(Obstacle::NotAccepted);
    }
    let Some(reporter) = report.reporter else { return Err(Obstacle::Left) };
    match permission {
        Some(given) if given.incident == report.id && given.user == reporter => Ok(()),
        _ => Err(Obstacle::NotPermitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incident::{kind::Kind, loss::Band, person::Acquaintance};

    fn user(n: u8) -> UserId {
        UserId::from_random([n; 16])
    }

    fn report(state: State, reporter: Option<UserId>) -> Incident {
        let at: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        Incident {
            id: IncidentId::from_random([1; 16]),
            reference: 7,
            state,
            kind: Kind::Theft,
            band: Band::None,
            premises: None,
            business: None,
            reporter,
            recorder: None,
            by_member: true,
            threat_or_damage: false,
            weapon: false,
            who: Acquaintance::NotSeen,
            claimed: None,
            occurred_at: at,
            submitted_at: Some(at),
            changed_at: at,
            reviewed: None,
            erase_on: None,
        }
    }

    #[test]
    fn what_was_sent_and_not_turned_down_may_be_permitted() {
        for (state, may) in [
            (State::Draft, false),
            (State::Submitted, true),
            (State::Returned, false),
            (State::Accepted, true),
            (State::Rejected, false),
        ] {
            assert_eq!(may_permit(state), may, "{state:?} (R-3)");
        }
    }

    #[test]
    fn only_what_its_reporter_permitted_is_handed_over() {
        let sam = Some(user(1));
        let given = Permission {
            incident: IncidentId::from_random([1; 16]),
            user: user(1),
            how: How::Telephone,
            given_on: "2026-11-21".parse().unwrap(),
            recorded_by: Some(user(2)),
            recorded_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        };
        let another = Permission { user: user(3), ..given };
        let of_another = Permission { incident: IncidentId::from_random([9; 16]), ..given };
        for (rule, state, reporter, permission, expected) in [
            ("accepted and permitted", State::Accepted, sam, Some(given), Ok(())),
            ("not permitted", State::Accepted, sam, None, Err(Obstacle::NotPermitted)),
            ("permitted by another", State::Accepted, sam, Some(another), Err(Obstacle::NotPermitted)),
            ("another report's", State::Accepted, sam, Some(of_another), Err(Obstacle::NotPermitted)),
            ("its reporter has left", State::Accepted, None, Some(given), Err(Obstacle::Left)),
            ("not reviewed", State::Submitted, sam, Some(given), Err(Obstacle::NotAccepted)),
            ("rejected", State::Rejected, sam, Some(given), Err(Obstacle::NotAccepted)),
            ("returned", State::Returned, sam, Some(given), Err(Obstacle::NotAccepted)),
            ("a draft", State::Draft, sam, Some(given), Err(Obstacle::NotAccepted)),
        ] {
            assert_eq!(may_hand(&report(state, reporter), permission.as_ref()), expected, "{rule} (R-3)");
        }
    }
}
