//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.

mod audit;
mod harness;
mod incident;
mod mail;
mod member;
mod operations;
mod profile;
mod public;
