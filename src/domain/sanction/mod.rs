//! Warnings and exclusions.

pub mod letter;
