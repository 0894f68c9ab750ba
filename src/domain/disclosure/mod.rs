//! Who sees which field? Each role's view of a person, made by destructuring without `..`: a new field does not
//! compile until every role decides.

pub mod board;
pub mod subject;
