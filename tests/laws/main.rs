//! The architecture as assertions over the source text. Each law is a function from files to breaches, tried on the
//! house and on a planted breach: a law that cannot fail is no law.

mod data_map;
mod imports;
mod index;
mod retention;
mod schema;
mod shape;
mod source;
mod words;
