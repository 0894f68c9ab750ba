//! An administrator or controller judges how likely a breach harms somebody (R-53; articles 33 and 34): a person decides,
//! with a reason, and may decide anew until it is closed.

use super::open;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        data_breach::Risk,
        deed::Deed,
        ids::DataBreachId,
        member::evidence::Steward,
        text::{self, TextProblem},
    },
    store,
};

/// Judges the risk.
///
/// # Errors
/// Messages on `risk` and `why`; a rule, if it is closed.
pub async fn judge(
    service: &Shared,
    call: Call,
    id: DataBreachId,
    risk: String,
    why: String,
) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut breach = open(act, id)?;
            let mut problems = Problems::default();
            let risk = problems.take("risk", Risk::parse(&risk).ok_or(TextProblem::Empty));
            let why = problems.take("why", text::paragraphs(&why, 10, 2_000));
            problems.end()?;
            breach.course.risk = risk;
            breach.decisions.risk = why.unwrap_or_default();
            store::data_breach::set(act.tx, act.scheme.id, &breach)?;
            act.record(Deed::JudgeBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}
