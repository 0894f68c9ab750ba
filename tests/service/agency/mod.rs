//! Forces and agencies that read, mirroring `src/actions/agency`.

pub mod agreements;
