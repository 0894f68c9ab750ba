//! Deeds on profiles.

pub mod erase;
pub mod erase_records;
pub mod faces;
pub mod gallery;
pub mod index;
mod leave_incident;
pub mod reckon;
pub mod reckon_all;
pub mod record_sighting;
pub mod remove_blobs;
pub mod see;
pub mod sight;
pub mod suggest_name;
pub mod tally;
pub mod withdraw;
