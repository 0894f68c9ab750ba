//! What does a member see written on a profile's card, and is it shown at all?

use chrono::NaiveDate;

use crate::domain::{
    profile::{
        history::{History, Naming},
        minor::{Age, under_18},
    },
    sanction::service::in_force,
    text::words,
};

words! {
    /// A profile's status, the strongest that holds.
    Status {
        /// Excluded: served and in force.
        Excluded = "excluded", "Excluded";
        /// Warned: a served warning.
        Warned = "warned", "Warned";
        /// Nobody has confirmed a name.
        IdSought = "id_sought", "ID sought";
        /// Reported, with no sanction in force.
        Known = "known", "Known";
    }
}

/// What stands on the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// The status.
    pub status: Status,
    /// The last day of the exclusion in force, if one is.
    pub excluded_until: Option<NaiveDate>,
    /// Whether the person counts as under 18.
    pub under_18: bool,
}

/// Whether members see a profile on a day: the same comparison as in every query.
pub fn shown(circulated_until: Option<NaiveDate>, today: NaiveDate) -> bool {
    circulated_until.is_some_and(|until| today <= until)
}

/// What stands on the card of a profile that is shown. Nothing unserved, revoked, fallen or ended is on it
///
pub fn card(history: &History, age: Age, today: NaiveDate) -> Card {
    let excluded_until = history
        .exclusions
        .iter()
        .filter_map(|exclusion| history.term(exclusion))
        .filter_map(|(served, ends)| in_force(served, ends, today).then_some(ends))
        .max();
    let warned = history.warnings.iter().any(|warning| {
        warning.revoked.is_none()
            && warning.served.is_some_and(|served| served <= today)
            && !history.fallen(warning)
    });
    let status = match history.naming {
        _ if excluded_until.is_some() => Status::Excluded,
        _ if warned => Status::Warned,
        Naming::IdSought => Status::IdSought,
        Naming::Named | Naming::NamedLater { .. } => Status::Known,
    };
    Card { status, excluded_until, under_18: under_18(age, today) }
}
