//! Who sees which field: the only types of a person's data that can be rendered or serialised.

pub mod face;
