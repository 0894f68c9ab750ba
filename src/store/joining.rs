//! What begins a membership, from what was typed: a business, its premises, its people, their roles.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Stored, Write, business, user};
use crate::domain::{
    ids::{BusinessId, PremisesId, SchemeId, UserId},
    member::{
        record::{Business, BusinessDetails, Grant, Premises, PremisesDetails, UserDetails},
        role::Role,
        state::State,
    },
};

/// Adds an active business that gave its authority on a day.
///
/// # Errors
/// If the database refuses.
pub fn join(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: BusinessId,
    (name, trade): (&str, &str),
    authority_on: NaiveDate,
    at: DateTime<Utc>,
) -> Stored<()> {
    let details = BusinessDetails { name: name.to_owned(), trade: trade.to_owned() };
    let business = Business { id, state: State::Active, details, authority_on: Some(authority_on) };
    business::insert(tx, scheme, &business, at)
}

/// Adds premises in use.
///
/// # Errors
/// [`super::StoreError::NotFound`] if the business is not there.
pub fn open_premises(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    (id, business): (PremisesId, BusinessId),
    (name, address, area): (&str, &str, &str),
) -> Stored<()> {
    let details = PremisesDetails { name: name.to_owned(), address: address.to_owned() };
    business::insert_premises(
        tx,
        scheme,
        &Premises { id, business, area: area.to_owned(), details, open: true },
    )
}

/// Adds an invited user of whom only name and address are known.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the address has an account in this scheme.
pub fn invite(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: UserId,
    business: Option<BusinessId>,
    (name, email): (&str, &str),
    at: DateTime<Utc>,
) -> Stored<()> {
    let (name, email) = (name.to_owned(), email.to_owned());
    let details = UserDetails { name, email, ..UserDetails::default() };
    user::insert(tx, scheme, id, business, &details, at)
}

/// Gives a role, or proposes it for another holder to confirm.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the user has it, or it waits already.
pub fn give_role(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    (user, role): (UserId, Role),
    by: UserId,
    confirmed: bool,
    at: DateTime<Utc>,
) -> Stored<()> {
    user::grant_role(tx, scheme, Grant { user, role, granted_by: Some(by), confirmed }, at)
}
