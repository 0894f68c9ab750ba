//! Member businesses and the people who sign in.

pub mod agreement;
pub mod leaving;
pub mod role;
