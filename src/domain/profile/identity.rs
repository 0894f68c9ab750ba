//! Who is it, as far as is known, and from whom?

use chrono::NaiveDate;

use crate::domain::incident::source::Source;

/// A fact with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is known.
    pub value: T,
    /// From whom.
    pub source: Source,
}

/// What a person is recognised by: sealed under the profile's key, class identity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The confirmed name; none for ID sought.
    pub name: Option<Fact<String>>,
    /// Other names.
    pub aliases: Vec<Fact<String>>,
    /// The date of birth.
    pub born: Option<Fact<NaiveDate>>,
    /// Whether the person looks under 18 where the date of birth is not known.
    pub looks_under_18: bool,
    /// What the person looks like.
    pub description: Option<Fact<String>>,
    /// How the person goes about it.
    pub modus_operandi: Option<Fact<String>>,
}

/// How to write to the person: sealed apart, class contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactDetails {
    /// Postal address, in lines.
    pub address: String,
    /// E-mail address.
    pub email: String,
}
