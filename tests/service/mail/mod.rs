//! Mail, from the outbox to a real mail server.

mod delivery;
mod letters;
mod outbox;
mod silence;
