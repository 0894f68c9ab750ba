//! Sends a message again that waits or was given up.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::MailId, member::evidence::Administrator},
    store,
};

/// Tries a message again now.
///
/// # Errors
/// 404 if there is no such message, or its words are gone.
pub async fn resend(service: &Shared, call: Call, id: MailId) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, at) = (act.scheme.id, act.now());
            if !store::outbox::requeue(act.tx, scheme, id, at)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ResendMail, &[id.uuid()]);
            act.afterwards(|service| service.post.notify_one());
            Ok(())
        })
        .await
}
