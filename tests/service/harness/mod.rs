//! A town: the whole service with its own database, a still clock, seeded randomness; it leaves nothing behind.
//!
//! `let town = Town::new().await; let mut sam = town.sign_in(Role::Member).await; sam.get("/report").await`

mod browser;
mod buckets;
mod database;
mod files;
mod founding;
mod peer;
mod postmaster;
mod share;
mod town;

pub use browser::{Answer, Browser};
pub use buckets::{KEY, SECRET, Storehouse, secret};
pub use database::Database;
pub use files::each_file;
pub use peer::Peer;
pub use postmaster::{Manner, Postmaster};
pub use share::share;
pub use town::{AT, PASSWORD, People, Town};
