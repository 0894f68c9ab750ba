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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{SanctionFact, example::*};

    const ADULT: Age = Age { born: None, looks_under_18: false };

    #[test]
    fn shown_through_the_last_day_and_not_after() {
        let until = Some(day("2027-01-10"));
        assert!(shown(until, day("2027-01-10")));
        assert!(!shown(until, day("2027-01-11")));
        assert!(!shown(None, day("2026-01-10")));
    }

    #[test]
    fn what_stands_on_the_card() {
        let served = || exclusion(1, "2026-03-01", "2027-03-01", &[1]);
        let warning = || SanctionFact { ends: None, ..exclusion(2, "2026-02-01", "2026-02-01", &[1]) };
        let once = || vec![theft(1, "2026-01-10")];
        let warned = |exclusions| History { warnings: vec![warning()], ..excluded(once(), exclusions) };
        let unserved = SanctionFact { served: None, ends: None, ..served() };
        let revoked = SanctionFact { revoked: Some(day("2026-04-01")), ..served() };
        let taken_back = History {
            warnings: vec![SanctionFact { revoked: Some(day("2026-03-01")), ..warning() }],
            ..named(once())
        };
        let fallen = History {
            warnings: vec![warning()],
            ..excluded(
                vec![theft(2, "2026-02-10"), struck(theft(1, "2026-01-10"), "2026-04-01")],
                vec![served()],
            )
        };
        let sought = History { naming: Naming::IdSought, ..named(once()) };
        for (rule, history, on, status) in [
            ("excluded from the day of service", warned(vec![served()]), "2026-03-01", Status::Excluded),
            ("to its last day", warned(vec![served()]), "2027-03-01", Status::Excluded),
            ("then the card drops excluded", warned(vec![served()]), "2027-03-02", Status::Warned),
            (
                "nothing is shown as excluded before service",
                warned(vec![unserved]),
                "2026-03-01",
                Status::Warned,
            ),
            ("nor once revoked", warned(vec![revoked]), "2026-05-01", Status::Warned),
            ("nor once all relied on are struck", fallen, "2026-05-01", Status::Known),
            ("a warning taken back is gone", taken_back, "2026-05-01", Status::Known),
            ("reported only", named(once()), "2026-05-01", Status::Known),
            ("without a name", sought, "2026-05-01", Status::IdSought),
        ] {
            let card = card(&history, ADULT, day(on));
            assert_eq!(card.status, status, "{rule} (R-42)");
            assert_eq!(card.excluded_until.is_some(), status == Status::Excluded, "{rule}");
        }
    }

    #[test]
    fn a_child_is_marked_until_the_eighteenth_birthday() {
        let age = Age { born: Some(day("2008-11-22")), looks_under_18: true };
        let history = named(vec![theft(1, "2026-01-10")]);
        assert!(card(&history, age, day("2026-11-21")).under_18);
        assert!(!card(&history, age, day("2026-11-22")).under_18);
    }
}
