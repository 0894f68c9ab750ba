//! Members and users.

mod sign_in;
