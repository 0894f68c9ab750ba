//! Do the clocks keep their promises whatever happens? Properties of any history under any allowed rules.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use crate::domain::{
    ids::{IncidentId, SanctionId},
    incident::standing::{Standing, StrikeReason},
    profile::{
        circulation::circulation,
        erasure::erased_on,
        history::{History, LegalHold, Naming, OwnRequest, ReportFact, SanctionFact, Unreviewed},
        spell::circulating_since,
    },
    rules::{Period, Rules},
    sanction::service::ends_on,
};

/// Any day of ten years with three leap days.
fn day() -> impl Strategy<Value = NaiveDate> {
    (0u64..3_653).prop_map(|n| NaiveDate::from_ymd_opt(2019, 1, 1).unwrap() + Days::new(n))
}

fn incident(n: u8) -> IncidentId {
    IncidentId::from_random([n; 16])
}

fn report() -> impl Strategy<Value = ReportFact> {
    (0u8..12, day(), prop::bool::weighted(0.7), prop::option::weighted(0.3, 0u64..400)).prop_map(
        |(n, submitted, counts, struck)| {
            let standing = match struck {
                None => Standing::Stands,
                Some(after) => {
                    Standing::Struck { on: submitted + Days::new(after), reason: StrikeReason::NotSo }
                }
            };
            ReportFact { incident: incident(n), submitted, counts, standing, short: false }
        },
    )
}

fn exclusion() -> impl Strategy<Value = SanctionFact> {
    (any::<u8>(), prop::option::of(day()), 3u32..=36, any::<bool>(), prop::collection::vec(0u8..12, 0..4))
        .prop_map(|(n, served, months, revoked, relied_on)| SanctionFact {
            sanction: SanctionId::from_random([n; 16]),
            served,
            ends: served.map(|served| ends_on(served, months)),
            revoked: served.filter(|_| revoked),
            relied_on: relied_on.into_iter().map(incident).collect(),
        })
}

fn naming() -> impl Strategy<Value = Naming> {
    prop_oneof![Just(Naming::Named), Just(Naming::IdSought), day().prop_map(|on| Naming::NamedLater { on })]
}

fn hold() -> impl Strategy<Value = LegalHold> {
    (day(), 1u64..300, prop::option::of(0u64..300)).prop_map(|(placed, review, lifted)| LegalHold {
        placed,
        reviewed: None,
        review_by: placed + Days::new(review),
        lifted: lifted.map(|after| placed + Days::new(after)),
    })
}

prop_compose! {
    fn history()(
        naming in naming(),
        created in day(),
        reports in prop::collection::vec(report(), 0..6),
        exclusions in prop::collection::vec(exclusion(), 0..3),
        legal_holds in prop::collection::vec(hold(), 0..3),
        requests in prop::collection::vec((day(), prop::option::of(0u64..200)), 0..3),
        waiting in prop::collection::vec((50u8..60, day()), 0..3),
    ) -> History {
        History {
            reports,
            exclusions,
            legal_holds,
            own_requests: requests.into_iter()
                .map(|(opened, closed)| OwnRequest { opened, closed: closed.map(|after| opened + Days::new(after)) })
                .collect(),
            unreviewed: waiting.into_iter().map(|(n, submitted)| Unreviewed { incident: incident(n), submitted }).collect(),
            ..History::begun(created, naming)
        }
    }
}

prop_compose! {
    /// Any rules a scheme may run by: shortened or as they are.
    fn rules()(circulation in 1u32..=12, cold in 1u32..=12, sought in 1u32..=12, sought_cold in 1u32..=12) -> Rules {
        Rules {
            circulation: Period::months(circulation),
            cold: Period::months(cold),
            id_sought_circulation: Period::months(sought.min(circulation)),
            id_sought_cold: Period::months(sought_cold.min(cold)),
            ..Rules::default()
        }
    }
}

fn without_deferrals(history: &History) -> History {
    History { legal_holds: vec![], own_requests: vec![], unreviewed: vec![], ..history.clone() }
}

proptest! {
    #[test]
    fn the_rules_of_these_tests_are_allowed(rules in rules()) {
        prop_assert_eq!(rules.check(), vec![]);
    }

    #[test]
    fn the_order_of_the_facts_makes_no_difference(history in history(), rules in rules()) {
        let mut turned = history.clone();
        turned.reports.reverse();
        turned.exclusions.reverse();
        turned.legal_holds.reverse();
        turned.own_requests.reverse();
        turned.unreviewed.reverse();
        prop_assert_eq!(circulation(&turned, &rules), circulation(&history, &rules));
        prop_assert_eq!(erased_on(&turned, &rules), erased_on(&history, &rules));
        prop_assert_eq!(circulating_since(&turned, &rules), circulating_since(&history, &rules));
    }

    ///
    #[test]
    fn a_counting_report_never_shortens_circulation(history in history(), submitted in day(), rules in rules()) {
        let before = circulation(&history, &rules).circulated_until;
        let mut more = history;
        more.reports.push(ReportFact { incident: incident(99), submitted, counts: true, standing: Standing::Stands, short: false });
        prop_assert!(circulation(&more, &rules).circulated_until >= before);
    }

    /// whatever its day.
    #[test]
    fn a_report_that_does_not_count_changes_nothing(history in history(), submitted in day(), rules in rules()) {
        let mut more = history.clone();
        more.reports.push(ReportFact { incident: incident(99), submitted, counts: false, standing: Standing::Stands, short: false });
        prop_assert_eq!(circulation(&more, &rules), circulation(&history, &rules));
        prop_assert_eq!(erased_on(&more, &rules), erased_on(&history, &rules));
    }

    ///
    #[test]
    fn a_strike_or_revocation_never_lengthens_circulation(history in history(), nth in any::<prop::sample::Index>(), rules in rules()) {
        let before = circulation(&history, &rules).circulated_until;
        if !history.reports.is_empty() {
            let mut less = history.clone();
            let report = nth.get(&less.reports).incident;
            for fact in less.reports.iter_mut().filter(|fact| fact.incident == report) {
                fact.standing = fact.standing.strike(fact.submitted, StrikeReason::WrongPerson);
            }
            prop_assert!(circulation(&less, &rules).circulated_until <= before);
        }
        if !history.exclusions.is_empty() {
            let mut less = history.clone();
            let at = nth.index(less.exclusions.len());
            less.exclusions[at].revoked = Some(history.created);
            prop_assert!(circulation(&less, &rules).circulated_until <= before);
        }
    }

    ///
    #[test]
    fn nothing_standing_nothing_shown(history in history(), rules in rules()) {
        let mut none = history;
        for fact in &mut none.reports {
            fact.standing = fact.standing.strike(fact.submitted, StrikeReason::NotSo);
        }
        prop_assert_eq!(circulation(&none, &rules).circulated_until, None);
    }

    /// never past the longest period, counted from the last report, or the last day of an exclusion.
    #[test]
    fn nothing_is_shown_longer_than_the_rules_allow(history in history(), rules in rules()) {
        if let Some(until) = circulation(&history, &rules).circulated_until {
            let by_report = history.reports.iter().filter(|r| r.restarts()).map(|r| rules.circulation.after_never_longer(r.submitted));
            let by_exclusion = history.exclusions.iter().filter(|e| e.revoked.is_none()).filter_map(|e| e.ends);
            prop_assert!(by_report.chain(by_exclusion).any(|limit| until <= limit));
            let since = circulating_since(&history, &rules).unwrap();
            prop_assert!(since <= until);
        }
    }

    /// the rules file may shorten, never lengthen.
    #[test]
    fn shorter_rules_never_show_longer_or_erase_later(history in history(), rules in rules()) {
        let sought = Rules { id_sought_circulation: Period::months(12), id_sought_cold: Period::months(12), ..Rules::default() };
        let default = circulation(&history, &sought).circulated_until;
        prop_assert!(circulation(&history, &rules).circulated_until <= default);
        let plain = without_deferrals(&history);
        prop_assert!(erased_on(&plain, &rules).due <= erased_on(&plain, &sought).due);
    }

    /// a full cold period between the last day shown and the day of erasure.
    #[test]
    fn a_profile_stays_withdrawn_for_the_whole_cold_period(history in history(), rules in rules()) {
        let shown = circulation(&history, &rules);
        if let Some(until) = shown.circulated_until {
            let withdrawn = until + Days::new(1);
            let due = erased_on(&history, &rules).due;
            prop_assert!(due >= shown.cold.after_never_earlier(withdrawn));
            prop_assert!(due > shown.cold.after_never_longer(until));
        }
    }

    ///
    #[test]
    fn a_deferral_moves_erasure_later_and_circulation_never(history in history(), rules in rules()) {
        let plain = without_deferrals(&history);
        prop_assert_eq!(circulation(&history, &rules), circulation(&plain, &rules));
        let (erasure, undeferred) = (erased_on(&history, &rules), erased_on(&plain, &rules).due);
        prop_assert_eq!(erasure.undeferred, undeferred);
        prop_assert!(erasure.due >= undeferred);
        let latest = erasure.deferred.iter().map(|deferral| deferral.until).max();
        prop_assert_eq!(latest.unwrap_or(undeferred), erasure.due);
    }
}
