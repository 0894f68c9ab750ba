//! Other machines that are spoken to by HTTP. Whoever calls may wait: call it from a thread that may block.

pub mod witness;
