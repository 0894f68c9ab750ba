//! Subjects: what members see of them, their files, their clocks, and their end.

mod assurance;
mod clocks;
mod erasure;
mod file;
mod gallery;
pub mod listed;
mod neighbours;
mod person;
mod pictures;
pub mod raw;
mod records;
mod scheduler;
mod steps;
mod subjects;
