//! Who may review a report, and what can a review decide?

use crate::domain::{
    incident::report::{Parties, Refusal, State},
    member::role::{Acting, Role},
    text::words,
};

words! {
    /// What a review decides.
    Decision {
        /// Taken.
        Accept = "accept", "Accept";
        /// Sent back to the reporter.
        Return = "return", "Return to the reporter";
        /// Not taken.
        Reject = "reject", "Do not accept";
    }
}

impl Decision {
    /// The state it leads to.
    pub const fn leads_to(self) -> State {
        match self {
            Self::Accept => State::Accepted,
            Self::Return => State::Returned,
            Self::Reject => State::Rejected,
        }
    }

    /// Whether the reporter must be told why.
    pub fn needs_reason(self) -> bool {
        self != Self::Accept
    }
}

/// Whether this person may review that report: an administrator, or a controller as the second person,
/// who neither reported nor recorded it.
pub fn may_review(parties: &Parties, by: Acting) -> Result<(), Refusal> {
    if !matches!(by.role, Role::Administrator | Role::Controller) {
        return Err(Refusal::Role);
    }
    if parties.include(by.user) { Err(Refusal::OwnReport) } else { Ok(()) }
}
