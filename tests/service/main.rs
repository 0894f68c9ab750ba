//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.

mod audit;
mod harness;
mod member;
mod operations;
mod public;
mod mail;
mod member;
mod profile;
