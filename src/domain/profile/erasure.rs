//! On which day is a profile erased?
//!
//! The day after its last day shown, plus the cold year; 28 days after it was made if nothing ever
//! counted, or after the last strike if nothing stands. An unreviewed report, the person's own open
//! request and a legal hold each defer that day, and never lengthen circulation.

use chrono::{Days, NaiveDate};

use crate::domain::{
    ids::IncidentId,
    profile::{
        circulation::circulation,
        history::{History, LegalHold},
    },
    rules::{LEGAL_HOLD_REVIEW, NO_COUNTING_REPORT, NONE_STANDING, OWN_REQUEST_DEFERS, Rules},
};

/// What the day of erasure follows from, deferrals aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EraseBecause {
    /// It was shown until that day, then withdrawn for the whole cold period.
    Shown {
        /// The last day shown.
        circulated_until: NaiveDate,
    },
    /// No report counted since it was made that day.
    NothingCounts {
        /// The day it was made.
        created: NaiveDate,
    },
    /// The last report that counted was struck, or found to be somebody else's, that day.
    AllStruck {
        /// The day of the strike.
        struck: NaiveDate,
    },
}

/// What puts an erasure off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeferredBy {
    /// A report still unreviewed.
    Unreviewed {
        /// The incident.
        incident: IncidentId,
    },
    /// The person's own request, appeal or complaint.
    OwnRequest {
        /// The day it arrived.
        opened: NaiveDate,
    },
    /// A legal hold.
    LegalHold {
        /// The day it was approved.
        placed: NaiveDate,
    },
}

/// A deferral that moves the day of erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Deferral {
    /// The earliest day of erasure by this deferral alone.
    pub until: NaiveDate,
    /// What puts it off.
    pub by: DeferredBy,
}

/// When a profile is erased, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// `erased_on`: from 00:00 of this London day nobody reads the profile.
    pub due: NaiveDate,
    /// The day without any deferral.
    pub undeferred: NaiveDate,
    /// What `undeferred` follows from.
    pub because: EraseBecause,
    /// What moves it to `due`, soonest first. Empty if nothing does.
    pub deferred: Vec<Deferral>,
}

/// On which day the profile is erased.
///
/// A deferral takes part only if it began before the day the erasure would else have been due.
pub fn erased_on(history: &History, rules: &Rules) -> Erasure {
    let (undeferred, because) = undeferred(history, rules);
    let mut candidates = candidates(history, rules);
    // One request after the other puts it off no longer than one would.
    let others = candidates.iter().filter(|(_, one)| !matches!(one.by, DeferredBy::OwnRequest { .. }));
    let most =
        OWN_REQUEST_DEFERS.after_never_longer(put_off(undeferred, &others.copied().collect::<Vec<_>>()));
    for (_, one) in &mut candidates {
        if matches!(one.by, DeferredBy::OwnRequest { .. }) {
            one.until = one.until.min(most);
        }
    }
    candidates.sort_unstable();
    let due = put_off(undeferred, &candidates);
    let mut deferred: Vec<Deferral> = candidates
        .into_iter()
        .filter(|(began, deferral)| *began < due && deferral.until > undeferred)
        .map(|(_, deferral)| deferral)
        .collect();
    deferred.sort_unstable();
    Erasure { due, undeferred, because, deferred }
}

/// The day after all deferrals that began before it.
fn put_off(from: NaiveDate, candidates: &[(NaiveDate, Deferral)]) -> NaiveDate {
    let mut due = from;
    while let Some(later) = candidates.iter().filter(|(began, _)| *began < due).map(|(_, d)| d.until).max() {
        if later <= due {
            break;
        }
        due = later;
    }
    due
}

fn undeferred(history: &History, rules: &Rules) -> (NaiveDate, EraseBecause) {
    let shown = circulation(history, rules);
    if let (Some(circulated_until), Some(due)) = (shown.circulated_until, shown.cold_ends) {
        return (due, EraseBecause::Shown { circulated_until });
    }
    let created = history.created;
    let struck = history
        .reports
        .iter()
        .filter(|report| report.counts)
        .filter_map(|report| report.standing.struck_on());
    match struck.chain(history.unmatched).max() {
        Some(struck) if struck >= created => {
            (NONE_STANDING.after_never_earlier(struck), EraseBecause::AllStruck { struck })
        }
        _ => (NO_COUNTING_REPORT.after_never_earlier(created), EraseBecause::NothingCounts { created }),
    }
}

/// Each possible deferral with the day it began.
fn candidates(history: &History, rules: &Rules) -> Vec<(NaiveDate, Deferral)> {
    let unreviewed = history.unreviewed.iter().map(|report| {
        let until = rules.unreviewed_defers.after_never_longer(report.submitted);
        (report.submitted, Deferral { until, by: DeferredBy::Unreviewed { incident: report.incident } })
    });
    let requests = history.own_requests.iter().map(|request| {
        let longest = OWN_REQUEST_DEFERS.after_never_longer(request.opened);
        let until = request.closed.map_or(longest, |closed| closed.min(longest));
        (request.opened, Deferral { until, by: DeferredBy::OwnRequest { opened: request.opened } })
    });
    let holds = history.legal_holds.iter().map(|hold| {
        (hold.placed, Deferral { until: held_until(hold), by: DeferredBy::LegalHold { placed: hold.placed } })
    });
    unreviewed.chain(requests).chain(holds).collect()
}

/// A hold lasts through the day of its review, which lies at most 6 months ahead; a lifted one to that day.
fn held_until(hold: &LegalHold) -> NaiveDate {
    let review_by =
        hold.review_by.min(LEGAL_HOLD_REVIEW.after_never_longer(hold.reviewed.unwrap_or(hold.placed)));
    let through = review_by.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    hold.lifted.map_or(through, |lifted| lifted.min(through))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{Naming, OwnRequest, Unreviewed, example::*};

    fn hold(placed: &str, reviewed: Option<&str>, review_by: &str, lifted: Option<&str>) -> LegalHold {
        LegalHold {
            placed: day(placed),
            reviewed: reviewed.map(day),
            review_by: day(review_by),
            lifted: lifted.map(day),
        }
    }

    fn request(opened: &str, closed: Option<&str>) -> OwnRequest {
        OwnRequest { opened: day(opened), closed: closed.map(day) }
    }

    fn waiting(submitted: &str) -> Unreviewed {
        Unreviewed { incident: incident(9), submitted: day(submitted) }
    }

    #[test]
    fn one_request_after_the_other_defers_no_longer_than_one() {
        let begun = named(vec![theft(1, "2026-01-10")]);
        let undeferred = erased_on(&begun, &Rules::default()).undeferred;
        let mut opened = undeferred.pred_opt().unwrap();
        let mut own_requests = Vec::new();
        for _ in 0..5 {
            own_requests.push(OwnRequest { opened, closed: None });
            opened = opened + Days::new(80);
            let history = History { own_requests: own_requests.clone(), ..begun.clone() };
            let due = erased_on(&history, &Rules::default()).due;
            assert!(due <= undeferred + Days::new(90), "{} days (R-27)", (due - undeferred).num_days());
        }
        let both = History {
            legal_holds: vec![hold("2027-12-01", None, "2028-03-01", None)],
            own_requests: vec![request("2028-02-28", None)],
            ..begun
        };
        assert_eq!(
            erased_on(&both, &Rules::default()).due,
            day("2028-05-28"),
            "after a hold it defers as well"
        );
    }

    #[test]
    fn when_a_profile_is_erased() {
        let sought = |reports| History { naming: Naming::IdSought, ..named(reports) };
        let unmatched = History { unmatched: Some(day("2026-05-01")), ..named(vec![]) };
        for (rule, history, due) in [
            ("the day after, plus 12 months (R-21)", named(vec![theft(1, "2026-01-10")]), "2028-01-11"),
            ("29 February becomes 1 March (R-21)", named(vec![theft(1, "2023-02-28")]), "2025-03-01"),
            ("a leap day's report", named(vec![theft(1, "2024-02-29")]), "2026-03-01"),
            ("6 and 6 months without a name (R-28)", sought(vec![theft(1, "2026-01-10")]), "2027-01-11"),
            (
                "counted from the end of an exclusion (R-20, R-21)",
                excluded(vec![theft(1, "2026-01-10")], vec![exclusion(1, "2026-02-01", "2029-02-01", &[1])]),
                "2030-02-02",
            ),
            (
                "28 days after it was made if nothing counts (R-30)",
                named(vec![sighting(1, "2026-01-01")]),
                "2026-01-29",
            ),
            ("the same for ID sought", sought(vec![]), "2026-01-29"),
            (
                "28 days after the last strike (R-26)",
                named(vec![struck(theft(1, "2026-01-10"), "2026-02-01")]),
                "2026-03-01",
            ),
            (
                "the last of several strikes (R-26)",
                named(vec![
                    struck(theft(1, "2026-01-10"), "2026-04-01"),
                    struck(theft(2, "2026-02-10"), "2026-03-01"),
                ]),
                "2026-04-29",
            ),
            ("28 days after its reports were found to be another's (R-19)", unmatched, "2026-05-29"),
        ] {
            let erasure = erased_on(&history, &Rules::default());
            assert_eq!((erasure.due, erasure.deferred), (day(due), vec![]), "{rule}");
        }
    }

    #[test]
    fn what_defers_it() {
        // Shown until 10 January 2027, else erased on 11 January 2028.
        let begun = || named(vec![theft(1, "2026-01-10")]);
        let unreviewed = |reports| History { unreviewed: reports, ..begun() };
        let requests = |own_requests| History { own_requests, ..begun() };
        let holds = |legal_holds| History { legal_holds, ..begun() };
        let both = History {
            unreviewed: vec![waiting("2028-02-20")],
            ..holds(vec![hold("2027-12-01", None, "2028-02-29", None)])
        };
        for (rule, history, due) in [
            (
                "an unreviewed report, at most 14 days (R-24)",
                unreviewed(vec![waiting("2028-01-05")]),
                "2028-01-19",
            ),
            ("one that waited 14 days no more (R-24)", unreviewed(vec![waiting("2027-12-20")]), "2028-01-11"),
            (
                "one made on the day of erasure is too late (R-24)",
                unreviewed(vec![waiting("2028-01-11")]),
                "2028-01-11",
            ),
            (
                "the person's open request, at most 90 days (R-27)",
                requests(vec![request("2028-01-01", None)]),
                "2028-03-31",
            ),
            (
                "closed, until that day (R-27)",
                requests(vec![request("2028-01-01", Some("2028-01-20"))]),
                "2028-01-20",
            ),
            (
                "closed before, not at all (R-27)",
                requests(vec![request("2027-12-01", Some("2027-12-20"))]),
                "2028-01-11",
            ),
            (
                "a hold, through its review (R-27)",
                holds(vec![hold("2027-12-01", None, "2028-05-31", None)]),
                "2028-06-01",
            ),
            (
                "a review at most 6 months ahead (R-27)",
                holds(vec![hold("2027-12-01", None, "2029-12-01", None)]),
                "2028-06-02",
            ),
            (
                "kept at its review, longer (R-27)",
                holds(vec![hold("2027-12-01", Some("2028-06-01"), "2028-09-01", None)]),
                "2028-09-02",
            ),
            (
                "lifted, until that day (R-27)",
                holds(vec![hold("2027-12-01", None, "2028-05-31", Some("2028-02-01"))]),
                "2028-02-01",
            ),
            (
                "lifted before, not at all (R-27)",
                holds(vec![hold("2027-10-01", None, "2028-03-01", Some("2027-12-01"))]),
                "2028-01-11",
            ),
            ("a report made while a hold lasts, in its turn (R-24)", both, "2028-03-05"),
        ] {
            let erasure = erased_on(&history, &Rules::default());
            assert_eq!(erasure.due, day(due), "{rule}");
            assert_eq!(erasure.undeferred, day("2028-01-11"), "{rule}");
            assert_eq!(erasure.deferred.is_empty(), erasure.due == erasure.undeferred, "{rule}");
        }
    }
}
