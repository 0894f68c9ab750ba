//! Sends a message again that waits or was given up; or takes a task without words off the list.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::MailId, member::evidence::Administrator},
    store,
};

/// Tries a message again now. A message whose words are gone is taken off the list.
///
/// # Errors
/// 404 if there is no such message.
pub async fn resend(service: &Shared, call: Call, id: MailId) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, at) = (act.scheme.id, act.now());
            let queued = store::outbox::requeue(act.tx, scheme, id, at)?;
            if !queued && !store::outbox::forget(act.tx, scheme, id)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ResendMail, &[id.uuid()]);
            act.afterwards(|service| service.post.notify_one());
            Ok(())
        })
        .await
}
