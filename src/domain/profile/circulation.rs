//! Until when do members see a profile?
//!
//! Until the later of 12 months after the latest counting report's submission and the end of the latest served
//! exclusion; 6 months in place of 12 for a person without a confirmed name; not at all once no
//! counting report stands.

use chrono::NaiveDate;

use crate::domain::{
    ids::{IncidentId, SanctionId},
    profile::history::{History, Naming},
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
}

/// Until when members see the profile.
///
/// Holds, requests and unreviewed reports have no part in it.
pub fn circulation(history: &History, rules: &Rules) -> Circulation {
    let terms = Terms::of(history, rules);
    let reports = history.restarting().map(|report| {
        let shown_for = terms.shown_for(report.submitted);
        let because = Because::Report { incident: report.incident, submitted: report.submitted, shown_for };
        (shown_for.after_never_longer(report.submitted), because)
    });
    let exclusions = history.exclusions.iter().filter_map(|exclusion| {
        let (_, ends) = history.term(exclusion)?;
        Some((ends, Because::Exclusion { sanction: exclusion.sanction, ends }))
    });
    let cold = terms.cold(history);
    if history.restarting().next().is_none() {
        let because = if never_counted(history) { Because::NothingCounts } else { Because::AllStruck };
        return Circulation { circulated_until: None, because, cold };
    }
    match reports.chain(exclusions).max_by_key(|(until, because)| (*until, precedence(because))) {
        Some((until, because)) => Circulation { circulated_until: Some(until), because, cold },
        None => Circulation { circulated_until: None, because: Because::NothingCounts, cold },
    }
}

/// The first day of the present spell of circulation: the counting report that began it. A report made while
/// the profile was shown prolongs the spell, one of the cold year begins another.
pub fn circulating_since(history: &History, rules: &Rules) -> Option<NaiveDate> {
    let terms = Terms::of(history, rules);
    let mut spans: Vec<(NaiveDate, NaiveDate)> = history
        .restarting()
        .map(|report| {
            (report.submitted, terms.shown_for(report.submitted).after_never_longer(report.submitted))
        })
        .collect();
    let first = spans.iter().map(|(from, _)| *from).min()?;
    spans.extend(
        history
            .exclusions
            .iter()
            .filter_map(|exclusion| history.term(exclusion))
            .filter(|(from, _)| *from >= first),
    );
    spans.sort_unstable();
    let mut spell = spans.first().copied()?;
    for (from, until) in spans {
        let begun = if from <= spell.1 { spell.0 } else { from };
        spell = (begun, spell.1.max(until));
    }
    Some(spell.0)
}

fn never_counted(history: &History) -> bool {
    !history.reports.iter().any(|report| report.counts)
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

    fn named_for(&self, submitted: NaiveDate) -> bool {
        match self.named_from {
            NamedFrom::Always => true,
            NamedFrom::Never => false,
            NamedFrom::Day(on) => submitted >= on,
        }
    }

    fn shown_for(&self, submitted: NaiveDate) -> Period {
        if self.named_for(submitted) { self.rules.circulation } else { self.rules.id_sought_circulation }
    }

    fn cold(&self, history: &History) -> Period {
        let named = match self.named_from {
            NamedFrom::Always => true,
            NamedFrom::Never => false,
            NamedFrom::Day(_) => history.restarting().any(|report| self.named_for(report.submitted)),
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
