//! Does a call say who asks, what for, and why?
//!
//! Every call for data says the officer's reference, one purpose of a closed list, and a reason or crime reference
//! . Which officer a system names is not checked: the force answers for that under its agreement; that it is said,
//! is. An officer without a system says what for and why once, for an hour, and is named by the account.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{
    rules::STATEMENT_MINUTES,
    text::{self, words},
};

words! {
    /// What police may ask for.
    Purpose {
        /// To prevent crime.
        Prevention = "prevention", "Prevention of crime";
        /// To detect it.
        Detection = "detection", "Detection of crime";
        /// To prosecute it.
        Prosecution = "prosecution", "Prosecution";
        /// To protect somebody.
        Safeguarding = "safeguarding", "Safeguarding";
    }
}

/// The longest reference of an officer, in characters.
pub const LONGEST_OFFICER: usize = 60;
/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 300;

/// Who asks, what for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The officer's reference: a collar number, as the force knows it.
    pub officer: String,
    /// What for.
    pub purpose: Purpose,
    /// Why, or the crime reference.
    pub reason: String,
}

/// What is missing in what a call says, or wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unstated {
    /// Who asks.
    Officer,
    /// What for.
    Purpose,
    /// Why.
    Reason,
}

impl Unstated {
    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Officer => {
                "Say which officer asks, in 2 to 60 characters, as the force or agency knows them."
            }
            Self::Purpose => "Say what for: prevention, detection, prosecution or safeguarding.",
            Self::Reason => "Say why, or give the crime reference, in 3 to 300 characters.",
        }
    }
}

/// What a call says of itself, as sent; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Who asks.
    pub officer: Option<String>,
    /// What for.
    pub purpose: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Said {
    /// Who asks, what for, and why.
    ///
    /// # Errors
    /// Everything that is missing or wrong.
    pub fn stated(&self) -> Result<Stated, Vec<Unstated>> {
        let Self { officer, purpose, reason } = self;
        let line =
            |said: &Option<String>, least, most| text::line(said.as_deref().unwrap_or_default(), least, most);
        let officer = line(officer, 2, LONGEST_OFFICER).map_err(|_| Unstated::Officer);
        let purpose = purpose.as_deref().and_then(Purpose::parse).ok_or(Unstated::Purpose);
        let reason = line(reason, 3, LONGEST_REASON).map_err(|_| Unstated::Reason);
        match (officer, purpose, reason) {
            (Ok(officer), Ok(purpose), Ok(reason)) => Ok(Stated { officer, purpose, reason }),
            (officer, purpose, reason) => {
                Err([officer.err(), purpose.err(), reason.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// What an officer without a system said, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What for.
    pub purpose: Purpose,
    /// Why, or the crime reference.
    pub reason: String,
    /// When it was said.
    pub at: DateTime<Utc>,
}

impl Statement {
    /// Until when it holds.
    pub fn ends(&self) -> DateTime<Utc> {
        self.at + TimeDelta::minutes(STATEMENT_MINUTES)
    }

    /// What it says, as long as it holds.
    pub fn said(&self, now: DateTime<Utc>) -> Option<(&str, &str)> {
        (self.at <= now && now < self.ends()).then_some((self.purpose.as_str(), self.reason.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(officer: &str, purpose: &str, reason: &str) -> Said {
        let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        Said { officer: some(officer), purpose: some(purpose), reason: some(reason) }
    }

    #[test]
    fn a_call_says_all_three() {
        use Unstated::{Officer, Purpose, Reason};
        let long = "x".repeat(301);
        for (rule, said, missing) in [
            ("all three", said("PC 4021", "detection", "WS/1234/26"), vec![]),
            ("nobody asks", said("", "detection", "WS/1234/26"), vec![Officer]),
            ("blank is nothing", said("  ", "detection", "WS/1234/26"), vec![Officer]),
            ("no purpose", said("PC 4021", "", "WS/1234/26"), vec![Purpose]),
            ("a purpose that is not on the list", said("PC 4021", "curiosity", "WS/1"), vec![Purpose]),
            ("as it is on the list, letter by letter", said("PC 4021", "Detection", "WS/1"), vec![Purpose]),
            ("no reason", said("PC 4021", "detection", ""), vec![Reason]),
            ("a reason that is none", said("PC 4021", "detection", "-"), vec![Reason]),
            ("a reason that is a story", said("PC 4021", "detection", &long), vec![Reason]),
            ("nothing at all", said("", "", ""), vec![Officer, Purpose, Reason]),
        ] {
            assert_eq!(said.stated().err().unwrap_or_default(), missing, "{rule} (R-60)");
        }
    }

    #[test]
    fn a_statement_holds_for_an_hour() {
        let at: DateTime<Utc> = "2026-11-22T09:00:00Z".parse().unwrap();
        let said = Statement { purpose: Purpose::Detection, reason: "WS/1".to_owned(), at };
        for (rule, minutes, holds) in [
            ("as it is said", 0, true),
            ("to the end of the hour", 59, true),
            ("no longer", 60, false),
            ("a clock that fell behind brings no earlier hour", -1, false),
        ] {
            let now = at + TimeDelta::minutes(minutes);
            assert_eq!(said.said(now), holds.then_some(("detection", "WS/1")), "{rule} (R-60)");
        }
    }

    proptest! {
        /// Whatever is sent: what is taken is short, on one line, and says all three.
        #[test]
        fn what_is_taken_fits(officer in ".{0,80}", purpose in "[a-z]{0,14}", reason in ".{0,400}") {
            if let Ok(stated) = said(&officer, &purpose, &reason).stated() {
                prop_assert!((2..=LONGEST_OFFICER).contains(&stated.officer.chars().count()));
                prop_assert!((3..=LONGEST_REASON).contains(&stated.reason.chars().count()));
                prop_assert!(!stated.officer.contains('\n') && !stated.reason.contains('\n'));
                prop_assert_eq!(stated.purpose.as_str(), purpose);
            }
        }
    }
}
