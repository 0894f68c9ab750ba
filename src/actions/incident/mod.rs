//! Deeds on incidents.

pub mod accept;
pub mod decline;
pub mod desk;
pub mod inbox;
pub mod linking;
pub mod words;
