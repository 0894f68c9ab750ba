//! In which state is a report, and who may move it on?
//!
//! A user writes and submits it; somebody else reviews it.

use thiserror::Error;

use crate::domain::{ids::UserId, incident::review, member::role::Acting, text::words};

words! {
    /// How far a report has come.
    State {
        /// Begun, not sent.
        Draft = "draft", "Draft";
        /// Waits for its review.
        Submitted = "submitted", "Waiting for review";
        /// Back with its reporter.
        Returned = "returned", "Returned to you";
        /// Taken.
        Accepted = "accepted", "Accepted";
        /// Not taken.
        Rejected = "rejected", "Not accepted";
    }
}

/// Whose report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parties {
    /// Who reports.
    pub reporter: UserId,
    /// Who recorded it for the reporter, by telephone.
    pub recorder: Option<UserId>,
}

impl Parties {
    /// Whether the report is this user's own.
    pub fn include(&self, user: UserId) -> bool {
        self.reporter == user || self.recorder == Some(user)
    }
}

/// Why a report stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The report's state does not allow it.
    #[error("A report in this state cannot be changed so.")]
    State,
    /// Only the reporter, or who recorded it, sends a report.
    #[error("Only the person whose report it is can send it.")]
    NotYours,
    /// The reviewer reported or recorded it.
    #[error("Somebody else has to review this report: you reported or recorded it.")]
    OwnReport,
    /// Only administrators and controllers review.
    #[error("Only an administrator or controller reviews reports.")]
    Role,
    /// A return or rejection needs a reason.
    #[error("Please give the reporter a reason.")]
    Reason,
}

/// The state after a user sends a report.
pub fn submitted(state: State, parties: &Parties, by: UserId) -> Result<State, Refusal> {
    if !matches!(state, State::Draft | State::Returned) {
        return Err(Refusal::State);
    }
    if parties.include(by) { Ok(State::Submitted) } else { Err(Refusal::NotYours) }
}

/// The state after a review. `reason` is what the reporter is told.
pub fn reviewed(
    state: State,
    parties: &Parties,
    decision: review::Decision,
    by: Acting,
    reason: &str,
) -> Result<State, Refusal> {
    if state != State::Submitted {
        return Err(Refusal::State);
    }
    review::may_review(parties, by)?;
    if decision.needs_reason() && reason.trim().is_empty() {
        return Err(Refusal::Reason);
    }
    Ok(decision.leads_to())
}

/// Whether the reporter may still change the words of a report.
pub fn editable(state: State) -> bool {
    matches!(state, State::Draft | State::Returned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{incident::review::Decision, member::role::Role};

    fn user(n: u8) -> UserId {
        UserId::from_random([n; 16])
    }

    #[test]
    fn only_whose_report_it_is_sends_it() {
        let parties = Parties { reporter: user(1), recorder: Some(user(2)) };
        for (state, by, expected) in [
            (State::Draft, 1, Ok(State::Submitted)),
            (State::Returned, 1, Ok(State::Submitted)),
            (State::Draft, 2, Ok(State::Submitted)),
            (State::Draft, 3, Err(Refusal::NotYours)),
            (State::Submitted, 1, Err(Refusal::State)),
            (State::Accepted, 1, Err(Refusal::State)),
            (State::Rejected, 1, Err(Refusal::State)),
        ] {
            assert_eq!(submitted(state, &parties, user(by)), expected, "{state:?} by {by}");
            assert_eq!(editable(state), matches!(expected, Ok(_) | Err(Refusal::NotYours)));
        }
    }

    #[test]
    fn somebody_else_reviews_a_submitted_report() {
        use Decision::{Accept, Reject, Return};
        let parties = Parties { reporter: user(1), recorder: Some(user(2)) };
        for (rule, state, decision, by, role, reason, expected) in [
            (
                "an administrator accepts",
                State::Submitted,
                Accept,
                3,
                Role::Administrator,
                "",
                Ok(State::Accepted),
            ),
            ("or a controller", State::Submitted, Accept, 3, Role::Controller, "", Ok(State::Accepted)),
            (
                "returns with a reason",
                State::Submitted,
                Return,
                3,
                Role::Administrator,
                "Who?",
                Ok(State::Returned),
            ),
            (
                "rejects with a reason",
                State::Submitted,
                Reject,
                3,
                Role::Administrator,
                "No.",
                Ok(State::Rejected),
            ),
            ("never without", State::Submitted, Reject, 3, Role::Administrator, " ", Err(Refusal::Reason)),
            (
                "nor returns without",
                State::Submitted,
                Return,
                3,
                Role::Administrator,
                "",
                Err(Refusal::Reason),
            ),
            (
                "not the reporter",
                State::Submitted,
                Accept,
                1,
                Role::Administrator,
                "",
                Err(Refusal::OwnReport),
            ),
            (
                "not who recorded it",
                State::Submitted,
                Accept,
                2,
                Role::Administrator,
                "",
                Err(Refusal::OwnReport),
            ),
            ("not a manager", State::Submitted, Accept, 3, Role::Manager, "", Err(Refusal::Role)),
            ("not a board member", State::Submitted, Accept, 3, Role::Board, "", Err(Refusal::Role)),
            ("not a draft", State::Draft, Accept, 3, Role::Administrator, "", Err(Refusal::State)),
            ("not twice", State::Accepted, Reject, 3, Role::Administrator, "No.", Err(Refusal::State)),
        ] {
            let by = Acting { user: user(by), role };
            assert_eq!(reviewed(state, &parties, decision, by, reason), expected, "{rule} (R-10, R-12)");
        }
    }
}
