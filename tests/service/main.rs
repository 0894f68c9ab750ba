//! The whole service, through its doors, on a database of its own (style, 12). Mirrors `src`.

mod harness;
mod member;
mod sanction;
