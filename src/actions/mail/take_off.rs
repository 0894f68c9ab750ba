//! Takes a message that nobody took off the list: the person was told another way.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::MailId, member::evidence::Administrator},
    store,
};

/// Erases a message that was given up.
///
/// # Errors
/// 404 if there is no such message, or it is still on its way.
pub async fn take_off(service: &Shared, call: Call, id: MailId) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            if !store::outbox::take_off(act.tx, act.scheme.id, id)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::TakeMailOff, &[id.uuid()]);
            Ok(())
        })
        .await
}
