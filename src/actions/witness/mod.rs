//! Being the witness of other installations' audit trails: no scheme, no database, no personal data.

pub mod cosign;
pub mod restart;
