//! When is a closed request erased, and who may answer it?
//!
//! 12 months after it was closed, or with the profile it is about if that goes first; an appeal or a review is
//! decided by somebody who decided nothing in the case, everything else is answered by an administrator or controller.

use chrono::NaiveDate;

use super::Kind;
use crate::domain::{
    member::role::Role,
    retention::{self, Record},
    rules::Rules,
};

/// The day a request closed that day is erased, unless its profile goes before.
pub fn erase_on(closed: NaiveDate, rules: &Rules) -> Option<NaiveDate> {
    retention::due(Record::Request.line(), closed, rules)
}

/// Whether somebody in a role answers a request of a kind at the desk. Appeals and reviews have their own page, whatever
/// the role: there it is asked whether they decided in the case.
pub const fn answers(role: Role, kind: Kind) -> bool {
    match kind {
        Kind::Appeal | Kind::Review => false,
        Kind::Access
        | Kind::Correction
        | Kind::Restriction
        | Kind::Objection
        | Kind::Complaint
        | Kind::Help => matches!(role, Role::Administrator | Role::Controller),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::{
        ids::RightId,
        right::{Request, Way},
    };

    /// A request received that day, with nothing done yet.
    pub fn request(kind: Kind, received: &str) -> Request {
        Request {
            id: RightId::from_random([7; 16]),
            reference: 17,
            kind,
            way: Way::Code,
            profile: None,
            sanction: None,
            ground: None,
            received: received.parse().unwrap(),
            entered: format!("{received}T12:00:00Z").parse().unwrap(),
            recorded_by: None,
            acknowledged: None,
            identity: None,
            clarity: None,
            extended: None,
            first_sent: None,
            outcome: None,
            decided_by: None,
            closed: None,
            erase_on: None,
        }
    }

    #[test]
    fn a_closed_request_is_kept_for_twelve_months() {
        for (closed, erased) in [("2026-11-23", "2027-11-23"), ("2028-02-29", "2029-03-01")] {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            assert_eq!(erase_on(day(closed), &Rules::default()), Some(day(erased)), "R-30");
        }
    }

    #[test]
    fn who_answers_what() {
        for &kind in Kind::ALL {
            let appeal = matches!(kind, Kind::Appeal | Kind::Review);
            for role in [Role::Administrator, Role::Controller] {
                assert_eq!(answers(role, kind), !appeal, "{kind:?} (R-44)");
            }
            for role in [Role::Member, Role::Manager, Role::Board, Role::Officer] {
                assert!(!answers(role, kind), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_request_is_spoken_of_by_its_own_number() {
        assert_eq!(request(Kind::Access, "2026-07-01").spoken_reference("Ashby Market Watch"), "AM-R17");
    }
}
