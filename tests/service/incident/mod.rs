//! Incidents: reported, reviewed, and what follows.

pub mod desk;
mod inbox;
mod review;
