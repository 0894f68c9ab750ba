//! Subjects: what members see of them, their files, their clocks, and their end.

mod associate;
pub mod assurance;
mod clock_jumps;
mod clocks;
pub mod erasure;
mod file;
mod follow;
mod gallery;
pub mod listed;
pub mod merge;
mod neighbours;
mod paused;
mod person;
mod pictures;
mod promises;
pub mod raw;
mod recall;
mod records;
pub mod redaction;
pub mod scheduler;
mod split;
pub mod steps;
mod subjects;
