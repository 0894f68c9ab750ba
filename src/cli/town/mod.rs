//! Market Ashby: an invented town for the demonstration. Drawn faces, made-up names; the same seed, the same town.

mod agencies;
mod beside;
mod breach;
pub mod build;
mod canvas;
mod desk;
mod dice;
mod documents;
mod hair;
pub mod happenings;
mod live;
pub mod names;
mod night;
pub mod plan;
pub mod portrait;
mod rights;
mod scene;
