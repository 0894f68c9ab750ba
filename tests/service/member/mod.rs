//! Members and users.

mod account;
mod agreement;
pub mod leaving;
mod looking;
mod members;
mod password;
mod roles;
mod second_factor;
mod sign_in;
