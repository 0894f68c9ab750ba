//! Owners' data keys, as wrapped.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::{Read, Stored, Write, both::Both, schema::data_keys, types::AnyId};
use crate::{
    domain::ids::SchemeId,
    vault::{DataKey, Owner, WrappedKey},
};

/// Makes and stores an owner's key.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the owner has one.
pub fn create(tx: &mut Write<'_>, owner: Owner) -> Stored<DataKey> {
    let (key, wrapped) = tx.vault.new_key(tx.clock, owner);
    insert(tx, owner, wrapped)?;
    Ok(key)
}

/// Stores an owner's key that was made before, so that blobs could be sealed under it outside the transaction.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the owner has one.
pub fn insert(tx: &mut Write<'_>, owner: Owner, wrapped: WrappedKey) -> Stored<()> {
    diesel::insert_into(data_keys::table)
        .values((
            data_keys::owner.eq(AnyId(owner.id)),
            data_keys::scheme.eq(owner.scheme),
            data_keys::epoch.eq(wrapped.epoch),
            data_keys::wrapped.eq(wrapped.bytes),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// An owner's key.
///
/// # Errors
/// [`super::StoreError::NotFound`] once it is destroyed.
pub fn load(tx: &mut Read<'_>, owner: Owner) -> Stored<DataKey> {
    let (epoch, bytes) = data_keys::table
        .filter(data_keys::owner.eq(AnyId(owner.id)))
        .filter(data_keys::scheme.eq(owner.scheme))
        .select((data_keys::epoch, data_keys::wrapped))
        .first_both::<(i64, Vec<u8>)>(tx.conn)?;
    unwrap(tx, owner, (epoch, bytes))
}

/// An owner's key, of the epoch and bytes that a query read along with the owner's row.
pub(super) fn unwrap(tx: &Read<'_>, owner: Owner, (epoch, bytes): (i64, Vec<u8>)) -> Stored<DataKey> {
    Ok(tx.vault.unwrap_key(owner, &WrappedKey { epoch, bytes })?)
}

/// Destroys an owner's key: what it sealed is noise from now on. `false` if there was none.
///
/// # Errors
/// If the database refuses.
pub fn destroy(tx: &mut Write<'_>, owner: Owner) -> Stored<bool> {
    let gone = diesel::delete(
        data_keys::table
            .filter(data_keys::owner.eq(AnyId(owner.id)))
            .filter(data_keys::scheme.eq(owner.scheme)),
    )
    .execute(tx.conn)?;
    Ok(gone > 0)
}

/// The keys of several owners, by owner; one that was destroyed is not among them.
///
/// # Errors
/// If the database refuses, or a key does not open.
pub fn load_many(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    owners: impl Iterator<Item = Uuid>,
) -> Stored<HashMap<Uuid, DataKey>> {
    let owners: Vec<AnyId> = owners.map(AnyId).collect();
    let mut found = HashMap::with_capacity(owners.len());
    for part in owners.chunks(500) {
        let rows: Vec<(AnyId, i64, Vec<u8>)> = data_keys::table
            .filter(data_keys::scheme.eq(scheme))
            .filter(data_keys::owner.eq_any(part))
            .select((data_keys::owner, data_keys::epoch, data_keys::wrapped))
            .load(tx.conn)?;
        for (owner, epoch, bytes) in rows {
            let key = tx.vault.unwrap_key(Owner::new(scheme, owner.0), &WrappedKey { epoch, bytes })?;
            found.insert(owner.0, key);
        }
    }
    Ok(found)
}

/// Wraps keys of earlier epochs anew under the newest, so many at most; returns how many were. One that does not open
/// is left as it is.
///
/// # Errors
/// If the database refuses.
pub fn rewrap(tx: &mut Write<'_>, scheme: SchemeId, limit: i64) -> Stored<usize> {
    let newest = tx.vault.newest_epoch();
    let old: Vec<(AnyId, i64, Vec<u8>)> = data_keys::table
        .filter(data_keys::scheme.eq(scheme))
        .filter(data_keys::epoch.lt(newest))
        .order(data_keys::owner)
        .limit(limit)
        .select((data_keys::owner, data_keys::epoch, data_keys::wrapped))
        .load_both(tx.conn)?;
    let mut rewrapped = 0;
    for (id, epoch, bytes) in old {
        let owner = Owner::new(scheme, id.0);
        let key = match unwrap(tx, owner, (epoch, bytes.clone())) {
            Ok(key) => key,
            // One that does not open keeps no other from moving, and its own epoch from being destroyed.
            Err(error) => {
                tracing::error!(owner = %id.0, epoch, %error, "a data key does not open");
                continue;
            }
        };
        let wrapped = tx.vault.wrap_anew(tx.clock, owner, &key);
        // Whoever destroyed this key meanwhile, or gave the owner another one, is not undone.
        let same = data_keys::table
            .filter(data_keys::owner.eq(id))
            .filter(data_keys::scheme.eq(scheme))
            .filter(data_keys::wrapped.eq(bytes));
        rewrapped += diesel::update(same)
            .set((data_keys::epoch.eq(wrapped.epoch), data_keys::wrapped.eq(wrapped.bytes)))
            .execute_both(tx.conn)?;
    }
    Ok(rewrapped)
}

/// Whether an owner has no key: what it sealed, if anything, is noise.
///
/// # Errors
/// If the database refuses.
pub fn destroyed(tx: &mut Read<'_>, owner: Owner) -> Stored<bool> {
    let key = data_keys::table
        .filter(data_keys::owner.eq(AnyId(owner.id)))
        .filter(data_keys::scheme.eq(owner.scheme));
    Ok(key.count().get_result::<i64>(tx.conn)? == 0)
}

/// Every living key of a scheme: for checks and for wrapping them anew.
///
/// # Errors
/// If the database refuses, or a key does not open.
pub fn all(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<DataKey>> {
    let owners: Vec<AnyId> =
        data_keys::table.filter(data_keys::scheme.eq(scheme)).select(data_keys::owner).load(tx.conn)?;
    Ok(load_many(tx, scheme, owners.into_iter().map(|owner| owner.0))?.into_values().collect())
}
