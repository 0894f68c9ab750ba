//! Deeds on profiles.

pub mod associate;
pub mod best_interests;
pub mod bound;
pub mod confirm_name;
pub mod correct;
pub mod erase;
pub mod erase_records;
pub mod faces;
pub mod file;
pub mod gallery;
pub mod index;
mod leave_incident;
pub mod people;
pub mod reckon;
pub mod reckon_all;
pub mod record_contact;
pub mod record_sighting;
pub mod record_special;
pub mod remove_blobs;
pub mod see;
pub mod sight;
pub mod suggest_name;
pub mod tally;
pub mod withdraw;
