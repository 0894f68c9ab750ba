mod assurance;
mod clocks;
mod erasure;
mod listed;
mod raw;
mod records;
mod scheduler;
//! Subjects as members see them.

mod gallery;
mod person;
mod pictures;
mod subjects;
