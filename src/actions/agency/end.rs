//! The controller ends an information sharing agreement: from that moment nobody reads under it.

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{agency::agreement::Standing, deed::Deed, ids::AgreementId, member::evidence::Controller, text},
    store::{self, ledger::Matter},
};

/// Typed to say that it is meant.
pub const WORD: &str = "END";

/// Ends an agreement today.
///
/// # Errors
/// Messages on `reason` and `word`; [`Refusal::NotFound`] if there is none, or it is over.
pub async fn end(
    service: &Shared,
    call: Call,
    id: AgreementId,
    reason: String,
    word: String,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, today) = (act.viewer, act.viewer.today());
            let agreement = store::agreement::load(act.tx, &viewer, id)?;
            if matches!(agreement.days.standing(today), Standing::Over | Standing::Ended) {
                return Err(Refusal::NotFound);
            }
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&reason, 10, 2_000));
            if word.trim() != WORD {
                problems.add("word", format!("Please type {WORD} in capitals: this cannot be undone."));
            }
            problems.end()?;
            let Some(reason) = reason else { return Err(Refusal::NotFound) };
            if !store::agreement::end(act.tx, &viewer, id, today)? {
                return Err(Refusal::NotFound);
            }
            act.pledge(Matter::AgreementEnded(id));
            act.record_words(Deed::EndAgreement, &[id.uuid()], id, &reason)?;
            Ok(())
        })
        .await
}
