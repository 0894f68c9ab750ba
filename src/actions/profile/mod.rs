//! Deeds on profiles.

pub mod index;
pub mod reckon;
pub mod sight;
