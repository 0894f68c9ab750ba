//! Deeds on the scheme itself.

pub mod examine;
pub mod found;
