//! The controller's grants to see a withdrawn profile.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Read, Stored, Write, cell, keys, schema::grants, types::At};
use crate::{
    domain::{
        ids::{ItemId, ProfileId, SchemeId, UserId},
        member::evidence::{Intelligence, Opens},
    },
    vault::{Owner, Place, Sealed},
};

/// Whether a grant to this user runs on a day.
///
/// # Errors
/// If the database refuses.
pub fn runs(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    user: UserId,
    profile: ProfileId,
    today: NaiveDate,
) -> Stored<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        grants::table
            .filter(grants::scheme.eq(scheme))
            .filter(grants::profile.eq(profile))
            .filter(grants::user_id.eq(user))
            .filter(grants::until.ge(today)),
    ))
    .get_result(tx.conn)?)
}

/// A grant to see a withdrawn profile.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Its id.
    pub id: ItemId,
    /// To whom.
    pub user: UserId,
    /// The last day it runs.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
}

fn place(id: ItemId) -> Place {
    Place::new("grants", "reason", id)
}

/// Grants sight of a profile; the reason is sealed under the profile's key.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
    sight: &Sight,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(viewer.scheme(), profile))?;
    let reason = cell::seal::<Intelligence>(tx, &key, place(sight.id), &sight.reason)?;
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(sight.id),
            grants::scheme.eq(viewer.scheme()),
            grants::profile.eq(profile),
            grants::user_id.eq(sight.user),
            grants::reason.eq(reason),
            grants::until.eq(sight.until),
            grants::given_by.eq(viewer.user()),
            grants::given_at.eq(At::from(viewer.at())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The grants of a profile, the latest first.
///
/// # Errors
/// If the profile's key is gone.
pub fn of_profile(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
) -> Stored<Vec<Sight>> {
    let rows: Vec<(ItemId, UserId, NaiveDate, Sealed)> = grants::table
        .filter(grants::scheme.eq(viewer.scheme()))
        .filter(grants::profile.eq(profile))
        .order(grants::given_at.desc())
        .select((grants::id, grants::user_id, grants::until, grants::reason))
        .load(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), profile))?;
    let open = |(id, user, until, sealed)| {
        let reason = cell::open::<Intelligence, String>(viewer, &key, place(id), &sealed)?;
        Ok(Sight { id, user, until, reason })
    };
    rows.into_iter().map(open).collect()
}
