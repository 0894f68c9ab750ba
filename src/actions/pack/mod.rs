//! The copy of everything: gathered, masked, approved by a second person, collected, deleted.

pub mod approve;
pub mod begin;
pub mod choose;
pub mod collect;
pub mod draft;
pub mod file;
pub mod hand_out;
pub mod keep;
pub mod lapse;

mod gather;
mod of_incidents;
mod of_person;
mod of_rest;
mod of_sanctions;
mod of_told;
