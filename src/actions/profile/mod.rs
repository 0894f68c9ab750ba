//! Deeds on profiles.

pub mod index;
pub mod reckon;
pub mod sight;
pub mod file;
pub mod people;
pub mod associate;
pub mod best_interests;
pub mod confirm_name;
pub mod correct;
pub mod record_contact;
pub mod record_special;
