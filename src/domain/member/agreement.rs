//! May this user see personal data today: is their agreement in force?
//!
//! Each user accepts the data-integrity agreement before seeing any profile, again at a new version and every 12
//! months; without it there is no gallery and no personal data, and reporting stays open.

use chrono::NaiveDate;
use thiserror::Error;

use crate::domain::{rules::Rules, text::words};

words! {
    /// What is accepted.
    Document {
        /// The scheme's rules and protocols: by the business.
        Rules = "rules", "Rules and protocols";
        /// The data-integrity agreement: by the business and each user.
        DataIntegrity = "data_integrity", "Data-integrity agreement";
        /// The authority to exclude on the member's behalf: by the business.
        Authority = "authority", "Authority to exclude on our behalf";
    }
}

/// A user's latest acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    /// The version accepted.
    pub version: u32,
    /// The day.
    pub on: NaiveDate,
}

/// Why an agreement is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Missing {
    /// It was never accepted.
    #[error("Please read and accept the agreement first.")]
    NeverAccepted,
    /// There is a newer version.
    #[error("The agreement has changed. Please read and accept it again.")]
    NewVersion,
    /// It was accepted too long ago.
    #[error("It is some time since you accepted the agreement. Please accept it again.")]
    Expired,
}

/// Whether the agreement is in force, for a user and a version in use.
pub fn in_force(
    accepted: Option<Acceptance>,
    version: u32,
    today: NaiveDate,
    rules: &Rules,
) -> Result<(), Missing> {
    let accepted = accepted.ok_or(Missing::NeverAccepted)?;
    if accepted.version < version {
        return Err(Missing::NewVersion);
    }
    if today > good_until(accepted, rules) { Err(Missing::Expired) } else { Ok(()) }
}

/// The last day an acceptance is good for, as long as the version stays.
pub fn good_until(accepted: Acceptance, rules: &Rules) -> NaiveDate {
    rules.agreement_renewal.after_never_longer(accepted.on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_an_agreement_is_in_force() {
        let accepted = |version, on: &str| Some(Acceptance { version, on: on.parse().unwrap() });
        for (rule, accepted, today, expected) in [
            ("from the day it is accepted", accepted(2, "2026-01-10"), "2026-01-10", Ok(())),
            ("for 12 months", accepted(2, "2026-01-10"), "2027-01-10", Ok(())),
            ("then again", accepted(2, "2026-01-10"), "2027-01-11", Err(Missing::Expired)),
            ("again at a new version", accepted(1, "2026-01-10"), "2026-01-11", Err(Missing::NewVersion)),
            ("not before it is accepted", None, "2026-01-10", Err(Missing::NeverAccepted)),
        ] {
            assert_eq!(
                in_force(accepted, 2, today.parse().unwrap(), &Rules::default()),
                expected,
                "{rule} (R-1)"
            );
        }
    }
}
