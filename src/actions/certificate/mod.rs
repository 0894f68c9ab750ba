//! Certificates of deletion: signed once nothing is left, read by controllers, verified by anybody.

pub mod issue;
pub mod read;
pub mod told;
pub mod verify;
