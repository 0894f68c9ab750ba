//! Deeds on profiles.

pub mod associate;
pub mod best_interests;
pub mod confirm_name;
pub mod correct;
pub mod file;
pub mod index;
pub mod people;
pub mod reckon;
pub mod record_contact;
pub mod record_special;
pub mod sight;
