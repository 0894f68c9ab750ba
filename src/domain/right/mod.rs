//! The rights of the listed person: to be told what is held, to have it corrected, to complain.

pub mod data_map;
