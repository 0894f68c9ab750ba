//! Subjects: what members see of them, their files, their clocks, and their end.

mod associate;
mod assurance;
mod clocks;
mod erasure;
mod file;
mod gallery;
mod listed;
mod merge;
mod person;
mod pictures;
mod raw;
mod records;
mod redaction;
mod scheduler;
mod split;
mod subjects;
