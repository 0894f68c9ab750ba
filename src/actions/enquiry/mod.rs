//! Deeds on what the public writes.

pub mod close;
pub mod remove;
pub mod send;
pub mod view;
