//! The audit trail: read, verified, and its heads signed outside the database.

pub mod head;
pub mod read;
pub mod verify;
