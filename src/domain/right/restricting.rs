//! What of a person is hidden from members and police while it is checked, and for how long?
//!
//! Whoever says that something is wrong, or objects, may have it hidden until that is decided (R-51; Articles 18 and 21
//! UK GDPR). An answer that grants a restriction or an objection leaves it hidden until somebody lifts it, and the person
//! is told before (Article 18(3)); every other answer ends it. What is hidden is kept, not changed: its clocks run on.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Kind, Outcome};
use crate::domain::{
    date::spoken,
    ids::{IncidentId, ItemId, RightId},
    text::words,
};

words! {
    /// A part of what is held.
    Part {
        /// The person is not shown at all.
        Everything = "everything", "Everything: the person is not shown at all";
        /// The pictures.
        Pictures = "pictures", "The pictures";
        /// What the person looks like, how they go about it, special-category facts.
        Words = "words", "Description, how they go about it, special facts";
        /// A report, as far as it is about this person.
        Report = "report", "A report";
        /// Nothing: it was looked at, and there is a reason.
        Nothing = "nothing", "Nothing is hidden";
    }
}

/// A part that was hidden for a request, or that it was decided not to hide any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Its id.
    pub id: ItemId,
    /// For which request.
    pub request: RightId,
    /// What.
    pub part: Part,
    /// Which report, if it is one.
    pub incident: Option<IncidentId>,
    /// Since which day.
    pub since: NaiveDate,
    /// The day it was lifted.
    pub lifted: Option<NaiveDate>,
}

/// What is hidden of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The person is not shown.
    pub everything: bool,
    /// The pictures are not.
    pub pictures: bool,
    /// Description, how they go about it and special-category facts are not.
    pub words: bool,
    /// These reports are not.
    pub reports: BTreeSet<IncidentId>,
}

impl Hidden {
    /// What some restrictions hide that are not lifted.
    pub fn of(restrictions: &[Restriction]) -> Self {
        let mut hidden = Self::default();
        for one in restrictions.iter().filter(|one| one.lifted.is_none()) {
            match one.part {
                Part::Everything => hidden.everything = true,
                Part::Pictures => hidden.pictures = true,
                Part::Words => hidden.words = true,
                Part::Report => hidden.reports.extend(one.incident),
                Part::Nothing => {}
            }
        }
        hidden
    }
}

/// Whether something may be hidden while a request of this kind waits.
pub const fn may_hide(kind: Kind) -> bool {
    match kind {
        Kind::Correction
        | Kind::Restriction
        | Kind::Objection
        | Kind::Appeal
        | Kind::Review
        | Kind::Complaint => true,
        Kind::Access | Kind::Help => false,
    }
}

/// Whether what was hidden stays so after the answer, until it is lifted.
pub const fn outlasts(kind: Kind, outcome: Outcome) -> bool {
    matches!((kind, outcome), (Kind::Restriction | Kind::Objection, Outcome::Granted | Outcome::Partly))
}

/// A restriction in sentences for the person, with the reasons.
pub fn said(one: &Restriction, reason: &str, lifted: &str) -> String {
    let what = match one.part {
        Part::Everything => "you are hidden from members and police altogether",
        Part::Pictures => "your pictures are hidden from members and police",
        Part::Words => {
            "what we say of your looks and your ways, and any special facts, are hidden from members and police"
        }
        Part::Report => "one report about you is hidden from members and police",
        Part::Nothing => "nothing is hidden",
    };
    let since = format!("Since {} {what}: {reason}", spoken(one.since));
    match one.lifted {
        Some(day) if lifted.is_empty() => format!("{since} It ended on {} with our answer.", spoken(day)),
        Some(day) => format!("{since} It ended on {}: {lifted}", spoken(day)),
        None => since,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(part: Part, report: Option<u8>, lifted: bool) -> Restriction {
        let since = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        Restriction {
            id: ItemId::from_random([1; 16]),
            request: RightId::from_random([2; 16]),
            part,
            incident: report.map(|n| IncidentId::from_random([n; 16])),
            since,
            lifted: lifted.then_some(since),
        }
    }

    #[test]
    fn what_is_not_lifted_is_hidden_and_nothing_else() {
        let reports = |all: &[u8]| all.iter().map(|n| IncidentId::from_random([*n; 16])).collect();
        for (rule, all, hidden) in [
            ("nobody asked", vec![], Hidden::default()),
            (
                "the pictures",
                vec![hides(Part::Pictures, None, false)],
                Hidden { pictures: true, ..Hidden::default() },
            ),
            ("not once lifted", vec![hides(Part::Everything, None, true)], Hidden::default()),
            (
                "each report by itself",
                vec![hides(Part::Report, Some(3), false), hides(Part::Report, Some(4), true)],
                Hidden { reports: reports(&[3]), ..Hidden::default() },
            ),
            (
                "lifted for one request, not for the other",
                vec![hides(Part::Words, None, true), hides(Part::Words, None, false)],
                Hidden { words: true, ..Hidden::default() },
            ),
            ("decided to hide nothing", vec![hides(Part::Nothing, None, false)], Hidden::default()),
        ] {
            assert_eq!(Hidden::of(&all), hidden, "{rule} (R-51)");
        }
    }

    #[test]
    fn only_a_granted_restriction_or_objection_outlasts_the_answer() {
        for &kind in Kind::ALL {
            for &outcome in Outcome::ALL {
                let stays =
                    matches!(kind, Kind::Restriction | Kind::Objection) && outcome != Outcome::Refused;
                assert_eq!(outlasts(kind, outcome), stays, "{kind:?} {outcome:?} (Article 18)");
                assert!(!stays || may_hide(kind), "what stays hidden could be hidden");
            }
        }
    }
}
