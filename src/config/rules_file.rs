//! A scheme's rules file: TOML, approved by a controller. What it leaves out is the default.

use serde::Deserialize;

use crate::domain::{
    incident::kind::Kind,
    rules::{Period, RuleProblem, Rules},
    sanction::ladder::{Ladder, Lead, Step},
};

/// The rules file a new scheme begins with: every value explained.
pub const DEFAULT: &str = include_str!("../../config/rules/default.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    circulation_months: u32,
    cold_months: u32,
    id_sought_circulation_months: u32,
    id_sought_cold_months: u32,
    exclusion_term_months: u32,
    unserved_lapse_days: u32,
    appeal_days: u32,
    review_after_months: u32,
    agreement_renewal_months: u32,
    unreviewed_defers_days: u32,
    minor_photo: bool,
    ladder: LadderPart,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LadderPart {
    warning_first: bool,
    serious: Vec<String>,
    serious_term_months: u32,
    step: Vec<StepPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepPart {
    report: u32,
    lead: String,
    months: Option<u32>,
}

impl Default for File {
    fn default() -> Self {
        let rules = Rules::default();
        Self {
            circulation_months: rules.circulation.n,
            cold_months: rules.cold.n,
            id_sought_circulation_months: rules.id_sought_circulation.n,
            id_sought_cold_months: rules.id_sought_cold.n,
            exclusion_term_months: rules.exclusion_term,
            unserved_lapse_days: rules.unserved_lapse.n,
            appeal_days: rules.appeal.n,
            review_after_months: rules.review_after.n,
            agreement_renewal_months: rules.agreement_renewal.n,
            unreviewed_defers_days: rules.unreviewed_defers.n,
            minor_photo: rules.minor_photo,
            ladder: LadderPart::default(),
        }
    }
}

impl Default for LadderPart {
    fn default() -> Self {
        let Ladder { steps, warning_first, serious, serious_term } = Ladder::default();
        Self {
            warning_first,
            serious: serious.into_iter().map(|kind| kind.as_str().to_owned()).collect(),
            serious_term_months: serious_term,
            step: steps
                .into_iter()
                .map(|step| StepPart {
                    report: step.at_report,
                    lead: if step.term().is_some() { "exclusion" } else { "warning" }.to_owned(),
                    months: step.term(),
                })
                .collect(),
        }
    }
}

/// Reads a rules file and checks it.
///
/// # Errors
/// What is wrong, field by field, in words.
pub fn parse(text: &str) -> Result<Rules, Vec<RuleProblem>> {
    let file: File = toml::from_str(text)
        .map_err(|error| vec![RuleProblem { field: "file", allowed: error.message().to_owned() }])?;
    let rules = Rules {
        circulation: Period::months(file.circulation_months),
        cold: Period::months(file.cold_months),
        id_sought_circulation: Period::months(file.id_sought_circulation_months),
        id_sought_cold: Period::months(file.id_sought_cold_months),
        ladder: ladder(file.ladder)?,
        exclusion_term: file.exclusion_term_months,
        unserved_lapse: Period::days(file.unserved_lapse_days),
        appeal: Period::days(file.appeal_days),
        review_after: Period::months(file.review_after_months),
        agreement_renewal: Period::months(file.agreement_renewal_months),
        unreviewed_defers: Period::days(file.unreviewed_defers_days),
        minor_photo: file.minor_photo,
    };
    let problems = rules.check();
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

fn ladder(part: LadderPart) -> Result<Ladder, Vec<RuleProblem>> {
    let problem = |field, allowed: &str| vec![RuleProblem { field, allowed: allowed.to_owned() }];
    let steps = part
        .step
        .into_iter()
        .map(|step| {
            let lead = match (step.lead.as_str(), step.months) {
                ("warning", None) => Lead::Warning,
                ("exclusion", Some(months)) => Lead::Exclusion { months },
                _ => {
                    return Err(problem(
                        "ladder.step",
                        "a lead is \"warning\", or \"exclusion\" with its months",
                    ));
                }
            };
            Ok(Step { at_report: step.report, lead })
        })
        .collect::<Result<_, _>>()?;
    let serious = part
        .serious
        .iter()
        .map(|word| {
            Kind::parse(word).ok_or_else(|| problem("ladder.serious", "kinds of incident by their names"))
        })
        .collect::<Result<_, _>>()?;
    Ok(Ladder { steps, warning_first: part.warning_first, serious, serious_term: part.serious_term_months })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_we_ship_says_the_defaults() {
        assert_eq!(parse(DEFAULT), Ok(Rules::default()));
        assert_eq!(parse(""), Ok(Rules::default()));
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        for (text, field) in [
            ("circulation_months = 13", "circulation"),
            ("colour = 1", "file"),
            ("[[ladder.step]]\nreport = 1\nlead = \"prison\"", "ladder.step"),
            ("[ladder]\nserious = [\"rudeness\"]", "ladder.serious"),
            ("circulation_months = ", "file"),
        ] {
            let problems = parse(text).unwrap_err();
            assert_eq!(problems[0].field, field, "{text}");
        }
    }
}
