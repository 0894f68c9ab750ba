//! The controller looks at an information sharing agreement again, and keeps it.

use chrono::NaiveDate;

use super::register::out_of_order;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        agency::agreement::{Days, Standing},
        deed::Deed,
        ids::AgreementId,
        member::evidence::Controller,
        text::TextProblem,
    },
    store,
};

/// Keeps an agreement until its next review.
///
/// # Errors
/// A message on `review`; [`Refusal::NotFound`] if there is none, or it is over.
pub async fn review(
    service: &Shared,
    call: Call,
    id: AgreementId,
    next: Option<NaiveDate>,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, today) = (act.viewer, act.viewer.today());
            let days = store::agreement::load(act.tx, &viewer, id)?.days;
            if matches!(days.standing(today), Standing::Over | Standing::Ended) {
                return Err(Refusal::NotFound);
            }
            let mut problems = Problems::default();
            let next = problems.take("review", next.ok_or(TextProblem::Empty));
            if let Some(review) = next {
                out_of_order(&mut problems, Days { review, ..days }.check(today));
            }
            problems.end()?;
            let Some(next) = next else { return Err(Refusal::NotFound) };
            if !store::agreement::review(act.tx, &viewer, id, next)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ReviewAgreement, &[id.uuid()]);
            Ok(())
        })
        .await
}
