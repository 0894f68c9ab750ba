//! Closed lists, as the description of what police read tells them.

use utoipa::openapi::{
    ObjectBuilder,
    schema::{Object, Type},
};

use crate::domain::{
    agency::{feed::State, purpose::Purpose},
    incident::{finding::Proof, kind::Kind, source::Source},
    profile::status::Status,
};

fn one_of(words: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// Where a person stands.
pub fn statuses() -> Object {
    one_of(Status::ALL.iter().map(|status| status.as_str()))
}

/// From whom a fact is known.
pub fn sources() -> Object {
    one_of(Source::ALL.iter().map(|source| source.as_str()))
}

/// Alleged or proven.
pub fn findings() -> Object {
    one_of([super::police::word(false), super::police::word(true)])
}

/// What proves it.
pub fn proofs() -> Object {
    one_of(Proof::ALL.iter().map(|proof| proof.as_str()))
}

/// What happened.
pub fn incident_types() -> Object {
    one_of(Kind::ALL.iter().map(|kind| kind.as_str()))
}

/// What the change feed tells.
pub fn states() -> Object {
    one_of(State::ALL.iter().map(|state| state.as_str()))
}

/// What police may ask for.
pub fn purposes() -> Object {
    one_of(Purpose::ALL.iter().map(|purpose| purpose.as_str()))
}
