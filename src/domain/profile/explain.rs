//! How are a profile's dates explained in plain sentences?
//!
//! Until when it is shown, when it is erased, why, and what would change that: for the administrator, the
//! controller and the person. The sentences name nobody.

use chrono::NaiveDate;

use crate::domain::{
    date::spoken,
    profile::{
        circulation::{Because, Circulation, circulation},
        erasure::{DeferredBy, EraseBecause, Erasure, erased_on},
        history::{History, Naming},
        status::shown,
    },
    rules::{NO_COUNTING_REPORT, NONE_STANDING, Rules},
};

/// A profile's dates, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Until when members see it, and why.
    pub shown: String,
    /// When it is erased, and why.
    pub erased: String,
    /// What puts the erasure off, one sentence each.
    pub deferred: Vec<String>,
    /// What would change these dates, one sentence each.
    pub would_change: Vec<String>,
}

/// The dates of a profile, as they stand on a day.
pub fn explain(history: &History, rules: &Rules, today: NaiveDate) -> Explanation {
    let circulation = circulation(history, rules);
    let erasure = erased_on(history, rules);
    Explanation {
        shown: shown_sentence(&circulation, today),
        erased: erased_sentence(&circulation, &erasure),
        deferred: erasure
            .deferred
            .iter()
            .map(|deferral| deferred_sentence(deferral.by, deferral.until))
            .collect(),
        would_change: would_change(history, &circulation, rules, today),
    }
}

fn shown_sentence(circulation: &Circulation, today: NaiveDate) -> String {
    let verb = if shown(circulation.circulated_until, today) {
        "is shown to members until"
    } else {
        "was shown to members until"
    };
    let until = circulation.circulated_until.map(spoken).unwrap_or_default();
    match circulation.because {
        Because::Report { submitted, shown_for, .. } => format!(
            "This profile {verb} {until}: {} after the latest report that counts, made on {} (R-20).",
            shown_for.spoken(),
            spoken(submitted),
        ),
        Because::Exclusion { .. } => {
            format!("This profile {verb} {until}: the last day of an exclusion that was served (R-20).")
        }
        Because::NothingCounts => {
            "This profile is not shown to members: no report about it counts (R-12).".to_owned()
        }
        Because::AllStruck => {
            "This profile is not shown to members: no report that counts still stands (R-26).".to_owned()
        }
    }
}

fn erased_sentence(circulation: &Circulation, erasure: &Erasure) -> String {
    let undeferred = spoken(erasure.undeferred);
    let moved = if erasure.due > erasure.undeferred {
        format!(" That is put off to {}.", spoken(erasure.due))
    } else {
        String::new()
    };
    let sentence = match erasure.because {
        EraseBecause::Shown { .. } => {
            format!(
                "It is erased on {undeferred}, after {} in which members do not see it (R-21).",
                circulation.cold.spoken()
            )
        }
        EraseBecause::NothingCounts { created } => format!(
            "It is erased on {undeferred}, {} after it was made on {} (R-30).",
            NO_COUNTING_REPORT.spoken(),
            spoken(created),
        ),
        EraseBecause::AllStruck { struck } => format!(
            "It is erased on {undeferred}, {} after the last report that counted was struck on {} (R-26).",
            NONE_STANDING.spoken(),
            spoken(struck),
        ),
    };
    sentence + &moved
}

fn deferred_sentence(by: DeferredBy, until: NaiveDate) -> String {
    let until = spoken(until);
    match by {
        DeferredBy::Unreviewed { .. } => {
            format!("A report waits for its review: no erasure before {until} (R-24).")
        }
        DeferredBy::OwnRequest { opened } => {
            format!("The person's own request of {}: no erasure before {until} (R-27).", spoken(opened))
        }
        DeferredBy::LegalHold { placed } => {
            format!("A legal hold was placed on {}: no erasure before {until} (R-27).", spoken(placed))
        }
    }
}

fn would_change(
    history: &History,
    circulation: &Circulation,
    rules: &Rules,
    today: NaiveDate,
) -> Vec<String> {
    let sought = history.naming == Naming::IdSought;
    let period = if sought { rules.id_sought_circulation } else { rules.circulation };
    let mut sentences = Vec::new();
    let is_shown = shown(circulation.circulated_until, today);
    sentences.push(if is_shown {
        format!("A new report that counts: shown for {} from that day (R-23).", period.spoken())
    } else {
        format!(
            "A new report that counts before it is erased: shown again, for {} from that day (R-23).",
            period.spoken()
        )
    });
    if circulation.circulated_until.is_some() {
        sentences.push(
            "A report found untrue, or about somebody else: it counts for nothing, at once (R-26)."
                .to_owned(),
        );
    }
    if matches!(circulation.because, Because::Exclusion { .. }) {
        sentences.push("The exclusion revoked: it no longer counts, at once (R-26).".to_owned());
    }
    if sought && is_shown {
        let (shown, cold) = (rules.circulation.spoken(), rules.cold.spoken());
        sentences.push(format!(
            "The name confirmed while it is shown: {shown} shown and {cold} kept apply (R-28)."
        ));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{LegalHold, example::*};

    fn explained(history: &History, today: &str) -> Explanation {
        explain(history, &Rules::default(), day(today))
    }

    #[test]
    fn a_profile_that_is_shown() {
        let said = explained(&named(vec![theft(1, "2026-01-10")]), "2026-11-22");
        assert_eq!(
            said.shown,
            "This profile is shown to members until 10 January 2027: 12 months after the latest report that counts, \
             made on 10 January 2026 (R-20)."
        );
        assert_eq!(
            said.erased,
            "It is erased on 11 January 2028, after 12 months in which members do not see it (R-21)."
        );
        assert_eq!(said.deferred, Vec::<String>::new());
        assert_eq!(said.would_change.len(), 2);
    }

    #[test]
    fn a_withdrawn_one_under_a_hold() {
        let legal_holds = vec![LegalHold {
            placed: day("2027-12-01"),
            reviewed: None,
            review_by: day("2028-05-31"),
            lifted: None,
        }];
        let said = explained(&History { legal_holds, ..named(vec![theft(1, "2026-01-10")]) }, "2028-02-01");
        assert!(said.shown.starts_with("This profile was shown to members until 10 January 2027"));
        assert!(said.erased.ends_with("That is put off to 1 June 2028."));
        assert_eq!(
            said.deferred,
            ["A legal hold was placed on 1 December 2027: no erasure before 1 June 2028 (R-27)."]
        );
        assert!(said.would_change[0].contains("shown again, for 12 months"));
    }

    #[test]
    fn those_never_shown_struck_excluded_or_unnamed() {
        let never = explained(&named(vec![]), "2026-01-02");
        assert!(never.shown.contains("no report about it counts (R-12)"));
        assert!(never.erased.contains("29 January 2026, 28 days after it was made on 1 January 2026 (R-30)"));
        let all = explained(&named(vec![struck(theft(1, "2026-01-10"), "2026-02-01")]), "2026-02-02");
        assert!(all.shown.contains("still stands (R-26)") && all.erased.contains("1 March 2026, 28 days"));
        let served = exclusion(1, "2026-02-01", "2029-02-01", &[1]);
        let out = explained(&excluded(vec![theft(1, "2026-01-10")], vec![served]), "2026-03-01");
        assert!(out.shown.contains("until 1 February 2029: the last day of an exclusion"));
        assert!(out.would_change.iter().any(|sentence| sentence.starts_with("The exclusion revoked")));
        let sought = History { naming: Naming::IdSought, ..named(vec![theft(1, "2026-01-10")]) };
        let sought = explained(&sought, "2026-03-01");
        assert!(sought.would_change.iter().any(|sentence| sentence.starts_with("The name confirmed")));
    }
}
