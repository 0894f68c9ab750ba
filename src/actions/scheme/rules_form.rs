//! Reads rules as they were typed or uploaded, and says what is wrong with them, field by field.

use crate::{
    actions::{FieldProblem, Refusal, refusal::Problems},
    config::rules_file,
    domain::{
        incident::kind::Kind,
        rules::{RuleProblem, Rules},
        sanction::ladder::{Ladder, Lead, Step},
        scheme::rule_field::Field,
    },
};

/// The form of the rules, as typed.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Each number, by its field.
    pub numbers: Vec<(Field, String)>,
    /// Whether a best-interests decision can allow a photo.
    pub minor_photo: bool,
    /// Whether nobody is excluded without a warning.
    pub warning_first: bool,
    /// The kinds of incident that lead straight to an exclusion, by their words.
    pub serious: Vec<String>,
    /// The term of such an exclusion.
    pub serious_term: String,
    /// The ladder's steps: at which report, "warning" or "exclusion", for how many months.
    pub steps: Vec<[String; 3]>,
}

impl Sheet {
    /// The rules it says.
    ///
    /// # Errors
    /// [`Refusal::Fields`] with everything that is wrong.
    pub fn read(&self) -> Result<Rules, Refusal> {
        let (mut rules, mut problems) = (Rules::default(), Problems::default());
        for (field, typed) in &self.numbers {
            match number(typed) {
                Some(n) => field.set(&mut rules, n),
                None => problems.add(field.as_str(), allowed(*field)),
            }
        }
        rules.minor_photo = self.minor_photo;
        rules.ladder = Ladder {
            steps: self.steps(&mut problems),
            warning_first: self.warning_first,
            serious: self.serious.iter().filter_map(|word| Kind::parse(word)).collect(),
            serious_term: number(&self.serious_term).unwrap_or_default(),
        };
        match (problems.end(), checked(rules)) {
            (Ok(()), checked) => checked,
            // All of it at once: what cannot be read, and what is out of its range.
            (Err(Refusal::Fields(mut all)), Err(Refusal::Fields(others))) => {
                let known: Vec<_> = all.iter().map(|problem| problem.field).collect();
                all.extend(others.into_iter().filter(|other| !known.contains(&other.field)));
                Err(Refusal::Fields(all))
            }
            (Err(unread), _) => Err(unread),
        }
    }

    fn steps(&self, problems: &mut Problems) -> Vec<Step> {
        let mut steps = Vec::new();
        for (n, [report, lead, months]) in (1..).zip(&self.steps) {
            if [report, months].iter().all(|typed| typed.trim().is_empty()) {
                continue;
            }
            let lead = match (lead.as_str(), number(months)) {
                ("warning", _) => Some(Lead::Warning),
                ("exclusion", Some(months)) => Some(Lead::Exclusion { months }),
                _ => None,
            };
            match number(report).zip(lead) {
                Some((at_report, lead)) => steps.push(Step { at_report, lead }),
                None => problems.add(
                    "ladder.steps",
                    format!(
                        "Step {n}: please give the number of the report, and the months of an exclusion."
                    ),
                ),
            }
        }
        steps
    }
}

fn number(typed: &str) -> Option<u32> {
    typed.trim().parse().ok()
}

/// What a number's field takes, as a request.
fn allowed(field: Field) -> String {
    match field.limits() {
        Some((unit, least, most)) => {
            format!("Please give {least} to {most} {unit}, as a number.")
        }
        None => "Please give a number.".to_owned(),
    }
}

fn checked(rules: Rules) -> Result<Rules, Refusal> {
    let problems = rules.check();
    if problems.is_empty() {
        return Ok(rules);
    }
    let told = |problem: RuleProblem| {
        let why = problem.allowed;
        let begins =
            why.chars().next().is_some_and(|first| first.is_ascii_digit()) || why.starts_with("at most");
        let message = if begins { format!("Please give {why}.") } else { format!("Here {why}.") };
        FieldProblem { field: problem.field, message }
    };
    Err(Refusal::Fields(problems.into_iter().map(told).collect()))
}

/// The rules of a file.
///
/// # Errors
/// Messages on `file`, each naming the line or the field.
pub fn read_file(text: &str) -> Result<Rules, Refusal> {
    rules_file::parse(text).map_err(|problems| {
        let told = |RuleProblem { field, allowed }: RuleProblem| {
            let message = if field == "file" { allowed } else { format!("{field}: {allowed}") };
            FieldProblem { field: "file", message }
        };
        Refusal::Fields(problems.into_iter().map(told).collect())
    })
}

/// Rules as a file that explains itself.
pub fn write_file(rules: &Rules) -> String {
    rules_file::write(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let rules = Rules::default();
        Sheet {
            numbers: Field::ALL
                .iter()
                .filter_map(|field| Some((*field, field.number(&rules)?.to_string())))
                .collect(),
            minor_photo: true,
            warning_first: true,
            serious: vec!["violence".to_owned()],
            serious_term: "12".to_owned(),
            steps: [["1", "warning", ""], ["2", "exclusion", "12"], ["", "exclusion", ""]]
                .map(|step| step.map(str::to_owned))
                .to_vec(),
        }
    }

    #[test]
    fn a_form_says_the_rules_it_was_made_from() {
        assert_eq!(sheet().read().ok(), Some(Rules::default()));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut sheet = sheet();
        sheet.numbers[0].1 = "13".to_owned();
        sheet.numbers[1].1 = "a year".to_owned();
        let Err(Refusal::Fields(problems)) = sheet.read() else { panic!("taken") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["cold", "circulation"]);
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        type Change = fn(&mut Sheet);
        let table: [(&str, &str, Change); 6] = [
            ("circulation", "Please give 1 to 12 months.", |sheet| sheet.numbers[0].1 = "13".into()),
            ("cold", "Please give 1 to 12 months, as a number.", |sheet| {
                sheet.numbers[1].1 = "a year".into()
            }),
            ("id_sought_circulation", "Please give at most the 3 months of a named profile.", |sheet| {
                sheet.numbers[0].1 = "3".into();
            }),
            ("ladder.steps", "Step 2: please give the number", |sheet| sheet.steps[1][2] = String::new()),
            ("ladder.steps", "Here at least one step", |sheet| sheet.steps.clear()),
            ("ladder.serious_term", "Here a term is 3 to 36 months", |sheet| sheet.serious_term = "1".into()),
        ];
        for (field, says, change) in table {
            let mut sheet = sheet();
            change(&mut sheet);
            let Err(Refusal::Fields(problems)) = sheet.read() else { panic!("{field}: taken") };
            assert_eq!(problems[0].field, field);
            assert!(problems[0].message.starts_with(says), "{:?}", problems[0]);
        }
    }
}
