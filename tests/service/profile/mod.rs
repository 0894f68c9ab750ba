//! People, as an administrator works on them.

mod file;
