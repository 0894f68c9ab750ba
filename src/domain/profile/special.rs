//! Who may be shown a special-category fact?
//!
//! Ethnicity only to identify, a medical condition only where its symptoms endanger staff, each for a named audience:
//! those most likely to be affected. There is no way to show one to everybody. Facts about the person's vulnerability
//! are for administrator and controller only.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::domain::{
    ids::{BusinessId, ItemId, ProfileId, UserId},
    incident::source::Source,
    text::words,
};

words! {
    /// What a special-category fact is about.
    Kind {
        /// Only to identify the person.
        Ethnicity = "ethnicity", "Ethnicity";
        /// Only where its symptoms endanger staff.
        Condition = "condition", "Take care";
        /// For administrator and controller only.
        Vulnerability = "vulnerability", "Vulnerability";
    }
}

/// A special-category fact. There is no way to show one to everybody: its audience is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// Id.
    pub id: ItemId,
    /// Of whom.
    pub profile: ProfileId,
    /// What kind.
    pub kind: Kind,
    /// From whom.
    pub source: Source,
    /// The fact; sealed.
    pub words: String,
    /// Why it is held; sealed.
    pub reason: String,
    /// The businesses most likely to be affected.
    pub audience: Vec<BusinessId>,
    /// By whom.
    pub recorded_by: Option<UserId>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl Special {
    /// Whether another record says the same of the same person to the same audience, whoever recorded it and when.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let told = |fact: &Self| {
            let mut audience = fact.audience.clone();
            audience.sort_unstable();
            (fact.profile, fact.kind, fact.source, fact.words.clone(), fact.reason.clone(), audience)
        };
        told(self) == told(other)
    }
}

/// Why an audience is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nobody is named.
    #[error("Please choose the members most likely to be affected.")]
    Nobody,
    /// It would be everybody.
    #[error(
        "A fact like this is never shown to everybody. Choose only the members most likely to be affected."
    )]
    Everybody,
    /// Members never see it.
    #[error("A person’s vulnerability is for administrators and the controller only. Choose no members.")]
    Members,
}

/// Whether this many of the scheme's members may be the audience.
pub fn audience(kind: Kind, chosen: usize, members: usize) -> Result<(), Refusal> {
    match kind {
        Kind::Vulnerability if chosen > 0 => Err(Refusal::Members),
        Kind::Vulnerability => Ok(()),
        _ if chosen == 0 => Err(Refusal::Nobody),
        _ if chosen >= members => Err(Refusal::Everybody),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_show_a_special_fact_to_everybody() {
        for (rule, kind, chosen, members, expected) in [
            ("some members", Kind::Ethnicity, 2, 3, Ok(())),
            ("never all of them", Kind::Ethnicity, 3, 3, Err(Refusal::Everybody)),
            ("not even where there is one", Kind::Condition, 1, 1, Err(Refusal::Everybody)),
            ("a named audience", Kind::Condition, 0, 3, Err(Refusal::Nobody)),
            ("vulnerability: no member", Kind::Vulnerability, 1, 3, Err(Refusal::Members)),
            ("only administrator and controller", Kind::Vulnerability, 0, 3, Ok(())),
        ] {
            assert_eq!(audience(kind, chosen, members), expected, "{rule} (R-16)");
        }
    }
}
