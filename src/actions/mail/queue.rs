//! Queues mail inside another deed: it leaves only if that deed is done.

use uuid::Uuid;

use crate::{
    actions::{Act, Refusal},
    domain::{
        ids::MailId,
        mail::{Keep, Message, gone_on},
    },
    store,
};

/// Queues a message, sealed under the key of whom it belongs to: it goes when they are erased.
///
/// # Errors
/// If that owner has no key.
pub fn queue<R>(
    act: &mut Act<'_, '_, R>,
    owner: impl Into<Uuid>,
    message: &Message,
    keep: Keep,
) -> Result<MailId, Refusal> {
    let id: MailId = act.new_id();
    put(act, id, owner.into(), message, keep)
}

/// Queues a message under a key of its own: it outlives the person it is for, until it is delivered.
///
/// # Errors
/// If the database refuses.
pub fn queue_alone<R>(act: &mut Act<'_, '_, R>, message: &Message, keep: Keep) -> Result<MailId, Refusal> {
    let id: MailId = act.new_id();
    put(act, id, id.uuid(), message, keep)
}

fn put<R>(
    act: &mut Act<'_, '_, R>,
    id: MailId,
    owner: Uuid,
    message: &Message,
    keep: Keep,
) -> Result<MailId, Refusal> {
    let at = act.now();
    store::outbox::insert(act.tx, act.scheme.id, id, owner, message, at, gone_on(keep, at))?;
    act.afterwards(|service| service.post.notify_one());
    Ok(id)
}
