//! Epochs of the key ring: under the newest everything is wrapped, and what an old one wrapped dies with it.

pub mod turn;
