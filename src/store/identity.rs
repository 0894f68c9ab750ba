//! How a profile's identity and contact details are written into their cells.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::domain::{
    incident::source::Source,
    profile::identity::{ContactDetails, Fact, Identity},
};

#[derive(Serialize, Deserialize)]
struct FactCell<T> {
    value: T,
    source: String,
}

impl<T: Clone> FactCell<T> {
    fn of(fact: &Fact<T>) -> Self {
        Self { value: fact.value.clone(), source: fact.source.as_str().to_owned() }
    }

    fn fact(self) -> Result<Fact<T>, StoreError> {
        let source = Source::parse(&self.source).ok_or(StoreError::Damaged("profiles"))?;
        Ok(Fact { value: self.value, source })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct IdentityCell {
    name: Option<FactCell<String>>,
    aliases: Vec<FactCell<String>>,
    born: Option<FactCell<NaiveDate>>,
    looks_under_18: bool,
    description: Option<FactCell<String>>,
    modus_operandi: Option<FactCell<String>>,
}

impl From<&Identity> for IdentityCell {
    fn from(identity: &Identity) -> Self {
        let Identity { name, aliases, born, looks_under_18, description, modus_operandi } = identity;
        Self {
            name: name.as_ref().map(FactCell::of),
            aliases: aliases.iter().map(FactCell::of).collect(),
            born: born.as_ref().map(FactCell::of),
            looks_under_18: *looks_under_18,
            description: description.as_ref().map(FactCell::of),
            modus_operandi: modus_operandi.as_ref().map(FactCell::of),
        }
    }
}

impl TryFrom<IdentityCell> for Identity {
    type Error = StoreError;

    fn try_from(cell: IdentityCell) -> Result<Self, StoreError> {
        let IdentityCell { name, aliases, born, looks_under_18, description, modus_operandi } = cell;
        Ok(Self {
            name: name.map(FactCell::fact).transpose()?,
            aliases: aliases.into_iter().map(FactCell::fact).collect::<Result<_, _>>()?,
            born: born.map(FactCell::fact).transpose()?,
            looks_under_18,
            description: description.map(FactCell::fact).transpose()?,
            modus_operandi: modus_operandi.map(FactCell::fact).transpose()?,
        })
    }
}

/// Of an identity's cell what a card says; the rest is passed over.
#[derive(Deserialize)]
pub(super) struct CardCell {
    name: Option<SaidCell<String>>,
    born: Option<SaidCell<NaiveDate>>,
    pub(super) looks_under_18: bool,
}

#[derive(Deserialize)]
struct SaidCell<T> {
    value: T,
}

impl CardCell {
    /// Name and date of birth.
    pub(super) fn said(self) -> (Option<String>, Option<NaiveDate>) {
        (self.name.map(|fact| fact.value), self.born.map(|fact| fact.value))
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ContactCell {
    address: String,
    email: String,
}

impl From<&ContactDetails> for ContactCell {
    fn from(contact: &ContactDetails) -> Self {
        let ContactDetails { address, email } = contact.clone();
        Self { address, email }
    }
}

impl From<ContactCell> for ContactDetails {
    fn from(ContactCell { address, email }: ContactCell) -> Self {
        Self { address, email }
    }
}
