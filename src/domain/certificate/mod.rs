//! Certificates: what is proved of a deletion without saying whose it was.

pub mod deletion;
