//! What may be reported, and in which order is it offered?
//!
//! A handful of kinds as tiles, those reported most in the scheme first. Sightings, intelligence and what
//! else never counts have forms of their own.

use super::kind::Kind;

/// The kinds on the report, in the order of a scheme that has no reports yet.
pub const OFFERED: [Kind; 9] = [
    Kind::Theft,
    Kind::Threats,
    Kind::Abuse,
    Kind::Violence,
    Kind::Breach,
    Kind::Damage,
    Kind::Fraud,
    Kind::AttemptedTheft,
    Kind::Antisocial,
];

/// The kinds on the report by how often each was reported; the last one stays the last.
pub fn in_order(reported: &[(Kind, i64)]) -> Vec<Kind> {
    let times = |kind: Kind| reported.iter().filter(|(of, _)| *of == kind).map(|(_, n)| n).sum::<i64>();
    let mut kinds = OFFERED.to_vec();
    kinds.sort_by_key(|kind| (*kind == Kind::Antisocial, -times(*kind)));
    kinds
}

impl Kind {
    /// The few words on its tile.
    pub const fn tile(self) -> &'static str {
        match self {
            Self::Abuse => "Abuse",
            Self::Breach => "Excluded person came in",
            Self::Antisocial => "Something else",
            other => other.label(),
        }
    }

    /// Whether it is asked what it was worth.
    pub const fn has_value(self) -> bool {
        matches!(self, Self::Theft | Self::AttemptedTheft | Self::Fraud | Self::Damage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reported_most_comes_first_and_the_rest_keeps_its_order() {
        assert_eq!(in_order(&[]), OFFERED, "a new scheme");
        let kinds = in_order(&[(Kind::Fraud, 3), (Kind::Abuse, 9), (Kind::Sighting, 70)]);
        assert_eq!(kinds[..4], [Kind::Abuse, Kind::Fraud, Kind::Theft, Kind::Threats]);
        assert!(!kinds.contains(&Kind::Sighting), "a sighting is no report");
        assert_eq!(in_order(&[(Kind::Antisocial, 99)]).last(), Some(&Kind::Antisocial), "always the last");
    }
}
