//! Subjects: what members see of them, their clocks, and their end.

mod clocks;
mod erasure;
mod gallery;
mod listed;
mod person;
mod pictures;
mod raw;
mod records;
mod scheduler;
mod subjects;
