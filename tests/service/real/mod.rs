//! The real program, started as a host starts it, spoken to over a socket, and killed.

mod beyond;
mod canaries;
mod full;
mod keys;
mod kill;
mod names;
mod process;
mod readonly;
mod search;
mod thief;
mod wire;
mod writers;
