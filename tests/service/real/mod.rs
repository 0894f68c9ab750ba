//! The real program, started as a host starts it, spoken to over a socket, and killed.

mod canaries;
mod full;
mod keys;
mod kill;
mod process;
mod wire;
mod writers;
