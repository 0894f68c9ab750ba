//! What does the change feed tell police of a profile?
//!
//! Ids, versions and states, so that a force can drop its copies without asking for anybody. Somebody who was
//! never circulated is never told of; what happens to a withdrawn profile is nobody's business but that it is erased;
//! the tombstone is told of for 24 months.

use crate::domain::{deed::Deed, text::words};

words! {
    /// What became of a profile, as police are told.
    State {
        /// Circulated, or circulated again.
        New = "new", "New";
        /// Something that police may read has changed.
        Changed = "changed", "Changed";
        /// Not circulated any more: copies are to be dropped.
        Withdrawn = "withdrawn", "Withdrawn";
        /// Deleted: copies are to be deleted.
        Erased = "erased", "Erased";
    }
}

/// Where a profile stands after a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// It is shown.
    Circulated,
    /// It is not.
    Hidden,
    /// There is none.
    Gone,
}

/// What police are told after a deed that changed a profile, by what they were told last; `None`: nothing.
pub fn told(last: Option<State>, now: Now) -> Option<State> {
    match (last, now) {
        (None | Some(State::Withdrawn | State::Erased), Now::Circulated) => Some(State::New),
        (Some(State::New | State::Changed), Now::Circulated) => Some(State::Changed),
        (Some(State::New | State::Changed), Now::Hidden) => Some(State::Withdrawn),
        (Some(State::New | State::Changed | State::Withdrawn), Now::Gone) => Some(State::Erased),
        (None | Some(State::Withdrawn | State::Erased), Now::Hidden)
        | (None | Some(State::Erased), Now::Gone) => None,
    }
}

/// Whether a deed changes what police may read of the people and incidents that it is about, beyond what every deed does
/// that changes a profile's clocks.
pub const fn tells(deed: Deed) -> bool {
    use Deed::{
        AlterPicture, CorrectProfile, DecideAppeal, FindProven, LiftRestriction, LinkAssociate, LinkSubject,
        RecordContact, RecordSpecial, RedactWords, RestrictData, RevokeExclusion, ServeNotice,
        StrikeIncident,
    };
    matches!(
        deed,
        AlterPicture
            | CorrectProfile
            | DecideAppeal
            | FindProven
            | LiftRestriction
            | LinkAssociate
            | LinkSubject
            | RecordContact
            | RecordSpecial
            | RedactWords
            | RestrictData
            | RevokeExclusion
            | ServeNotice
            | StrikeIncident
    )
}

/// How a profile stands in the feed on a day: somebody whose last day is over is withdrawn, whether or not anything has
/// run since.
pub fn on_the_day(told: State, shown: bool) -> State {
    match told {
        State::New | State::Changed if !shown => State::Withdrawn,
        told => told,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_police_are_told() {
        for (rule, last, now, expected) in [
            ("who is circulated first is new", None, Now::Circulated, Some(State::New)),
            ("who was never circulated is not told of", None, Now::Hidden, None),
            ("and leaves no tombstone", None, Now::Gone, None),
            ("a change is told", Some(State::New), Now::Circulated, Some(State::Changed)),
            ("and the next one", Some(State::Changed), Now::Circulated, Some(State::Changed)),
            ("a withdrawal is told", Some(State::Changed), Now::Hidden, Some(State::Withdrawn)),
            ("what happens to the withdrawn is not", Some(State::Withdrawn), Now::Hidden, None),
            ("circulated again is new again", Some(State::Withdrawn), Now::Circulated, Some(State::New)),
            ("a deletion is told", Some(State::Withdrawn), Now::Gone, Some(State::Erased)),
            ("at once, if it must be", Some(State::New), Now::Gone, Some(State::Erased)),
            ("and told once", Some(State::Erased), Now::Gone, None),
        ] {
            assert_eq!(told(last, now), expected, "{rule} (R-60)");
        }
        assert_eq!(
            on_the_day(State::Changed, false),
            State::Withdrawn,
            "the day after the last, at once (R-22)"
        );
        assert_eq!(on_the_day(State::Changed, true), State::Changed);
        assert_eq!(on_the_day(State::Erased, false), State::Erased);
    }

    proptest! {
        /// Whatever happens in whatever order: who follows the feed holds exactly those who are circulated.
        #[test]
        fn who_follows_knows_who_is_circulated(steps in proptest::collection::vec(0..3_u8, 0..30)) {
            let mut last = None;
            for step in steps {
                let now = [Now::Circulated, Now::Hidden, Now::Gone][usize::from(step)];
                last = told(last, now).or(last);
                let holds = matches!(last, Some(State::New | State::Changed));
                prop_assert_eq!(holds, now == Now::Circulated);
                if now == Now::Gone { prop_assert!(!matches!(last, Some(State::Withdrawn))); }
            }
        }
    }
}
