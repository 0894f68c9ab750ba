//! Subjects: what members see of them, their clocks, and their end.

//! Subjects: as members see them, and as time takes them away.

mod assurance;
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
//! People, as an administrator works on them.

mod file;
