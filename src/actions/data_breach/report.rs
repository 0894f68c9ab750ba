//! An administrator or controller notes that a breach was reported to the ICO: when, under which reference, and, where it
//! took longer than 72 hours, why (R-53; article 33(1)).

use super::open;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        data_breach::{
            clock::is_late,
            step::{Step, step},
        },
        deed::Deed,
        ids::DataBreachId,
        incident::happened::moment,
        member::evidence::{Acting, Steward},
        text,
    },
    store,
};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The day of the report.
    pub day: String,
    /// The time of that day.
    pub time: String,
    /// The ICO's reference, if there is one yet.
    pub reference: String,
    /// Why it took longer than 72 hours.
    pub delay: String,
}

/// Notes the report.
///
/// # Errors
/// Messages on its fields; a rule, if no report is due.
pub async fn report(service: &Shared, call: Call, id: DataBreachId, typed: Typed) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut breach = open(act, id)?;
            if step(&breach.course) != Step::Report {
                return Err(Refusal::Rule(
                    "No report is due: judge the risk first, or look again.".to_owned(),
                ));
            }
            let aware_at = breach.course.aware_at;
            let mut problems = Problems::default();
            let reported = match moment(&typed.day, &typed.time, act.viewer.at()) {
                Ok(at) if at < aware_at => {
                    problems.add("reported_day", "That is before the breach was noticed.");
                    None
                }
                Ok(at) => Some(at),
                Err((time, why)) => {
                    problems.add(if time { "reported_time" } else { "reported_day" }, why.to_string());
                    None
                }
            };
            let reference = match typed.reference.trim() {
                "" => Some(String::new()),
                words => problems.take("reference", text::line(words, 1, 80)),
            };
            let late = reported.is_some_and(|at| is_late(aware_at, at));
            let delay = match typed.delay.trim() {
                "" if !late => Some(String::new()),
                words => problems.take("delay", text::paragraphs(words, 10, 2_000)),
            };
            problems.end()?;
            breach.course.reported_at = reported;
            breach.decisions.reference = reference.unwrap_or_default();
            breach.decisions.delay = delay.unwrap_or_default();
            store::data_breach::set(act.tx, act.scheme.id, &breach)?;
            act.record(Deed::ReportBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}
