//! Since when is a profile circulated without a break?
//!
//! A counting report made while the profile was shown prolongs the spell, one of the cold year begins another
//! . The ladder looks at the present spell only.

use chrono::NaiveDate;

use crate::domain::{
    profile::{circulation::report_spans, history::History},
    rules::Rules,
};

/// The day of the counting report that began the latest spell of circulation; `None` if there was none.
pub fn circulating_since(history: &History, rules: &Rules) -> Option<NaiveDate> {
    let mut spans = report_spans(history, rules);
    let first = spans.iter().map(|(from, _)| *from).min()?;
    let terms = history.exclusions.iter().filter_map(|exclusion| history.term(exclusion));
    spans.extend(terms.filter(|(from, _)| *from >= first));
    spans.sort_unstable();
    let mut spell = spans.first().copied()?;
    for (from, until) in spans {
        let begun = if from <= spell.1 { spell.0 } else { from };
        spell = (begun, spell.1.max(until));
    }
    Some(spell.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::history::{Naming, example::*};

    #[test]
    fn since_when_the_present_circulation_runs() {
        let struck_first = excluded(
            vec![
                struck(theft(1, "2026-01-10"), "2026-04-01"),
                sighting(3, "2026-01-10"),
                theft(2, "2026-05-01"),
            ],
            vec![exclusion(1, "2026-02-01", "2027-02-01", &[1, 3])],
        );
        let long = exclusion(1, "2024-06-01", "2026-06-01", &[1]);
        let reports = vec![theft(1, "2026-01-10"), theft(2, "2026-10-01")];
        let named_between =
            History { naming: Naming::NamedLater { on: day("2026-08-01") }, ..named(reports) };
        for (rule, history, since) in [
            ("since its first counting report", named(vec![theft(1, "2024-01-10")]), Some("2024-01-10")),
            (
                "one made while shown prolongs it",
                named(vec![theft(1, "2024-01-10"), theft(2, "2025-01-10")]),
                Some("2024-01-10"),
            ),
            (
                "one of the cold year begins another",
                named(vec![theft(2, "2025-01-11"), theft(1, "2024-01-10")]),
                Some("2025-01-11"),
            ),
            (
                "an exclusion bridges the gap",
                excluded(vec![theft(1, "2024-01-10"), theft(2, "2026-05-01")], vec![long]),
                Some("2024-01-10"),
            ),
            ("named in between, begun by the next report", named_between, Some("2026-10-01")),
            ("no exclusion comes before it", struck_first, Some("2026-05-01")),
            ("never shown, never begun", named(vec![sighting(1, "2024-01-10")]), None),
        ] {
            assert_eq!(circulating_since(&history, &Rules::default()), since.map(day), "{rule} (R-23)");
        }
    }
}
