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
    opened_in_an_hour: u32,
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
            opened_in_an_hour: rules.opened_in_an_hour,
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
    let file: File = toml::from_str(text).map_err(|error| vec![unreadable(text, &error)])?;
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
        opened_in_an_hour: file.opened_in_an_hour,
    };
    let problems = rules.check();
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

/// What is wrong with a file that cannot be read, with the line it stands in.
fn unreadable(text: &str, error: &toml::de::Error) -> RuleProblem {
    let said = error.message().trim_end_matches('\n').replace('\n', ", ");
    let line = error.span().map(|span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
    let allowed = line.map_or_else(|| said.clone(), |line| format!("line {line}: {said}"));
    RuleProblem { field: "file", allowed }
}

/// Writes rules as a file that explains itself: the words of the default one, with these values.
pub fn write(rules: &Rules) -> String {
    let first_step = DEFAULT.find("[[ladder.step]]").unwrap_or(DEFAULT.len());
    let mut text: String =
        DEFAULT[..first_step].lines().map(|line| format!("{}\n", with_value(line, rules))).collect();
    for (n, step) in rules.ladder.steps.iter().enumerate() {
        let lead = match step.lead {
            Lead::Warning => "lead = \"warning\"".to_owned(),
            Lead::Exclusion { months } => format!("lead = \"exclusion\"\nmonths = {months}"),
        };
        let gap = if n == 0 { "" } else { "\n" };
        text.push_str(&format!("{gap}[[ladder.step]]\nreport = {}\n{lead}\n", step.at_report));
    }
    text
}

/// A line of the file with the value that these rules give its key.
fn with_value(line: &str, rules: &Rules) -> String {
    let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) else {
        return line.to_owned();
    };
    let value = match key {
        "circulation_months" => rules.circulation.n.to_string(),
        "cold_months" => rules.cold.n.to_string(),
        "id_sought_circulation_months" => rules.id_sought_circulation.n.to_string(),
        "id_sought_cold_months" => rules.id_sought_cold.n.to_string(),
        "exclusion_term_months" => rules.exclusion_term.to_string(),
        "unserved_lapse_days" => rules.unserved_lapse.n.to_string(),
        "appeal_days" => rules.appeal.n.to_string(),
        "review_after_months" => rules.review_after.n.to_string(),
        "agreement_renewal_months" => rules.agreement_renewal.n.to_string(),
        "unreviewed_defers_days" => rules.unreviewed_defers.n.to_string(),
        "minor_photo" => rules.minor_photo.to_string(),
        "opened_in_an_hour" => rules.opened_in_an_hour.to_string(),
        "warning_first" => rules.ladder.warning_first.to_string(),
        "serious_term_months" => rules.ladder.serious_term.to_string(),
        "serious" => {
            let kinds: Vec<_> =
                rules.ladder.serious.iter().map(|kind| format!("\"{}\"", kind.as_str())).collect();
            format!("[{}]", kinds.join(", "))
        }
        _ => return line.to_owned(),
    };
    format!("{key} = {value}")
}

fn ladder(part: LadderPart) -> Result<Ladder, Vec<RuleProblem>> {
    let problem = |field, allowed: &str| vec![RuleProblem { field, allowed: allowed.to_owned() }];
    let steps = (1..)
        .zip(part.step)
        .map(|(n, step)| {
            let lead = match (step.lead.as_str(), step.months) {
                ("warning", None) => Lead::Warning,
                ("exclusion", Some(months)) => Lead::Exclusion { months },
                _ => {
                    return Err(problem(
                        "ladder.steps",
                        &format!("step {n}: its lead is \"warning\", or \"exclusion\" with its months"),
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
            Kind::parse(word).ok_or_else(|| {
                problem("ladder.serious", "each is the name of a kind of incident, such as \"violence\"")
            })
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
    fn a_file_that_is_written_is_read_as_the_same_rules() {
        assert_eq!(write(&Rules::default()), DEFAULT);
        let mut other = Rules { minor_photo: false, exclusion_term: 24, ..Rules::default() };
        other.circulation.n = 9;
        other.cold.n = 8;
        other.id_sought_circulation.n = 3;
        other.id_sought_cold.n = 2;
        other.unserved_lapse.n = 30;
        other.appeal.n = 60;
        other.review_after.n = 4;
        other.agreement_renewal.n = 18;
        other.unreviewed_defers.n = 0;
        other.opened_in_an_hour = 50;
        other.ladder = Ladder {
            steps: vec![
                Step { at_report: 2, lead: Lead::Warning },
                Step { at_report: 3, lead: Lead::Exclusion { months: 6 } },
                Step { at_report: 5, lead: Lead::Exclusion { months: 36 } },
            ],
            warning_first: false,
            serious: vec![Kind::Violence, Kind::Threats],
            serious_term: 18,
        };
        assert_eq!(parse(&write(&other)), Ok(other.clone()));
        let none = Ladder { serious: Vec::new(), ..other.ladder.clone() };
        let none = Rules { ladder: none, ..other };
        assert_eq!(parse(&write(&none)), Ok(none));
    }

    #[test]
    fn a_file_that_cannot_be_read_says_in_which_line() {
        for (text, line) in [
            ("cold_months = 3\ncirculation_months = nine\n", "line 2:"),
            ("cold_months = 3\ncolour = 1\n", "line 2:"),
            ("appeal_days = \"28\"", "line 1:"),
        ] {
            let problems = parse(text).unwrap_err();
            assert!(problems[0].allowed.starts_with(line), "{:?}", problems[0]);
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        for (text, field) in [
            ("circulation_months = 13", "circulation"),
            ("colour = 1", "file"),
            ("[[ladder.step]]\nreport = 1\nlead = \"prison\"", "ladder.steps"),
            ("[ladder]\nserious = [\"rudeness\"]", "ladder.serious"),
            ("circulation_months = ", "file"),
        ] {
            let problems = parse(text).unwrap_err();
            assert_eq!(problems[0].field, field, "{text}");
        }
    }
}
