//! Deeds on incidents.

pub mod accept;
pub mod decline;
pub mod desk;
pub mod find_proven;
pub mod inbox;
pub mod linking;
pub mod strike;
pub mod words;
