//! Until when do members see a profile whose early withdrawal outlived the facts it followed from?
//!
//! After a restore the ledger still says that a person's decision took a profile down, or when it was to end; what was
//! decided (a struck incident, a revoked exclusion) may be lost. So nobody sees it longer than was decided then, until
//! a counting report of a later day begins anew.

use chrono::NaiveDate;

use super::history::History;

/// What is left of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curb {
    /// The day it was made.
    pub on: NaiveDate,
    /// The last day members see the profile.
    pub to: NaiveDate,
}

impl Curb {
    /// A decision of a day: to be seen to another, or not at all any more.
    pub fn of(on: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { on, to: to.unwrap_or_else(|| on.pred_opt().unwrap_or(NaiveDate::MIN)) }
    }
}

/// The last day members see a profile that other rules show until `until`.
pub fn curbed(until: Option<NaiveDate>, history: &History) -> Option<NaiveDate> {
    match history.curb {
        Some(curb) if history.restarting().all(|report| report.submitted <= curb.on) => {
            until.map(|until| until.min(curb.to))
        }
        _ => until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{Naming, example::*};

    #[test]
    fn nobody_sees_it_longer_than_was_decided_until_it_begins_anew() {
        for (curb, reports, until, seen) in [
            ("no decision", vec!["2026-01-10"], "2027-01-09", Some("2027-01-09")),
            ("taken down on 2026-03-01", vec!["2026-01-10"], "2027-01-09", Some("2026-02-28")),
            (
                "taken down on 2026-03-01, reported the same day",
                vec!["2026-01-10", "2026-03-01"],
                "2027-02-28",
                Some("2026-02-28"),
            ),
            (
                "taken down on 2026-03-01, reported again later",
                vec!["2026-01-10", "2026-03-02"],
                "2027-03-01",
                Some("2027-03-01"),
            ),
            (
                "decided on 2026-03-01 to end on 2026-06-30",
                vec!["2026-01-10"],
                "2027-01-09",
                Some("2026-06-30"),
            ),
            (
                "decided on 2026-03-01 to end on 2026-06-30",
                vec!["2026-01-10"],
                "2026-05-01",
                Some("2026-05-01"),
            ),
        ] {
            let words: Vec<&str> = curb.split(' ').collect();
            let on = words
                .iter()
                .position(|word| *word == "on")
                .map(|at| day(words[at + 1].trim_end_matches(',')));
            let to = curb.contains("to end").then(|| day(words[words.len() - 1]));
            let all = (1..).zip(&reports).map(|(n, at)| theft(n, at)).collect();
            let history = History { curb: on.map(|on| Curb::of(on, to)), ..named(all) };
            assert_eq!(curbed(Some(day(until)), &history), seen.map(day), "{curb} (R-22)");
            assert_eq!(curbed(None, &history), None, "what is not shown stays so");
        }
        assert_eq!(History::begun(day("2026-01-01"), Naming::Named).curb, None);
    }
}
