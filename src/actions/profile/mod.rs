//! Deeds on profiles.

pub mod faces;
pub mod gallery;
pub mod index;
pub mod reckon;
pub mod record_sighting;
pub mod see;
pub mod suggest_name;
pub mod tally;
