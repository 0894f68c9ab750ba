//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.

mod audit;
mod harness;
mod mail;
mod incident;
mod member;
mod member;
mod operations;
mod profile;
mod public;
mod member;
mod operations;
mod profile;
mod public;
