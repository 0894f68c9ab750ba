//! Subjects as members see them.

mod gallery;
mod person;
mod pictures;
mod subjects;
