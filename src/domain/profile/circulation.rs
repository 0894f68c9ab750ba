//! Until when do members see a profile?
//!
//! Until the later of 12 months after the latest counting report's submission and the end of the latest served
//! exclusion; 6 months in place of 12 for a person without a confirmed name; not at all once no
//! counting report stands.

use chrono::{Days, NaiveDate};

use crate::domain::{
    ids::{IncidentId, SanctionId},
    profile::{
        history::{History, Naming, ReportFact},
        minor::Gate,
    },
    rules::{Period, Rules},
};

/// What the last day shown follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The latest counting report.
    Report {
        /// The incident.
        incident: IncidentId,
        /// The day of submission.
        submitted: NaiveDate,
        /// How long it is shown from then.
        shown_for: Period,
    },
    /// The latest end of an exclusion.
    Exclusion {
        /// The exclusion.
        sanction: SanctionId,
        /// Its last day.
        ends: NaiveDate,
    },
    /// No report ever counted: never circulated.
    NothingCounts,
    /// Whatever counted has been struck: withdrawn at once.
    AllStruck,
}

/// How long a profile is shown, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circulation {
    /// The last day shown, in London; `None` if it is not shown at all.
    pub circulated_until: Option<NaiveDate>,
    /// What that follows from.
    pub because: Because,
    /// How long the profile then stays withdrawn.
    pub cold: Period,
    /// The day it is erased if nothing defers that; `None` if it is not shown at all.
    pub cold_ends: Option<NaiveDate>,
}

/// Until when members see the profile.
///
/// Holds, requests and unreviewed reports have no part in it.
pub fn circulation(history: &History, rules: &Rules) -> Circulation {
    let terms = Terms::of(history, rules);
    let cold = terms.cold(history);
    let reports = history.restarting().map(|report| {
        let (shown_for, cold) = (terms.shown_for(report), terms.cold_for(report));
        let because = Because::Report { incident: report.incident, submitted: report.submitted, shown_for };
        (shown_for.after_never_longer(report.submitted), because, cold)
    });
    let exclusions = history.exclusions.iter().filter_map(|exclusion| {
        let (_, ends) = history.term(exclusion)?;
        Some((ends, Because::Exclusion { sanction: exclusion.sanction, ends }, cold))
    });
    if history.restarting().next().is_none() {
        let because = if never_counted(history) { Because::NothingCounts } else { Because::AllStruck };
        return Circulation { circulated_until: None, because, cold, cold_ends: None };
    }
    let spans: Vec<_> = reports.chain(exclusions).collect();
    // Each fact has its own end: what keeps its short periods makes nothing be kept longer, nor shorter.
    let cold_ends = spans.iter().map(|(until, _, cold)| cold_end(*until, *cold)).max();
    match spans.into_iter().max_by_key(|(until, because, _)| (*until, precedence(because))) {
        Some((until, because, cold)) => {
            Circulation { circulated_until: Some(until), because, cold, cold_ends }
        }
        None => Circulation { circulated_until: None, because: Because::NothingCounts, cold, cold_ends },
    }
}

/// The day after the last day shown, plus the cold period.
fn cold_end(until: NaiveDate, cold: Period) -> NaiveDate {
    cold.after_never_earlier(until.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX))
}

/// The reports that keep an ID-sought person's short periods under this naming.
pub(in crate::domain::profile) fn short_kept(history: &History, rules: &Rules) -> Vec<IncidentId> {
    let terms = Terms::of(history, rules);
    history.reports.iter().filter(|report| !terms.named_for(report)).map(|report| report.incident).collect()
}

/// The last day members see the profile, the gate for children included: what every query filters by.
///
/// The clocks run on meanwhile: a profile held back for a best-interests decision is erased no later for it.
pub fn shown_until(circulation: &Circulation, gate: Gate) -> Option<NaiveDate> {
    circulation.circulated_until.filter(|_| gate.is_open())
}

/// From when to when each counting report shows the profile.
pub(in crate::domain::profile) fn report_spans(
    history: &History,
    rules: &Rules,
) -> Vec<(NaiveDate, NaiveDate)> {
    let terms = Terms::of(history, rules);
    let span = |report: &ReportFact| {
        (report.submitted, terms.shown_for(report).after_never_longer(report.submitted))
    };
    history.restarting().map(span).collect()
}

fn never_counted(history: &History) -> bool {
    history.unmatched.is_none() && !history.reports.iter().any(|report| report.counts)
}

/// Of two causes with the same date: a total order, so that the order of the facts makes no difference.
fn precedence(because: &Because) -> (u8, Option<NaiveDate>, Option<uuid::Uuid>) {
    match because {
        Because::Report { incident, submitted, .. } => (2, Some(*submitted), Some(incident.uuid())),
        Because::Exclusion { sanction, .. } => (1, None, Some(sanction.uuid())),
        Because::NothingCounts | Because::AllStruck => (0, None, None),
    }
}

/// Which periods hold for which of the profile's reports.
struct Terms<'a> {
    rules: &'a Rules,
    /// Reports submitted before this day are read with the ID-sought periods.
    named_from: NamedFrom,
}

#[derive(Clone, Copy)]
enum NamedFrom {
    Always,
    Never,
    /// Named after withdrawal: both dates stay until a counting report made on this day or later.
    Day(NaiveDate),
}

impl<'a> Terms<'a> {
    fn of(history: &History, rules: &'a Rules) -> Self {
        let named_from = match history.naming {
            Naming::Named => NamedFrom::Always,
            Naming::IdSought => NamedFrom::Never,
            Naming::NamedLater { on } if shown_while_sought(history, rules, on) => NamedFrom::Always,
            Naming::NamedLater { on } => NamedFrom::Day(on),
        };
        Self { rules, named_from }
    }

    fn named_for(&self, report: &ReportFact) -> bool {
        !report.short
            && match self.named_from {
                NamedFrom::Always => true,
                NamedFrom::Never => false,
                NamedFrom::Day(on) => report.submitted >= on,
            }
    }

    fn shown_for(&self, report: &ReportFact) -> Period {
        if self.named_for(report) { self.rules.circulation } else { self.rules.id_sought_circulation }
    }

    fn cold_for(&self, report: &ReportFact) -> Period {
        if self.named_for(report) { self.rules.cold } else { self.rules.id_sought_cold }
    }

    /// The cold period of the profile as a whole: a named person's as soon as one report has it.
    fn cold(&self, history: &History) -> Period {
        let mut restarting = history.restarting().peekable();
        let named = match restarting.peek() {
            None => matches!(self.named_from, NamedFrom::Always),
            Some(_) => restarting.any(|report| self.named_for(report)),
        };
        if named { self.rules.cold } else { self.rules.id_sought_cold }
    }
}

/// Whether the profile was shown on that day while nobody had named it.
fn shown_while_sought(history: &History, rules: &Rules, on: NaiveDate) -> bool {
    let by_report = history
        .restarting()
        .filter(|report| report.submitted <= on)
        .any(|report| on <= rules.id_sought_circulation.after_never_longer(report.submitted));
    let by_exclusion = history.restarting().any(|report| report.submitted <= on)
        && history
            .exclusions
            .iter()
            .filter_map(|exclusion| history.term(exclusion))
            .any(|(from, ends)| from <= on && on <= ends);
    by_report || by_exclusion
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{SanctionFact, example::*};

    fn until(history: &History) -> Option<NaiveDate> {
        circulation(history, &Rules::default()).circulated_until
    }

    #[test]
    fn until_when_a_named_profile_is_shown() {
        let two = || vec![theft(1, "2026-01-10"), theft(2, "2026-02-20")];
        for (rule, history, expected) in [
            (
                "12 months after the counting report's submission (R-20)",
                named(vec![theft(1, "2026-01-10")]),
                Some("2027-01-10"),
            ),
            ("the latest one counts (R-20)", named(two()), Some("2027-02-20")),
            (
                "29 February becomes 28 February (R-20)",
                named(vec![theft(1, "2024-02-29")]),
                Some("2025-02-28"),
            ),
            (
                "a report made before withdrawal restarts it (R-23)",
                named(vec![theft(1, "2024-01-10"), theft(2, "2025-01-10")]),
                Some("2026-01-10"),
            ),
            (
                "one of the cold year circulates it again (R-23)",
                named(vec![theft(1, "2024-01-10"), theft(2, "2025-12-01")]),
                Some("2026-12-01"),
            ),
            (
                "a sighting restarts nothing (R-12)",
                named(vec![theft(1, "2026-01-10"), sighting(2, "2026-05-01")]),
                Some("2027-01-10"),
            ),
            (
                "without a counting report it is never shown (R-30)",
                named(vec![sighting(1, "2026-01-10")]),
                None,
            ),
            ("nor without any report", named(vec![]), None),
        ] {
            assert_eq!(until(&history), expected.map(day), "{rule}");
        }
    }

    #[test]
    fn what_exclusions_and_strikes_do_to_it() {
        let served = exclusion(1, "2026-03-01", "2027-09-01", &[1]);
        let unserved = SanctionFact { served: None, ends: None, ..served.clone() };
        let revoked = SanctionFact { revoked: Some(day("2026-04-01")), ..served.clone() };
        let short = exclusion(2, "2026-03-01", "2026-06-01", &[1]);
        let two = || vec![theft(1, "2026-01-10"), theft(2, "2026-02-20")];
        let half_struck = || vec![theft(1, "2026-01-10"), struck(theft(2, "2026-02-20"), "2026-03-05")];
        for (rule, history, expected) in [
            (
                "to the end of a longer served exclusion (R-20)",
                excluded(two(), vec![served.clone()]),
                Some("2027-09-01"),
            ),
            ("a shorter one takes nothing away (R-20)", excluded(two(), vec![short]), Some("2027-02-20")),
            (
                "an unserved exclusion does not count (R-42)",
                excluded(two(), vec![unserved]),
                Some("2027-02-20"),
            ),
            ("a revoked one no longer counts (R-26)", excluded(two(), vec![revoked]), Some("2027-02-20")),
            ("a struck report counts for nothing (R-26)", named(half_struck()), Some("2027-01-10")),
            (
                "none left standing: withdrawn at once (R-26)",
                named(vec![struck(theft(1, "2026-01-10"), "2026-02-01")]),
                None,
            ),
            (
                "an exclusion falls with all it relied on (R-41)",
                excluded(half_struck(), vec![exclusion(3, "2026-03-01", "2028-03-01", &[2])]),
                Some("2027-01-10"),
            ),
            (
                "and stays while one of them stands (R-41)",
                excluded(half_struck(), vec![exclusion(3, "2026-03-01", "2028-03-01", &[1, 2])]),
                Some("2028-03-01"),
            ),
            (
                "no exclusion shows a profile in which nothing counts any more (R-26)",
                excluded(
                    vec![struck(theft(1, "2026-01-10"), "2026-04-01"), sighting(2, "2026-02-01")],
                    vec![exclusion(3, "2026-03-01", "2028-03-01", &[1, 2])],
                ),
                None,
            ),
        ] {
            assert_eq!(until(&history), expected.map(day), "{rule}");
        }
    }

    #[test]
    fn until_when_a_profile_without_a_name_is_shown() {
        let named_on = |on: &str| Naming::NamedLater { on: day(on) };
        let once = || vec![theft(1, "2026-01-10")];
        let again = || vec![theft(1, "2026-01-10"), theft(2, "2026-10-01")];
        let twelve = Period::months(12);
        let six = Period::months(6);
        for (rule, naming, reports, expected, cold) in [
            ("6 months", Naming::IdSought, once(), "2026-07-10", six),
            ("named while circulated, 12 months apply", named_on("2026-03-01"), once(), "2027-01-10", twelve),
            (
                "named on the last day shown, 12 months apply",
                named_on("2026-07-10"),
                once(),
                "2027-01-10",
                twelve,
            ),
            ("named later, both dates stay", named_on("2026-07-11"), once(), "2026-07-10", six),
            ("until a new counting report", named_on("2026-07-11"), again(), "2027-10-01", twelve),
            (
                "one that was struck changes nothing",
                named_on("2026-07-11"),
                vec![theft(1, "2026-01-10"), struck(theft(2, "2026-10-01"), "2026-10-05")],
                "2026-07-10",
                six,
            ),
            ("unnamed in the cold months, shown for 6 again", Naming::IdSought, again(), "2027-04-01", six),
            (
                "named in that second circulation, 12 apply",
                named_on("2026-11-01"),
                again(),
                "2027-10-01",
                twelve,
            ),
        ] {
            let history = History { naming, ..named(reports) };
            let shown = circulation(&history, &Rules::default());
            assert_eq!((shown.circulated_until, shown.cold), (Some(day(expected)), cold), "{rule} (R-28)");
        }
    }

    #[test]
    fn named_under_an_exclusion_is_named_while_circulated() {
        let history = History {
            naming: Naming::NamedLater { on: day("2027-01-01") },
            ..excluded(vec![theft(1, "2026-01-10")], vec![exclusion(1, "2026-03-01", "2027-09-01", &[1])])
        };
        let shown = circulation(&history, &Rules::default());
        assert_eq!(
            (shown.circulated_until, shown.cold),
            (Some(day("2027-09-01")), Period::months(12)),
            "R-28"
        );
    }

    #[test]
    fn what_the_date_follows_from() {
        let report = Because::Report {
            incident: incident(1),
            submitted: day("2026-01-10"),
            shown_for: Period::months(12),
        };
        let served = exclusion(1, "2026-03-01", "2027-09-01", &[1]);
        let by_exclusion = Because::Exclusion { sanction: served.sanction, ends: day("2027-09-01") };
        let strike = struck(theft(1, "2026-01-10"), "2026-02-01");
        for (history, because) in [
            (named(vec![theft(1, "2026-01-10")]), report),
            (excluded(vec![theft(1, "2026-01-10")], vec![served]), by_exclusion),
            (
                excluded(vec![theft(1, "2026-01-10")], vec![exclusion(1, "2026-01-10", "2027-01-10", &[1])]),
                report,
            ),
            (named(vec![sighting(1, "2026-01-10")]), Because::NothingCounts),
            (named(vec![strike]), Because::AllStruck),
        ] {
            assert_eq!(circulation(&history, &Rules::default()).because, because);
        }
    }

    #[test]
    fn a_child_is_shown_only_after_a_decision() {
        let circulation = circulation(&named(vec![theft(1, "2026-01-10")]), &Rules::default());
        for (gate, until) in [
            (Gate::Shown, Some("2027-01-10")),
            (Gate::ShownAsMinor { photo: false }, Some("2027-01-10")),
            (Gate::Undecided, None),
            (Gate::NotShown, None),
            (Gate::Refused, None),
        ] {
            assert_eq!(shown_until(&circulation, gate), until.map(day), "{gate:?} (R-17)");
        }
    }
}
