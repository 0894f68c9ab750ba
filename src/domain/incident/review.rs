//! Who may review a report, and what can a review decide?

use chrono::NaiveDate;

use crate::domain::{
    incident::report::{Parties, Refusal, State},
    member::role::{Acting, Role},
    rules::{REJECTED_REPORT, UNIDENTIFIED_INCIDENT},
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

/// The day a reviewed report is erased, if it has one of its own: with a subject, it lives as long as the last
/// subject's profile; with nobody identified, 12 months from its submission; returned or rejected, 28 days from today.
pub fn erase_on(
    decision: Decision,
    submitted: NaiveDate,
    identified: bool,
    today: NaiveDate,
) -> Option<NaiveDate> {
    match decision {
        Decision::Accept if identified => None,
        Decision::Accept => Some(UNIDENTIFIED_INCIDENT.after_never_earlier(submitted)),
        Decision::Return | Decision::Reject => Some(REJECTED_REPORT.after_never_earlier(today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_reviewed_report_is_kept() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (submitted, today) = (day("2026-11-20"), day("2026-11-22"));
        for (rule, decision, identified, expected) in [
            ("with a subject: as long as the profile", Decision::Accept, true, None),
            ("nobody identified: 12 months", Decision::Accept, false, Some("2027-11-20")),
            ("returned: 28 days", Decision::Return, false, Some("2026-12-20")),
            ("rejected: 28 days", Decision::Reject, true, Some("2026-12-20")),
        ] {
            assert_eq!(erase_on(decision, submitted, identified, today), expected.map(day), "{rule} (R-30)");
        }
    }
}
