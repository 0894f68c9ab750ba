//! Warnings and exclusions: proposed by the software's rules, decided by people.

pub mod appeal;
pub mod exclusion;
pub mod kind;
pub mod ladder;
pub mod letter;
pub mod service;
pub mod state;
