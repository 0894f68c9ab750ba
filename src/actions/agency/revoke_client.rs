//! The controller revokes a police system: its next call is refused.

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{deed::Deed, ids::ClientId, member::evidence::Controller, text},
    store::{self, ledger::Matter},
};

/// Typed to say that it is meant.
pub const WORD: &str = "REVOKE";

/// Revokes a client.
///
/// # Errors
/// Messages on `reason` and `word`; [`Refusal::NotFound`] if there is none, or it was revoked before.
pub async fn revoke(
    service: &Shared,
    call: Call,
    id: ClientId,
    reason: String,
    word: String,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, now) = (act.viewer, act.now());
            let client = store::client::load(act.tx, &viewer, id)?;
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&reason, 10, 2_000));
            if word.trim() != WORD {
                problems.add("word", format!("Please type {WORD} in capitals: this cannot be undone."));
            }
            problems.end()?;
            let Some(reason) = reason else { return Err(Refusal::NotFound) };
            if !store::client::revoke(act.tx, &viewer, id, now)? {
                return Err(Refusal::NotFound);
            }
            act.pledge(Matter::ClientRevoked(id));
            act.record_words(Deed::RevokeClient, &[id.uuid()], client.agreement, &reason)?;
            Ok(())
        })
        .await
}
