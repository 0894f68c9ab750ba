//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.

mod harness;
mod incident;
mod member;
mod profile;
mod public;
