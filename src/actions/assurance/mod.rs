//! What the controller answers for: the clocks, who is withdrawn, grants and holds.

pub mod grant_sight;
pub mod hold_erasure;
pub mod late;
pub mod overview;
pub mod people;
pub mod promises;
pub mod promises_pdf;
mod second;
pub mod told;
