//! Deeds on the scheme itself.

pub mod found;
