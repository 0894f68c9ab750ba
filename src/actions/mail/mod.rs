//! Deeds of the outbox: queueing in another deed's transaction, delivering, sending again, giving up.

pub mod deliver;
pub mod outbox;
mod queue;
pub mod resend;
pub mod take_off;
pub(in crate::actions) mod waiting;

pub use queue::{queue, queue_alone};
