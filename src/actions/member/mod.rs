//! Deeds of members and users: signing in, the account, businesses, roles, leaving.

pub mod sign_in;
pub mod stand_in;
pub mod throttle;
