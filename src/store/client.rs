//! Police systems that may read: their public keys in the clear, their names sealed under their agreement's key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write,
    both::{Both, columns},
    cell, keys,
    schema::{agreements, clients},
    types::At,
};
use crate::{
    domain::{
        agency::client::Client,
        ids::{AgreementId, ClientId, SchemeId, UserId},
        member::evidence::{Acting, Agreements, Opens},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
struct Row {
    id: ClientId,
    called: String,
    agreement: AgreementId,
    name: Option<Sealed>,
    keys: String,
    registered_by: Option<UserId>,
    registered_at: At,
    revoked_at: Option<At>,
}

impl Row {
    /// Without its name, which whoever only asks whether it may does not need.
    fn nameless(self) -> Stored<Client> {
        let keys: Vec<String> =
            serde_json::from_str(&self.keys).map_err(|_| StoreError::Damaged("clients"))?;
        Ok(Client {
            id: self.id,
            called: self.called,
            agreement: self.agreement,
            name: None,
            keys,
            registered_by: self.registered_by,
            registered_at: self.registered_at.into(),
            revoked_at: self.revoked_at.map(Into::into),
        })
    }

    fn open(self, key: &DataKey, viewer: &impl Opens<Agreements>) -> Stored<Client> {
        let sealed = self.name.clone();
        let name = sealed.map(|sealed| cell::open(viewer, key, place(self.id), &sealed)).transpose()?;
        Ok(Client { name, ..self.nameless()? })
    }
}

fn place(id: ClientId) -> Place {
    Place::new("clients", "name", id)
}

/// Registers a client.
///
/// # Errors
/// [`StoreError::Duplicate`] if another of the scheme calls itself so.
pub fn insert(tx: &mut Write<'_>, viewer: &impl Opens<Agreements>, client: Client) -> Stored<()> {
    let Client { id, called, agreement, name, keys: public, registered_by, registered_at, revoked_at } =
        client;
    let key = keys::load(tx, Owner::new(viewer.scheme(), agreement))?;
    let name = name.map(|name| cell::seal::<Agreements>(tx, &key, place(id), &name)).transpose()?;
    let public = serde_json::to_string(&public).map_err(|_| StoreError::Damaged("clients"))?;
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(id),
            clients::scheme.eq(viewer.scheme()),
            clients::called.eq(called),
            clients::agreement.eq(agreement),
            clients::name.eq(name),
            clients::keys.eq(public),
            clients::registered_by.eq(registered_by),
            clients::registered_at.eq(At::from(registered_at)),
            clients::revoked_at.eq(revoked_at.map(At::from)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The client that calls itself so, without its name.
///
/// # Errors
/// [`StoreError::NotFound`] if the scheme has none.
pub fn by_called(tx: &mut Read<'_>, viewer: &impl Acting, called: &str) -> Stored<Client> {
    let row: Row = clients::table
        .filter(clients::scheme.eq(viewer.scheme()))
        .filter(clients::called.eq(called))
        .select(columns::<Row>())
        .first_both(tx.conn)?;
    row.nameless()
}

/// The clients under an agreement, the latest first.
///
/// # Errors
/// If the database refuses, or a name does not open.
pub fn of_agreement(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Agreements>,
    agreement: AgreementId,
) -> Stored<Vec<Client>> {
    let rows: Vec<Row> = clients::table
        .filter(clients::scheme.eq(viewer.scheme()))
        .filter(clients::agreement.eq(agreement))
        .order((clients::registered_at.desc(), clients::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), agreement))?;
    rows.into_iter().map(|row| row.open(&key, viewer)).collect()
}

/// Revokes a client; `false` if there is none, or it was revoked before.
///
/// # Errors
/// If the database refuses.
pub fn revoke(tx: &mut Write<'_>, viewer: &impl Acting, id: ClientId, at: DateTime<Utc>) -> Stored<bool> {
    let standing = clients::table
        .filter(clients::id.eq(id))
        .filter(clients::scheme.eq(viewer.scheme()))
        .filter(clients::revoked_at.is_null());
    Ok(diesel::update(standing).set(clients::revoked_at.eq(At::from(at))).execute(tx.conn)? == 1)
}

/// A client of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Agreements>, id: ClientId) -> Stored<Client> {
    let row: Row = clients::table
        .filter(clients::id.eq(id))
        .filter(clients::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), row.agreement))?;
    row.open(&key, viewer)
}

/// Gives a client other keys; `false` if there is none, or it was revoked.
///
/// # Errors
/// If the database refuses.
pub fn set_keys(tx: &mut Write<'_>, viewer: &impl Acting, id: ClientId, public: &[String]) -> Stored<bool> {
    let public = serde_json::to_string(public).map_err(|_| StoreError::Damaged("clients"))?;
    let standing = clients::table
        .filter(clients::id.eq(id))
        .filter(clients::scheme.eq(viewer.scheme()))
        .filter(clients::revoked_at.is_null());
    Ok(diesel::update(standing).set(clients::keys.eq(public)).execute(tx.conn)? == 1)
}

/// The clients that still have a name, though their agreement has ended by a day.
///
/// # Errors
/// If the database refuses.
pub fn outlived(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let over = agreements::table
        .filter(agreements::scheme.eq(scheme))
        .filter(agreements::ends_on.lt(today).or(agreements::ended_on.le(today).assume_not_null()))
        .select(agreements::id);
    let ids: Vec<ClientId> = clients::table
        .filter(clients::scheme.eq(scheme))
        .filter(clients::name.is_not_null())
        .filter(clients::agreement.eq_any(over))
        .select(clients::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Erases a client's name; `false` if it has none.
///
/// # Errors
/// If the database refuses.
pub fn forget_name(tx: &mut Write<'_>, scheme: SchemeId, id: ClientId) -> Stored<bool> {
    let named = clients::table
        .filter(clients::scheme.eq(scheme))
        .filter(clients::id.eq(id))
        .filter(clients::name.is_not_null());
    Ok(diesel::update(named).set(clients::name.eq(None::<Sealed>)).execute(tx.conn)? == 1)
}
