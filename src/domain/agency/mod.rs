//! Police forces and partner agencies, which read under an information sharing agreement (ISA, R-60).

pub mod agreement;
pub mod client;
pub mod feed;
pub mod officer;
pub mod permission;
pub mod purpose;
pub mod timeliness;
