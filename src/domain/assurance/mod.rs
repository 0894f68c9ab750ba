//! What the partnership answers for: whether it does what it promised, when it promised it.

pub mod promise;
pub mod standing;
pub mod witnessed;
