//! Best-interests decisions on children: proposed by one person, confirmed by another.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored, Write, cell, keys, origin,
    schema::{best_interests, profiles},
    types::At,
};
use crate::{
    domain::{
        ids::{ItemId, ProfileId, SchemeId, UserId},
        member::evidence::{Opens, Summary},
    },
    vault::{Owner, Place, Sealed},
};

/// A best-interests decision as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Id.
    pub id: ItemId,
    /// Whether the person is to be circulated.
    pub circulate: bool,
    /// Whether a photo is to be shown.
    pub photo: bool,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who confirmed it.
    pub confirmed_by: Option<UserId>,
}

fn place(id: ItemId) -> Place {
    Place::new("best_interests", "reason", id)
}

/// Keeps a proposal.
///
/// # Errors
/// If the profile's key is gone.
pub fn propose(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId, decision: &Decision) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, profile))?;
    let reason = cell::seal::<Summary>(tx, &key, place(decision.id), &decision.reason)?;
    diesel::insert_into(best_interests::table)
        .values((
            best_interests::id.eq(decision.id),
            best_interests::scheme.eq(scheme),
            best_interests::profile.eq(profile),
            best_interests::circulate.eq(decision.circulate),
            best_interests::photo.eq(decision.photo),
            best_interests::reason.eq(reason),
            best_interests::proposed_by.eq(decision.proposed_by),
            best_interests::proposed_at.eq(At::from(decision.proposed_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The latest decision on a profile, confirmed or not.
///
/// # Errors
/// If the profile's key is gone.
pub fn latest(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Summary>,
    profile: ProfileId,
) -> Stored<Option<Decision>> {
    type Row = (ItemId, bool, bool, Sealed, Option<UserId>, At, Option<UserId>);
    let row: Option<Row> = best_interests::table
        .filter(best_interests::scheme.eq(viewer.scheme()))
        .filter(best_interests::profile.eq(profile))
        .order(best_interests::proposed_at.desc())
        .select((
            best_interests::id,
            best_interests::circulate,
            best_interests::photo,
            best_interests::reason,
            best_interests::proposed_by,
            best_interests::proposed_at,
            best_interests::confirmed_by,
        ))
        .first(tx.conn)
        .optional()?;
    let Some((id, circulate, photo, sealed, proposed_by, proposed_at, confirmed_by)) = row else {
        return Ok(None);
    };
    let key = origin::key(tx, viewer.scheme(), profile, id)?;
    let reason = cell::open::<Summary, String>(viewer, &key, place(id), &sealed)?;
    let proposed_at = proposed_at.into();
    Ok(Some(Decision { id, circulate, photo, reason, proposed_by, proposed_at, confirmed_by }))
}

/// Confirms a proposal that somebody else made; `false` if it was confirmed, or is this person's own.
///
/// # Errors
/// If the database refuses.
pub fn confirm(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ItemId,
    by: UserId,
    at: DateTime<Utc>,
) -> Stored<bool> {
    Ok(diesel::update(
        best_interests::table
            .filter(best_interests::id.eq(id))
            .filter(best_interests::scheme.eq(scheme))
            .filter(best_interests::confirmed_at.is_null())
            .filter(best_interests::proposed_by.ne(by)),
    )
    .set((best_interests::confirmed_by.eq(by), best_interests::confirmed_at.eq(At::from(at))))
    .execute(tx.conn)?
        == 1)
}

/// Children nobody has decided about yet, with the day their profile was made.
///
/// # Errors
/// If the database refuses.
pub fn waiting(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(ProfileId, NaiveDate)>> {
    let decided = best_interests::table
        .filter(best_interests::scheme.eq(scheme))
        .filter(best_interests::confirmed_at.is_not_null())
        .select(best_interests::profile);
    Ok(profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::under_18.eq(true))
        .filter(profiles::withdrawn_at.is_null())
        .filter(profiles::id.ne_all(decided))
        .order(profiles::created_on)
        .select((profiles::id, profiles::created_on))
        .load(tx.conn)?)
}
