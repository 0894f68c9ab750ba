//! The real program in a real browser: the main line from a shop's report to the excluded person in the gallery,
//! with scripts and without, and every page looked over by axe-core, light and dark, on a phone and at a desk.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod harness;
mod main_line;
mod pages;
mod walk;
