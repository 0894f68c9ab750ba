//! When is a notice served, until when does its term run, and when does it lapse unserved?
//!
//! The term runs from service; nothing is shown as excluded before.

use chrono::NaiveDate;
use thiserror::Error;

use crate::domain::{date, rules::Rules, text::words};

words! {
    /// How a notice reached the person.
    Method {
        /// Given to them.
        ByHand = "by_hand", "By hand";
        /// Posted.
        Post = "post", "By post";
        /// E-mailed.
        Email = "email", "By e-mail";
        /// Handed over by police.
        Police = "police", "By police";
    }
}

/// Why a service is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Served before it was decided.
    #[error("A notice cannot have been served before it was decided.")]
    BeforeDecision,
    /// Served in the future.
    #[error("The day of service lies in the future.")]
    Future,
    /// The notice has lapsed.
    #[error("This notice lapsed unserved and has to be proposed again.")]
    Lapsed,
}

/// The last day of a term that runs from service: the same day so many months later.
pub fn ends_on(served: NaiveDate, months: u32) -> NaiveDate {
    date::months_later_never_longer(served, months)
}

/// The last day a notice can be served.
pub fn serve_by(decided: NaiveDate, rules: &Rules) -> NaiveDate {
    rules.unserved_lapse.after_never_longer(decided)
}

/// Whether a notice that is still unserved has lapsed.
pub fn lapsed(decided: NaiveDate, today: NaiveDate, rules: &Rules) -> bool {
    today > serve_by(decided, rules)
}

/// Whether the notice may be recorded as served on that day.
pub fn serve(decided: NaiveDate, served: NaiveDate, today: NaiveDate, rules: &Rules) -> Result<(), Refusal> {
    if served < decided {
        Err(Refusal::BeforeDecision)
    } else if served > today {
        Err(Refusal::Future)
    } else if lapsed(decided, served, rules) {
        Err(Refusal::Lapsed)
    } else {
        Ok(())
    }
}

/// Whether the person is excluded on a day.
pub fn in_force(served: NaiveDate, ends: NaiveDate, day: NaiveDate) -> bool {
    (served..=ends).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_runs_from_service_and_never_too_long() {
        for (served, months, ends) in [
            ("2026-05-01", 12, "2027-05-01"),
            ("2026-11-30", 3, "2027-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-05-01", 36, "2029-05-01"),
        ] {
            assert_eq!(ends_on(day(served), months), day(ends), "{served} + {months} months (R-42)");
            assert!(in_force(day(served), day(ends), day(served)));
            assert!(in_force(day(served), day(ends), day(ends)));
            assert!(!in_force(day(served), day(ends), day(ends).succ_opt().unwrap()));
            assert!(!in_force(day(served), day(ends), day(served).pred_opt().unwrap()));
        }
    }

    #[test]
    fn when_a_notice_can_be_served() {
        let rules = Rules::default();
        for (rule, served, today, expected) in [
            ("on the day it was decided", "2026-01-01", "2026-01-01", Ok(())),
            ("on the 90th day", "2026-04-01", "2026-04-01", Ok(())),
            ("recorded later than it was served", "2026-03-01", "2026-06-01", Ok(())),
            ("unserved after 90 days it lapses", "2026-04-02", "2026-04-02", Err(Refusal::Lapsed)),
            ("not before it was decided", "2025-12-31", "2026-01-01", Err(Refusal::BeforeDecision)),
            ("not in the future", "2026-01-03", "2026-01-02", Err(Refusal::Future)),
        ] {
            assert_eq!(serve(day("2026-01-01"), day(served), day(today), &rules), expected, "{rule} (R-42)");
        }
        assert!(!lapsed(day("2026-01-01"), day("2026-04-01"), &rules));
        assert!(lapsed(day("2026-01-01"), day("2026-04-02"), &rules));
    }
}
