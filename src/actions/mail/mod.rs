//! Deeds of the outbox: queueing in another deed's transaction, delivering, sending again.

pub mod deliver;
pub mod outbox;
mod queue;
pub mod resend;
pub(in crate::actions) mod waiting;

pub use queue::{queue, queue_alone};
