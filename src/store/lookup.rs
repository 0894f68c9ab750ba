//! Look-ups under the epochs of the ring: by them an account is found by its address, a letter by its code, a picture
//! by its bytes, though none of these is kept. They are made anew before their epoch is destroyed.

use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write, keys, origin, picture,
    schema::{letters, pictures, requests, users},
    user,
};
use crate::{
    domain::{
        ids::{LetterId, PictureId, ProfileId, RightId, SchemeId, UserId},
        member::evidence::{Account, Opens, Traces},
    },
    vault::{DataKey, Lookup, Owner, Place, Sealed, Trace},
};

/// Addresses are looked up in lower case.
fn of_address(email: &str) -> Trace {
    Trace::of(email.to_lowercase().as_bytes())
}

/// Who has an address, under whichever epoch it is kept.
pub(super) fn holder(tx: &mut Read<'_>, scheme: SchemeId, email: &str) -> Stored<Option<UserId>> {
    Ok(users::table
        .filter(users::scheme.eq(scheme))
        .filter(users::lookup.eq_any(tx.vault.lookups(scheme, Lookup::Address, &of_address(email))))
        .select(users::id)
        .first(tx.conn)
        .optional()?)
}

/// The look-up of a user's address that nobody else has, and its epoch.
pub(super) fn free(tx: &mut Read<'_>, scheme: SchemeId, id: UserId, email: &str) -> Stored<(i64, Vec<u8>)> {
    match holder(tx, scheme, email)? {
        Some(other) if other != id => Err(StoreError::Duplicate),
        _ => Ok(tx.vault.lookup(scheme, Lookup::Address, &of_address(email))),
    }
}

/// Seals what a look-up was made from, so that it can be made anew.
pub(super) fn seal(
    tx: &Read<'_>,
    key: &DataKey,
    table: &'static str,
    row: impl Into<Uuid>,
    trace: &Trace,
) -> Sealed {
    key.seal::<Traces>(tx.clock, Place::new(table, "trace", row), trace.bytes())
}

fn open(
    viewer: &impl Opens<Traces>,
    key: &DataKey,
    table: &'static str,
    row: Uuid,
    sealed: &Sealed,
) -> Stored<Trace> {
    let opened = key.open::<Traces>(viewer, Place::new(table, "trace", row), sealed)?;
    Trace::kept(&opened).ok_or(StoreError::Damaged(table))
}

/// Makes look-ups of earlier epochs anew under the newest, so many of each kind at most; returns how many were. One
/// that cannot be made is left as it is.
///
/// # Errors
/// If the database refuses.
pub fn rekey<V>(tx: &mut Write<'_>, viewer: &V, limit: i64) -> Stored<usize>
where
    V: Opens<Account> + Opens<Traces>,
{
    Ok(rekey_users(tx, viewer, limit)?
        + rekey_letters(tx, viewer, limit)?
        + rekey_requests(tx, viewer, limit)?
        + rekey_pictures(tx, viewer, limit)?)
}

fn rekey_users(tx: &mut Write<'_>, viewer: &impl Opens<Account>, limit: i64) -> Stored<usize> {
    let (scheme, newest) = (viewer.scheme(), tx.vault.newest_epoch());
    let old: Vec<(UserId, Vec<u8>)> = users::table
        .filter(users::scheme.eq(scheme))
        .filter(users::lookup_epoch.lt(newest))
        .order(users::id)
        .limit(limit)
        .select((users::id, users::lookup))
        .load(tx.conn)?;
    let mut moved = 0;
    for (id, before) in old {
        let found = user::load(tx, viewer, id).and_then(|user| free(tx, scheme, id, &user.details.email));
        let Some((epoch, found_by)) = readable(found, "users", id.uuid())? else { continue };
        let same = users::table
            .filter(users::id.eq(id))
            .filter(users::scheme.eq(scheme))
            .filter(users::lookup.eq(before));
        moved += diesel::update(same)
            .set((users::lookup.eq(found_by), users::lookup_epoch.eq(epoch)))
            .execute(tx.conn)?;
    }
    Ok(moved)
}

fn rekey_letters(tx: &mut Write<'_>, viewer: &impl Opens<Traces>, limit: i64) -> Stored<usize> {
    let (scheme, newest) = (viewer.scheme(), tx.vault.newest_epoch());
    let old: Vec<(LetterId, ProfileId, Option<Sealed>)> = letters::table
        .filter(letters::scheme.eq(scheme))
        .filter(letters::code_epoch.lt(newest))
        .order(letters::id)
        .limit(limit)
        .select((letters::id, letters::profile, letters::trace))
        .load(tx.conn)?;
    let mut moved = 0;
    for (id, profile, sealed) in old {
        let trace = origin::key(tx, scheme, profile, id).and_then(|key| {
            let sealed = sealed.ok_or(StoreError::Damaged("letters"))?;
            open(viewer, &key, "letters", id.uuid(), &sealed)
        });
        let Some(trace) = readable(trace, "letters", id.uuid())? else { continue };
        let (epoch, code) = tx.vault.lookup(scheme, Lookup::Code, &trace);
        moved += diesel::update(letters::table.filter(letters::id.eq(id)).filter(letters::scheme.eq(scheme)))
            .set((letters::code.eq(code), letters::code_epoch.eq(epoch)))
            .execute(tx.conn)?;
    }
    Ok(moved)
}

fn rekey_requests(tx: &mut Write<'_>, viewer: &impl Opens<Traces>, limit: i64) -> Stored<usize> {
    let (scheme, newest) = (viewer.scheme(), tx.vault.newest_epoch());
    let old: Vec<(RightId, Sealed)> = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::code_epoch.lt(newest))
        .order(requests::id)
        .limit(limit)
        .select((requests::id, requests::trace))
        .load(tx.conn)?;
    let mut moved = 0;
    for (id, sealed) in old {
        let trace = keys::load(tx, Owner::new(scheme, id))
            .and_then(|key| open(viewer, &key, "requests", id.uuid(), &sealed));
        let Some(trace) = readable(trace, "requests", id.uuid())? else { continue };
        let (epoch, code) = tx.vault.lookup(scheme, Lookup::Code, &trace);
        moved +=
            diesel::update(requests::table.filter(requests::id.eq(id)).filter(requests::scheme.eq(scheme)))
                .set((requests::code.eq(code), requests::code_epoch.eq(epoch)))
                .execute(tx.conn)?;
    }
    Ok(moved)
}

fn rekey_pictures(tx: &mut Write<'_>, viewer: &impl Opens<Traces>, limit: i64) -> Stored<usize> {
    let (scheme, newest) = (viewer.scheme(), tx.vault.newest_epoch());
    let old: Vec<(PictureId, Sealed)> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::fingerprint_epoch.lt(newest))
        .order(pictures::id)
        .limit(limit)
        .select((pictures::id, pictures::trace))
        .load(tx.conn)?;
    let mut moved = 0;
    for (id, sealed) in old {
        let picture = picture::load(tx, scheme, id)?;
        let trace = picture::key(tx, scheme, &picture)
            .and_then(|key| open(viewer, &key, "pictures", id.uuid(), &sealed));
        let Some(trace) = readable(trace, "pictures", id.uuid())? else { continue };
        let (epoch, fingerprint) = tx.vault.lookup(scheme, Lookup::Picture, &trace);
        moved +=
            diesel::update(pictures::table.filter(pictures::id.eq(id)).filter(pictures::scheme.eq(scheme)))
                .set((pictures::fingerprint.eq(fingerprint), pictures::fingerprint_epoch.eq(epoch)))
                .execute(tx.conn)?;
    }
    Ok(moved)
}

/// One that cannot be made anew keeps no other from it, and its own epoch from being destroyed.
fn readable<T>(made: Stored<T>, table: &'static str, row: Uuid) -> Stored<Option<T>> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(
            error @ (StoreError::Vault(_)
            | StoreError::Damaged(_)
            | StoreError::NotFound
            | StoreError::Duplicate),
        ) => {
            tracing::error!(table, %row, %error, "a look-up cannot be made anew");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// How many keys and look-ups of a scheme hang on each epoch.
///
/// # Errors
/// If the database refuses.
pub fn in_use(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(i64, i64)>> {
    use super::schema::data_keys;
    let mut all: Vec<(i64, i64)> = Vec::new();
    let mut add = |epoch: i64, n: i64| match all.iter_mut().find(|(known, _)| *known == epoch) {
        Some((_, count)) => *count += n,
        None => all.push((epoch, n)),
    };
    macro_rules! count {
        ($table:ident.$column:ident) => {
            let counts: Vec<(i64, i64)> = $table::table
                .filter($table::scheme.eq(scheme))
                .group_by($table::$column)
                .select(($table::$column, diesel::dsl::count_star()))
                .load(tx.conn)?;
            counts.into_iter().for_each(|(epoch, n)| add(epoch, n));
        };
    }
    count!(data_keys.epoch);
    count!(users.lookup_epoch);
    count!(pictures.fingerprint_epoch);
    count!(requests.code_epoch);
    let codes: Vec<(Option<i64>, i64)> = letters::table
        .filter(letters::scheme.eq(scheme))
        .group_by(letters::code_epoch)
        .select((letters::code_epoch, diesel::dsl::count_star()))
        .load(tx.conn)?;
    codes.into_iter().for_each(|(epoch, n)| epoch.into_iter().for_each(|epoch| add(epoch, n)));
    all.sort_unstable();
    Ok(all)
}
