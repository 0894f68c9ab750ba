//! How long is a sighting kept? Twelve months, at most as long as the profile it belongs to.

use chrono::{DateTime, NaiveDate, Utc};

use super::Profile;
use crate::domain::{
    date::london_day,
    ids::{ItemId, PremisesId, ProfileId, UserId},
    rules::SIGHTING,
};

/// Somebody saw a person: the least that a member can tell. It never counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Id.
    pub id: ItemId,
    /// Whom.
    pub profile: ProfileId,
    /// Where, if the user's business has but one place.
    pub premises: Option<PremisesId>,
    /// By whom.
    pub user: Option<UserId>,
    /// When.
    pub seen_at: DateTime<Utc>,
    /// The day it is erased.
    pub erase_on: NaiveDate,
}

impl Sighting {
    /// A sighting of a person, made now.
    pub fn of(
        profile: &Profile,
        id: ItemId,
        premises: Option<PremisesId>,
        user: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Self {
        let erase_on = kept_until(london_day(at), profile.erased_on);
        Self { id, profile: profile.id, premises, user, seen_at: at, erase_on }
    }
}

/// The day a sighting made on a day is erased, if its profile is erased on another.
pub fn kept_until(made: NaiveDate, profile_erased: NaiveDate) -> NaiveDate {
    SIGHTING.after_never_longer(made).min(profile_erased)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_at_most_as_long_as_the_profile() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (made, profile, until) in [
            ("2026-11-22", "2028-01-01", "2027-11-22"),
            ("2026-11-22", "2027-03-01", "2027-03-01"),
            ("2028-02-29", "2030-01-01", "2029-02-28"),
        ] {
            assert_eq!(kept_until(day(made), day(profile)), day(until), "{made} (R-30)");
        }
    }
}
