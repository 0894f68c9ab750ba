//! Until when may a person appeal, when may they ask for a review, and who decides it?
//!
//! 28 days, 6 clean months; somebody who decided nothing in the case decides.

use chrono::NaiveDate;
use thiserror::Error;

use crate::domain::{
    ids::UserId,
    incident::standing::StrikeReason,
    member::role::{Acting, Role},
    rules::Rules,
    text::words,
};

words! {
    /// On what an appeal rests.
    Ground {
        /// It did not happen so.
        NotSo = "not_so", "It did not happen like that";
        /// It was somebody else.
        WrongPerson = "wrong_person", "It was not me";
        /// It is too long, or reaches too far.
        Disproportionate = "disproportionate", "It is too much";
        /// Something else.
        Other = "other", "Something else";
    }
}

words! {
    /// What becomes of an appeal or a review.
    Outcome {
        /// The sanction is revoked.
        Upheld = "upheld", "Upheld";
        /// The sanction is shortened or reaches less far.
        Reduced = "reduced", "Upheld in part";
        /// The sanction stays.
        Dismissed = "dismissed", "Dismissed";
    }
}

/// Why somebody does not decide an appeal or a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Only a board member or controller decides.
    #[error("Only a board member or the data controller decides an appeal.")]
    Role,
    /// They decided something in the case before.
    #[error("Somebody who decided nothing in this case has to decide the appeal.")]
    DecidedBefore,
}

/// The last day to appeal against a sanction served that day.
pub fn appeal_by(served: NaiveDate, rules: &Rules) -> NaiveDate {
    rules.appeal.after_never_earlier(served)
}

/// Whether an appeal that arrives on a day is in time.
pub fn in_time(served: NaiveDate, arrived: NaiveDate, rules: &Rules) -> bool {
    arrived <= appeal_by(served, rules)
}

/// The first day to ask for a review: 6 months after service, or after the latest counting report if that is
/// later, for months are clean only without one.
pub fn review_from(served: NaiveDate, latest_counting: Option<NaiveDate>, rules: &Rules) -> NaiveDate {
    rules.review_after.after_never_longer(latest_counting.map_or(served, |report| report.max(served)))
}

/// Whether this person may decide the appeal or review. `decided` lists whoever reviewed a report, proposed or
/// decided a sanction, or decided an earlier appeal in the case.
pub fn may_decide(decider: Acting, decided: &[UserId]) -> Result<(), Refusal> {
    if !matches!(decider.role, Role::Board | Role::Controller) {
        return Err(Refusal::Role);
    }
    if decided.contains(&decider.user) { Err(Refusal::DecidedBefore) } else { Ok(()) }
}

/// Why the incidents relied on are struck, if the appeal strikes them: upheld, on a ground that denies
/// them.
pub fn strikes(outcome: Outcome, ground: Ground) -> Option<StrikeReason> {
    (outcome == Outcome::Upheld && matches!(ground, Ground::NotSo | Ground::WrongPerson))
        .then_some(StrikeReason::AppealUpheld)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_appeal_comes_within_28_days() {
        let rules = Rules::default();
        assert_eq!(appeal_by(day("2026-02-10"), &rules), day("2026-03-10"));
        assert!(in_time(day("2026-02-10"), day("2026-03-10"), &rules));
        assert!(!in_time(day("2026-02-10"), day("2026-03-11"), &rules));
    }

    #[test]
    fn a_review_needs_six_clean_months() {
        for (rule, report, from) in [
            ("6 months after service", None, "2026-07-01"),
            ("a report made before changes nothing", Some("2025-12-24"), "2026-07-01"),
            ("one made since begins them anew", Some("2026-03-15"), "2026-09-15"),
        ] {
            assert_eq!(
                review_from(day("2026-01-01"), report.map(day), &Rules::default()),
                day(from),
                "{rule} (R-44)"
            );
        }
    }

    #[test]
    fn who_decided_nothing_in_the_case_decides() {
        let (reviewer, proposer, other) =
            (UserId::from_random([1; 16]), UserId::from_random([2; 16]), UserId::from_random([3; 16]));
        for (rule, user, role, expected) in [
            ("a board member", other, Role::Board, Ok(())),
            ("a controller", other, Role::Controller, Ok(())),
            ("not an administrator", other, Role::Administrator, Err(Refusal::Role)),
            ("not a manager", other, Role::Manager, Err(Refusal::Role)),
            ("not who proposed, in another role", proposer, Role::Board, Err(Refusal::DecidedBefore)),
            ("not who reviewed a report", reviewer, Role::Controller, Err(Refusal::DecidedBefore)),
        ] {
            assert_eq!(may_decide(Acting { user, role }, &[reviewer, proposer]), expected, "{rule} (R-44)");
        }
    }

    #[test]
    fn only_an_appeal_upheld_on_what_happened_strikes() {
        for &ground in Ground::ALL {
            let denies = matches!(ground, Ground::NotSo | Ground::WrongPerson);
            assert_eq!(strikes(Outcome::Upheld, ground).is_some(), denies, "{ground:?} (R-26)");
            assert_eq!(strikes(Outcome::Reduced, ground), None);
            assert_eq!(strikes(Outcome::Dismissed, ground), None);
        }
    }
}
