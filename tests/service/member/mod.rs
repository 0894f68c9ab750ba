//! Members and users.

mod account;
mod agreement;
mod leaving;
mod password;
mod second_factor;
mod sign_in;
