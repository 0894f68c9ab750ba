//! A subject's profile: how long it is shown and kept, and what of it.

pub mod circulation;
#[cfg(test)]
mod clocks_test;
pub mod erasure;
pub mod explain;
pub mod history;
pub mod minor;
pub mod spell;
pub mod status;
