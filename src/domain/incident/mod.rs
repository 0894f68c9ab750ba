//! What users report: its kind, its review, what it counts for.

pub mod counting;
pub mod finding;
pub mod kind;
pub mod loss;
pub mod mention;
pub mod person;
pub mod report;
pub mod residue;
pub mod review;
pub mod source;
pub mod standing;
