//! An administrator or controller enters a breach, and what else becomes known of it. Only what happened and when it
//! was noticed is needed at first: the 72 hours run.

use chrono::{DateTime, Utc};

use super::open;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        data_breach::{Breach, Course, Data, Decisions, Facts, Nature, Whose},
        deed::Deed,
        ids::DataBreachId,
        incident::happened::moment,
        member::evidence::Acting,
        member::evidence::Steward,
        text::{self, TextProblem},
    },
    store,
};

/// The longest text of a field, in characters.
const LONGEST: usize = 4_000;

/// What is known of a breach, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The day on which it was noticed.
    pub day: String,
    /// The time of that day.
    pub time: String,
    /// What happened.
    pub happened: String,
    /// What went wrong with the data.
    pub natures: Vec<String>,
    /// Whose data.
    pub whose: Vec<String>,
    /// Which data.
    pub data: Vec<String>,
    /// How many people.
    pub people: String,
    /// How many records.
    pub records: String,
    /// What it may lead to.
    pub consequences: String,
    /// What was done about it.
    pub measures: String,
}

/// Enters a breach.
///
/// # Errors
/// Messages on its fields.
pub async fn enter(service: &Shared, call: Call, typed: Typed) -> Result<DataBreachId, Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (viewer, scheme) = (act.viewer, act.scheme.id);
            let (facts, aware_at) = read(typed, viewer.at())?;
            let known = store::data_breach::list(act.tx, &viewer)?;
            if known.iter().any(|one| one.facts == facts && one.course.aware_at == aware_at) {
                return Err(Refusal::field("happened", "This breach is entered already."));
            }
            let course = Course { aware_at, risk: None, reported_at: None, people_on: None, closed_on: None };
            let breach = Breach {
                id: act.new_id(),
                facts,
                decisions: Decisions::default(),
                course,
                entered_by: viewer.user(),
                entered_at: viewer.at(),
            };
            store::data_breach::insert(act.tx, scheme, &breach)?;
            act.record(Deed::EnterBreach, &[breach.id.uuid()]);
            Ok(breach.id)
        })
        .await
}

/// Keeps what is known of it by now, while it is open.
///
/// # Errors
/// Messages on its fields; a rule, if it is closed.
pub async fn amend(service: &Shared, call: Call, id: DataBreachId, typed: Typed) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut breach = open(act, id)?;
            let (facts, aware_at) = read(typed, act.viewer.at())?;
            breach.facts = facts;
            breach.course.aware_at = aware_at;
            store::data_breach::set(act.tx, act.scheme.id, &breach)?;
            act.record(Deed::AmendBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}

fn read(typed: Typed, now: DateTime<Utc>) -> Result<(Facts, DateTime<Utc>), Refusal> {
    let mut problems = Problems::default();
    let aware_at = match moment(&typed.day, &typed.time, now) {
        Ok(at) => Some(at),
        Err((time, why)) => {
            problems.add(if time { "time" } else { "day" }, why.to_string());
            None
        }
    };
    let happened = problems.take("happened", text::paragraphs(&typed.happened, 10, LONGEST));
    let natures = chosen(&mut problems, "natures", &typed.natures, Nature::parse);
    let whose = chosen(&mut problems, "whose", &typed.whose, Whose::parse);
    let data = chosen(&mut problems, "data", &typed.data, Data::parse);
    let people = optional(&mut problems, "people", &typed.people, text::line, 80);
    let records = optional(&mut problems, "records", &typed.records, text::line, 80);
    let consequences =
        optional(&mut problems, "consequences", &typed.consequences, text::paragraphs, LONGEST);
    let measures = optional(&mut problems, "measures", &typed.measures, text::paragraphs, LONGEST);
    problems.end()?;
    let (Some(happened), Some(aware_at)) = (happened, aware_at) else { return Err(Refusal::NotFound) };
    Ok((Facts { happened, natures, whose, data, people, records, consequences, measures }, aware_at))
}

fn chosen<T>(
    problems: &mut Problems,
    field: &'static str,
    words: &[String],
    parse: fn(&str) -> Option<T>,
) -> Vec<T> {
    let chosen: Option<Vec<T>> = words.iter().map(|word| parse(word)).collect();
    chosen.unwrap_or_else(|| {
        problems.add(field, "Please choose from the list.");
        Vec::new()
    })
}

/// A text that may follow later.
fn optional(
    problems: &mut Problems,
    field: &'static str,
    typed: &str,
    check: fn(&str, usize, usize) -> Result<String, TextProblem>,
    longest: usize,
) -> String {
    if typed.trim().is_empty() {
        return String::new();
    }
    problems.take(field, check(typed, 1, longest)).unwrap_or_default()
}
