//! Forces and agencies: the agreements under which they read.

pub mod agreements;
pub mod end;
pub mod register;
pub mod review;
