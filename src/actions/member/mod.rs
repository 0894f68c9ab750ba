//! Deeds of members and users: signing in, the account, businesses, roles, leaving.

pub mod account;
pub mod agreement;
pub mod business;
pub mod change_password;
pub mod choose_password;
pub mod forgotten;
pub mod leave;
pub(in crate::actions) mod link;
pub mod looking;
pub mod lost_factor;
pub mod overview;
pub mod people;
pub mod roles;
pub mod second_factor;
pub mod sign_in;
pub mod stand_in;
pub mod switch_role;
pub mod throttle;
