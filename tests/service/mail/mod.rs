//! Mail, from the outbox to a real mail server.

mod delivery;
mod outbox;
