//! An administrator or controller closes a breach, once all is done that was to be done. From then on it is kept for
//! six years.

use super::open;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        data_breach::step::{Step, step},
        deed::Deed,
        ids::DataBreachId,
        member::evidence::Steward,
        text,
    },
    store,
};

/// Closes it.
///
/// # Errors
/// A message on `learnt`; a rule, if a step is left.
pub async fn close(service: &Shared, call: Call, id: DataBreachId, learnt: String) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut breach = open(act, id)?;
            let next = step(&breach.course);
            if next != Step::Close {
                return Err(Refusal::Rule(format!(
                    "It cannot be closed yet. The next step: {}.",
                    next.label()
                )));
            }
            let mut problems = Problems::default();
            let learnt = problems.take("learnt", text::paragraphs(&learnt, 10, 2_000));
            problems.end()?;
            breach.course.closed_on = Some(act.viewer.today());
            breach.decisions.learnt = learnt.unwrap_or_default();
            store::data_breach::set(act.tx, act.scheme.id, &breach)?;
            act.record(Deed::CloseBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}
