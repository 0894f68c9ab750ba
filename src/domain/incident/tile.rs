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

/// So many tiles are seen at once; what is reported least waits behind them.
pub const TILES: usize = 8;

/// The kinds on the report by how often each was reported; "something else" is the last of the [`TILES`].
pub fn in_order(reported: &[(Kind, i64)]) -> Vec<Kind> {
    let times = |kind: Kind| reported.iter().filter(|(of, _)| *of == kind).map(|(_, n)| n).sum::<i64>();
    let mut kinds: Vec<Kind> = OFFERED.into_iter().filter(|kind| *kind != Kind::Antisocial).collect();
    kinds.sort_by_key(|kind| -times(*kind));
    kinds.insert(TILES - 1, Kind::Antisocial);
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
        let fresh = in_order(&[]);
        assert_eq!(
            (&fresh[..TILES - 1], fresh.len()),
            (&OFFERED[..TILES - 1], OFFERED.len()),
            "a new scheme"
        );
        assert_eq!(fresh[TILES..], [Kind::AttemptedTheft], "behind the tiles");
        let kinds = in_order(&[(Kind::Fraud, 3), (Kind::Abuse, 9), (Kind::Sighting, 70)]);
        assert_eq!(kinds[..4], [Kind::Abuse, Kind::Fraud, Kind::Theft, Kind::Threats]);
        assert!(!kinds.contains(&Kind::Sighting), "a sighting is no report");
        let often = [(Kind::Antisocial, 99), (Kind::AttemptedTheft, 1)];
        assert_eq!(in_order(&often)[TILES - 1..], [Kind::Antisocial, Kind::Fraud], "always the last tile");
    }
}
