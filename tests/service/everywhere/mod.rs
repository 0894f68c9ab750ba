//! What holds of every route, every field, every form: lists that are read from the code, not kept by hand.

mod deeds;
mod elsewhere;
mod fields;
mod forms;
mod full;
mod page;
mod pending;
mod registered;
mod rights;
mod routes;
mod sight;
mod snapshot;
mod things;
mod twice;
mod uploads;
mod written;

pub use full::Full;
pub use registered::sources;
pub use snapshot::compare;
pub use twice::twin;
pub use written::Hand;
