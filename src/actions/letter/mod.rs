//! Letters to subjects: written by the software, sealed under the person's key, opened to print, or by their code.

mod compose;
pub mod correct;
pub mod keep;
pub mod open_by_code;
pub mod print;
mod send;
pub mod tell_outcome;
pub mod write;
