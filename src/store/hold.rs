//! Legal holds: they defer the erasure of a profile, never its withdrawal.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Read, StoreError, Stored, Write, cell, keys, origin, schema::holds};
use crate::{
    domain::{
        ids::{ItemId, ProfileId},
        member::evidence::{Intelligence, Opens},
    },
    vault::{Owner, Place, Sealed},
};

/// A legal hold.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Its id.
    pub id: ItemId,
    /// Why: proceedings, a claim.
    pub reason: String,
    /// The day it was approved.
    pub since: NaiveDate,
    /// The day it was last reviewed and kept.
    pub reviewed: Option<NaiveDate>,
    /// The day its next review is due.
    pub until: NaiveDate,
    /// The day it was lifted.
    pub lifted: Option<NaiveDate>,
}

fn place(id: ItemId) -> Place {
    Place::new("holds", "reason", id)
}

/// Places a hold; the reason is sealed under the profile's key.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
    hold: &Hold,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(viewer.scheme(), profile))?;
    let reason = cell::seal::<Intelligence>(tx, &key, place(hold.id), &hold.reason)?;
    diesel::insert_into(holds::table)
        .values((
            holds::id.eq(hold.id),
            holds::scheme.eq(viewer.scheme()),
            holds::profile.eq(profile),
            holds::reason.eq(reason),
            holds::approved_by.eq(viewer.user()),
            holds::since.eq(hold.since),
            holds::until.eq(hold.until),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The holds of a profile, the latest first.
///
/// # Errors
/// If the profile's key is gone.
pub fn of_profile(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
) -> Stored<Vec<Hold>> {
    type Row = (ItemId, Sealed, NaiveDate, Option<NaiveDate>, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = holds::table
        .filter(holds::scheme.eq(viewer.scheme()))
        .filter(holds::profile.eq(profile))
        .order(holds::since.desc())
        .select((holds::id, holds::reason, holds::since, holds::reviewed_on, holds::until, holds::lifted_on))
        .load(tx.conn)?;
    let mut open = |(id, sealed, since, reviewed, until, lifted): Row| {
        let key = origin::key(tx, viewer.scheme(), profile, id)?;
        let reason = cell::open::<Intelligence, String>(viewer, &key, place(id), &sealed)?;
        Ok(Hold { id, reason, since, reviewed, until, lifted })
    };
    rows.into_iter().map(&mut open).collect()
}

/// Reviews a hold that stands: kept until a later day, or lifted.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such hold on this profile, or it is lifted.
pub fn review(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
    id: ItemId,
    today: NaiveDate,
    until: Option<NaiveDate>,
) -> Stored<()> {
    let this = holds::table
        .filter(holds::scheme.eq(viewer.scheme()))
        .filter(holds::profile.eq(profile))
        .filter(holds::id.eq(id))
        .filter(holds::lifted_on.is_null());
    let done = match until {
        Some(until) => diesel::update(this)
            .set((holds::reviewed_on.eq(Some(today)), holds::until.eq(until)))
            .execute(tx.conn)?,
        None => diesel::update(this).set(holds::lifted_on.eq(Some(today))).execute(tx.conn)?,
    };
    if done == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
