//! Decides a child's best interests: one person proposes, another confirms.

use super::{reckon::reckon, sight::seen};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::{ItemId, ProfileId},
        member::{
            evidence::{Acting, Administrator, Steward},
            role::Role,
        },
        text::paragraphs,
    },
    store::{self, minor::Decision},
};

/// Proposes a decision.
///
/// # Errors
/// [`Refusal::Fields`] without a reason; [`Refusal::NotFound`] if the person may not be seen.
pub async fn propose(
    service: &Shared,
    call: Call,
    id: ProfileId,
    circulate: bool,
    photo: bool,
    reason: String,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            seen(act.tx, &act.scheme, &act.viewer, id)?;
            let reason = paragraphs(&reason, 3, 2_000)
                .map_err(|problem| Refusal::field("interests", problem.to_string()))?;
            let photo = circulate && photo;
            let waits = store::minor::latest(act.tx, &act.viewer, id)?.is_some_and(|latest| {
                latest.confirmed_by.is_none()
                    && (latest.circulate, latest.photo, &latest.reason) == (circulate, photo, &reason)
            });
            if waits {
                let why = "This is proposed already, and waits for somebody else to confirm it.";
                return Err(Refusal::field("interests", why));
            }
            let decision = Decision {
                id: act.new_id(),
                circulate,
                photo,
                proposed_by: act.viewer.user(),
                proposed_at: act.now(),
                confirmed_by: None,
                reason,
            };
            store::minor::propose(act.tx, act.scheme.id, id, &decision)?;
            act.record_words(Deed::DecideMinor, &[id.uuid(), decision.id.uuid()], id, &decision.reason)?;
            Ok(())
        })
        .await
}

/// Confirms what somebody else proposed: from then on it holds. Says whether a controller did.
///
/// # Errors
/// [`Refusal::Rule`] for the viewer's own proposal, or one confirmed already.
pub async fn confirm(service: &Shared, call: Call, id: ProfileId, decision: ItemId) -> Result<bool, Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let controller = act.viewer.role() == Role::Controller.as_str();
            if !controller {
                seen(act.tx, &act.scheme, &act.viewer, id)?;
            }
            let latest = store::minor::latest(act.tx, &act.viewer, id)?.filter(|one| one.id == decision);
            latest.ok_or(Refusal::NotFound)?;
            let by = act.viewer.user().ok_or(Refusal::NotFound)?;
            if !store::minor::confirm(act.tx, act.scheme.id, decision, by, act.now())? {
                return Err(Refusal::Rule("Somebody else has to confirm this, and only once.".to_owned()));
            }
            act.record(Deed::DecideMinor, &[id.uuid(), decision.uuid()]);
            reckon(act, id)?;
            Ok(controller)
        })
        .await
}
