//! Pictures: what may be taken in, and how large what is kept may be.

pub mod limits;
