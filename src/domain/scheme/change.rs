//! May a change of the rules be decided, and by whom?
//!
//! An administrator or a controller proposes it with a reason; a controller who did not propose it decides, with a
//! reason, while the rules it was proposed on are still in force.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::domain::{
    ids::{RequestId, UserId},
    member::role::{Acting, Role},
    text::words,
};

words! {
    /// In which state a change is.
    State {
        /// It waits.
        Proposed = "proposed", "Waits for a controller";
        /// It took force.
        Approved = "approved", "Approved";
        /// It did not.
        Refused = "refused", "Refused";
        /// Who proposed it took it back.
        TakenBack = "taken_back", "Taken back";
        /// The rules changed otherwise before it was decided.
        Overtaken = "overtaken", "Overtaken by another change";
    }
}

/// A change of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: RequestId,
    /// The number of the version it was proposed on.
    pub base: u32,
    /// The rules file as it was.
    pub before: String,
    /// The rules file as it is to be.
    pub after: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// How far it has come.
    pub state: State,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    pub decision: String,
}

/// Why a change is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Objection {
    /// Only the controller answers for it.
    #[error("Only a data controller decides a change of the rules.")]
    Role,
    /// Two people.
    #[error("You proposed this change yourself: another data controller has to decide it.")]
    SamePerson,
    /// Somebody was quicker.
    #[error("This change waits no longer: it was decided or taken back.")]
    Settled,
    /// The rules it would change are no longer those in force.
    #[error(
        "The rules have changed since this was proposed. Somebody has to propose it again on those of today."
    )]
    Overtaken,
}

/// Proof that somebody may decide one change: spent by deciding it.
#[derive(Debug)]
pub struct Decider {
    change: RequestId,
    user: UserId,
}

impl Decider {
    /// Who decides what.
    pub fn spend(self) -> (RequestId, UserId) {
        (self.change, self.user)
    }
}

/// Whether somebody may decide a change, while version `in_force` holds.
pub fn decider(change: &Change, in_force: u32, by: Acting) -> Result<Decider, Objection> {
    if by.role != Role::Controller {
        return Err(Objection::Role);
    }
    match change.standing(in_force) {
        State::Proposed if change.proposed_by == Some(by.user) => Err(Objection::SamePerson),
        State::Proposed => Ok(Decider { change: change.id, user: by.user }),
        State::Overtaken => Err(Objection::Overtaken),
        State::Approved | State::Refused | State::TakenBack => Err(Objection::Settled),
    }
}

impl Change {
    /// How far it has come while version `in_force` holds: what waits on other rules is overtaken.
    pub fn standing(&self, in_force: u32) -> State {
        if self.state == State::Proposed && self.base != in_force { State::Overtaken } else { self.state }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: u8) -> UserId {
        UserId::from_random([n; 16])
    }

    fn proposed() -> Change {
        Change {
            id: RequestId::from_random([9; 16]),
            base: 1,
            before: String::new(),
            after: String::new(),
            reason: "Shorter is enough".to_owned(),
            proposed_by: Some(user(1)),
            proposed_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            state: State::Proposed,
            decided_by: None,
            decided_at: None,
            decision: String::new(),
        }
    }

    #[test]
    fn who_may_decide_a_change() {
        let as_one = |n, role| Acting { user: user(n), role };
        let of_nobody = Change { proposed_by: None, ..proposed() };
        for (rule, change, in_force, by, expected) in [
            ("a controller who did not propose it", proposed(), 1, as_one(2, Role::Controller), None),
            ("one whose proposer has left, too", of_nobody, 1, as_one(2, Role::Controller), None),
            ("no administrator", proposed(), 1, as_one(2, Role::Administrator), Some(Objection::Role)),
            ("no board member", proposed(), 1, as_one(2, Role::Board), Some(Objection::Role)),
            (
                "not who proposed it, in another role",
                proposed(),
                1,
                as_one(1, Role::Controller),
                Some(Objection::SamePerson),
            ),
            (
                "not on other rules than it was proposed on",
                proposed(),
                2,
                as_one(2, Role::Controller),
                Some(Objection::Overtaken),
            ),
            (
                "not twice",
                Change { state: State::Refused, ..proposed() },
                1,
                as_one(2, Role::Controller),
                Some(Objection::Settled),
            ),
            (
                "not what was taken back",
                Change { state: State::TakenBack, ..proposed() },
                1,
                as_one(2, Role::Controller),
                Some(Objection::Settled),
            ),
        ] {
            let found = decider(&change, in_force, by);
            assert_eq!(found.as_ref().err().copied(), expected, "{rule} (R-5, R-18)");
            if let Ok(decider) = found {
                assert_eq!(decider.spend(), (change.id, by.user));
            }
        }
    }
}
