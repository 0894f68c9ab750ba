//! Pictures as pixels: taken in, shrunk, stripped, altered, marked, and kept as sealed blobs. Pure functions over
//! bytes, apart from [`blobs`]. Nothing of a sent file survives but its pixels: every output is encoded anew.

pub mod alter;
pub mod blobs;
mod error;
mod header;
pub mod intake;
#[cfg(test)]
mod intake_tests;
pub mod logo;
mod pixels;
#[cfg(test)]
mod samples;
pub mod watermark;

pub use error::PhotoError;
pub use pixels::{Picture, face};
