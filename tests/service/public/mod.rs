//! Pages for everybody.

mod contact;
mod home;
mod privacy;
