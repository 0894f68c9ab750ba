//! What is left of a profile once items that are not this person's have left it?
//!
//! The mismatched items leave at once; no counting report left standing means withdrawn at once and erased in 28 days
//! an exclusion falls with all it relied on. Undoing a join gives back what there was.

use chrono::NaiveDate;

use crate::domain::{
    ids::{IncidentId, SanctionId},
    profile::{
        Profile,
        history::{History, SanctionFact},
        identity::{ContactDetails, Fact, Identity},
        merging::{joined_contact, joined_identity},
    },
};

/// The history without these incidents, and without sanctions that leave with them.
pub fn without(
    history: &History,
    gone: &[IncidentId],
    sanctions: &[SanctionId],
    today: NaiveDate,
) -> History {
    let leaves = |incident: &IncidentId| gone.contains(incident);
    let counted = history.restarting().any(|report| leaves(&report.incident));
    let kept = |all: &[SanctionFact]| -> Vec<SanctionFact> {
        let staying = all.iter().filter(|one| !sanctions.contains(&one.sanction)).cloned();
        staying
            .map(|mut one| {
                one.relied_on.retain(|incident| !leaves(incident));
                one
            })
            .collect()
    };
    History {
        reports: history.reports.iter().filter(|report| !leaves(&report.incident)).cloned().collect(),
        exclusions: kept(&history.exclusions),
        warnings: kept(&history.warnings),
        unreviewed: history.unreviewed.iter().filter(|report| !leaves(&report.incident)).cloned().collect(),
        unmatched: if counted { Some(today) } else { history.unmatched },
        ..history.clone()
    }
}

/// What a profile is recognised by once a join is undone.
pub fn parted_from(profile: &Profile, own: &Identity, theirs: &Identity) -> Identity {
    parted(&profile.identity, own, theirs)
}

/// Takes names off a profile: what it is recognised by then, and the names that leave.
pub fn taken_from(profile: &Profile, gone: &[String]) -> (Identity, Vec<Fact<String>>) {
    names_taken(&profile.identity, gone)
}

/// Gives names to a profile.
pub fn given_to(profile: &Profile, came: &[Fact<String>]) -> Identity {
    names_given(&profile.identity, came)
}

/// What the person is recognised by once a join is undone: what was corrected since stays as corrected.
pub fn parted(held: &Identity, own: &Identity, theirs: &Identity) -> Identity {
    let joined = joined_identity(own, theirs);
    let back = |held: &Option<Fact<String>>, joined: &Option<Fact<String>>, own: &Option<Fact<String>>| {
        if held == joined { own.clone() } else { held.clone() }
    };
    let came: Vec<&Fact<String>> =
        joined.aliases.iter().filter(|alias| !own.aliases.contains(alias)).collect();
    Identity {
        name: back(&held.name, &joined.name, &own.name),
        aliases: held.aliases.iter().filter(|alias| !came.contains(alias)).cloned().collect(),
        born: if held.born == joined.born { own.born.clone() } else { held.born.clone() },
        looks_under_18: if held.looks_under_18 == joined.looks_under_18 {
            own.looks_under_18
        } else {
            held.looks_under_18
        },
        description: back(&held.description, &joined.description, &own.description),
        modus_operandi: back(&held.modus_operandi, &joined.modus_operandi, &own.modus_operandi),
    }
}

/// How to write to the person once a join is undone.
pub fn parted_contact(
    held: Option<ContactDetails>,
    own: Option<ContactDetails>,
    theirs: Option<ContactDetails>,
) -> Option<ContactDetails> {
    if held == joined_contact(own.clone(), theirs) { own } else { held }
}

/// Takes names off: what stays, and the names that leave, the confirmed one first.
pub fn names_taken(held: &Identity, gone: &[String]) -> (Identity, Vec<Fact<String>>) {
    let leaves = |fact: &Fact<String>| gone.contains(&fact.value);
    let mut left: Vec<Fact<String>> = held.name.iter().filter(|name| leaves(name)).cloned().collect();
    left.extend(held.aliases.iter().filter(|alias| leaves(alias)).cloned());
    let stays = Identity {
        name: held.name.clone().filter(|name| !leaves(name)),
        aliases: held.aliases.iter().filter(|alias| !leaves(alias)).cloned().collect(),
        ..held.clone()
    };
    (stays, left)
}

/// A profile that receives names: the first becomes its name where it has none.
pub fn names_given(held: &Identity, came: &[Fact<String>]) -> Identity {
    let mut came = came.iter();
    let mut identity = held.clone();
    if identity.name.is_none() {
        identity.name = came.next().cloned();
    }
    for name in came {
        if !identity.name.iter().chain(&identity.aliases).any(|known| known.value == name.value) {
            identity.aliases.push(name.clone());
        }
    }
    identity
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        incident::source::Source,
        profile::{
            circulation::{Because, circulation},
            erasure::erased_on,
            history::{
                Naming,
                example::{day, excluded, exclusion, incident, named, theft},
            },
            merging::joined_history,
            sight::withdrawn,
        },
        rules::Rules,
    };

    #[test]
    fn what_is_left_follows_from_what_stays() {
        let two = || vec![theft(1, "2026-01-10"), theft(2, "2026-03-01")];
        let long = || exclusion(1, "2026-04-01", "2028-04-01", &[2]);
        let both = || exclusion(1, "2026-04-01", "2028-04-01", &[1, 2]);
        for (rule, history, gone, until, erased) in [
            ("one leaves, the other still counts", named(two()), vec![2], Some("2027-01-10"), "2028-01-11"),
            (
                "none left: withdrawn at once, erased in 28 days (R-26)",
                named(two()),
                vec![1, 2],
                None,
                "2026-06-29",
            ),
            (
                "an exclusion falls with all it relied on (R-41)",
                excluded(two(), vec![long()]),
                vec![2],
                Some("2027-01-10"),
                "2028-01-11",
            ),
            (
                "and stays while one is left (R-41)",
                excluded(two(), vec![both()]),
                vec![2],
                Some("2028-04-01"),
                "2029-04-02",
            ),
            ("nothing leaves, nothing changes", named(two()), vec![], Some("2027-03-01"), "2028-03-02"),
        ] {
            let gone: Vec<IncidentId> = gone.into_iter().map(incident).collect();
            let left = without(&history, &gone, &[], day("2026-06-01"));
            let shown = circulation(&left, &Rules::default());
            assert_eq!(shown.circulated_until, until.map(day), "{rule}");
            assert_eq!(erased_on(&left, &Rules::default()).due, day(erased), "{rule}");
            assert_eq!(shown.because == Because::AllStruck, until.is_none(), "{rule}");
            assert_eq!(withdrawn(&shown, day("2026-06-01")), until.is_none(), "{rule}");
        }
    }

    #[test]
    fn a_name_leaves_with_whom_it_belongs_to() {
        let fact = |value: &str| Fact { value: value.to_owned(), source: Source::MemberReport };
        let held = Identity {
            name: Some(fact("Ada")),
            aliases: vec![fact("Daz"), fact("Lo")],
            ..Identity::default()
        };
        let (stays, left) = names_taken(&held, &["Lo".to_owned(), "Ada".to_owned()]);
        assert_eq!((stays.name, stays.aliases), (None, vec![fact("Daz")]), "its name is not known any more");
        assert_eq!(left, [fact("Ada"), fact("Lo")]);
        let given = names_given(&Identity::default(), &left);
        assert_eq!((given.name, given.aliases), (Some(fact("Ada")), vec![fact("Lo")]));
        let given = names_given(&held, &left);
        assert_eq!(given, held, "no name twice");
    }

    fn text() -> impl Strategy<Value = Option<Fact<String>>> {
        prop::option::of(("[A-D]{1,2}", 0..Source::ALL.len()))
            .prop_map(|fact| fact.map(|(value, source)| Fact { value, source: Source::ALL[source] }))
    }

    fn identity() -> impl Strategy<Value = Identity> {
        (text(), prop::collection::vec(text(), 0..3), prop::bool::ANY, any::<bool>(), text(), text())
            .prop_map(|(name, aliases, born, looks_under_18, description, modus_operandi)| Identity {
                name,
                aliases: aliases.into_iter().flatten().collect(),
                born: born.then(|| Fact { value: day("1990-01-01"), source: Source::Police }),
                looks_under_18,
                description,
                modus_operandi,
            })
    }

    fn dated() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(0u64..700, 0..4)
    }

    fn history(naming: Naming, first: u8, days: &[u64]) -> History {
        let reports = (first..).zip(days).map(|(n, after)| {
            let mut report = theft(n, "2025-01-01");
            report.submitted = report.submitted + chrono::Days::new(*after);
            report
        });
        History { naming, ..named(reports.collect()) }
    }

    proptest! {
        #[test]
        fn undoing_a_join_gives_back_what_there_was(own in identity(), theirs in identity()) {
            prop_assert_eq!(parted(&joined_identity(&own, &theirs), &own, &theirs), own);
        }

        #[test]
        fn the_order_of_joining_makes_no_difference_to_the_dates(
            one in dated(), two in dated(), sought in any::<(bool, bool)>(), after in 0u64..900,
        ) {
            let rules = Rules::default();
            let naming = |sought| if sought { Naming::IdSought } else { Naming::Named };
            let today = day("2025-01-01") + chrono::Days::new(after);
            let (one, two) = (history(naming(sought.0), 1, &one), history(naming(sought.1), 100, &two));
            let (a, b) = (joined_history(&one, &two, &rules, today), joined_history(&two, &one, &rules, today));
            prop_assert_eq!(circulation(&a, &rules).circulated_until, circulation(&b, &rules).circulated_until);
            prop_assert_eq!(erased_on(&a, &rules).due, erased_on(&b, &rules).due);
        }

        #[test]
        fn nobody_is_shown_again_by_a_join_who_was_not_shown_before(
            one in dated(), two in dated(), sought in any::<(bool, bool)>(), after in 0u64..900,
        ) {
            let rules = Rules::default();
            let naming = |sought| if sought { Naming::IdSought } else { Naming::Named };
            let today = day("2025-01-01") + chrono::Days::new(after);
            // What is submitted after today has not happened yet.
            let past = |days: &[u64]| days.iter().copied().filter(|day| *day <= after).collect::<Vec<_>>();
            let (one, two) = (history(naming(sought.0), 1, &past(&one)), history(naming(sought.1), 100, &past(&two)));
            let gone = |one: &History| circulation(one, &rules).circulated_until.is_none_or(|until| until < today);
            prop_assume!(gone(&one) && gone(&two));
            let joined = joined_history(&one, &two, &rules, today);
            prop_assert!(gone(&joined), "R-19");
            let (due, first, second) =
                (erased_on(&joined, &rules).due, erased_on(&one, &rules).due, erased_on(&two, &rules).due);
            prop_assert!(due <= first.max(second), "nor is anything kept longer (R-28)");
        }

        #[test]
        fn what_a_join_brought_leaves_with_its_undoing(one in dated(), two in dated(), after in 0u64..900) {
            let rules = Rules::default();
            let today = day("2025-01-01") + chrono::Days::new(after);
            let (one, two) = (history(Naming::Named, 1, &one), history(Naming::Named, 100, &two));
            let gone: Vec<IncidentId> = two.reports.iter().map(|report| report.incident).collect();
            let left = without(&joined_history(&one, &two, &rules, today), &gone, &[], today);
            prop_assert_eq!(&left.reports, &one.reports);
            prop_assert_eq!(circulation(&left, &rules).circulated_until, circulation(&one, &rules).circulated_until);
        }
    }
}
