//! Every order in which three workers can interleave, crash and sleep over the three jobs of an erasure.
//!
//! The steps are those of `actions/profile/erase.rs`, `remove_blobs.rs` and `actions/timetable`: what is one
//! transaction or one line of the ledger there is one step here. Time is left out: a lease may end at any moment, which
//! covers each pause, each wrong clock and each skew.

mod erasure;
mod proofs;
