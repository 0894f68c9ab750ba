//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod agency;
mod audit;
mod backup;
mod carry;
mod certificate;
mod crash;
mod data_breach;
mod document;
mod epoch;
mod everywhere;
mod folders;
mod harness;
mod incident;
mod mail;
mod member;
mod model;
mod operations;
mod pack;
mod police;
mod profile;
mod public;
mod real;
mod right;
mod role;
mod sanction;
mod scheme;
mod witness;
mod year;
