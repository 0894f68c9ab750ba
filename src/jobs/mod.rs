//! Deeds started by time.

pub mod runner;
pub mod schedule;
