//! Warnings, exclusions, their letters and the page behind a letter's code.

mod decide;
pub mod notice;
mod propose;
pub mod scene;
mod twice;
