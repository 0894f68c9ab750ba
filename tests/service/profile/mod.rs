//! Subjects: what members see of them, their files, their clocks, and their end.

mod assurance;
mod clocks;
mod erasure;
mod file;
mod gallery;
mod listed;
mod person;
mod pictures;
mod raw;
mod records;
mod scheduler;
mod subjects;
