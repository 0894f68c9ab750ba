//! Police systems: what they prove, what they are told, and what is kept of it.

pub mod bundle;
mod classes;
mod feed;
mod forged;
mod fuzz;
mod matrix;
mod officer;
mod python;
mod read;
mod register;
mod system;

pub use system::System;
