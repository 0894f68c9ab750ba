//! The audit trail: read, verified, and its heads signed outside the database.

pub mod alarm;
pub mod checkpoint;
pub mod copy;
pub mod held;
pub mod mail_head;
pub mod read;
pub mod restarted;
pub mod verify;
pub mod witnessed;
