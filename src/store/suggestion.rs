//! Names that members suggest for ID-sought profiles: sealed under the profile's key.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, cell, keys, origin, schema::suggestions, types::At};
use crate::{
    domain::{
        ids::{ItemId, ProfileId, SchemeId, UserId},
        member::evidence::{Intelligence, Opens},
        profile::suggestion::{State, Suggestion},
    },
    vault::{Owner, Place, Sealed},
};

fn place(id: ItemId) -> Place {
    Place::new("suggestions", "name", id)
}

/// Keeps a suggested name.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, suggestion: &Suggestion) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, suggestion.profile))?;
    let sealed = cell::seal::<Intelligence>(tx, &key, place(suggestion.id), &suggestion.name)?;
    diesel::insert_into(suggestions::table)
        .values((
            suggestions::id.eq(suggestion.id),
            suggestions::scheme.eq(scheme),
            suggestions::profile.eq(suggestion.profile),
            suggestions::user_id.eq(suggestion.user),
            suggestions::name.eq(sealed),
            suggestions::state.eq(suggestion.state),
            suggestions::made_at.eq(At::from(suggestion.made_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Suggestions that wait for an administrator: for whom, and since when.
///
/// # Errors
/// If the database refuses.
pub fn waiting(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(ProfileId, DateTime<Utc>)>> {
    let rows: Vec<(ProfileId, At)> = suggestions::table
        .filter(suggestions::scheme.eq(scheme))
        .filter(suggestions::state.eq(State::Waiting))
        .order(suggestions::made_at)
        .select((suggestions::profile, suggestions::made_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(profile, at)| (profile, at.into())).collect())
}

/// When somebody last suggested a name for a profile that still waits.
///
/// # Errors
/// If the database refuses.
pub fn last_by(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profile: ProfileId,
    user: Option<UserId>,
) -> Stored<Option<DateTime<Utc>>> {
    let last: Option<At> = suggestions::table
        .filter(suggestions::scheme.eq(scheme))
        .filter(suggestions::profile.eq(profile))
        .filter(suggestions::user_id.eq(user))
        .filter(suggestions::state.eq(State::Waiting))
        .order(suggestions::made_at.desc())
        .select(suggestions::made_at)
        .first(tx.conn)
        .optional()?;
    Ok(last.map(Into::into))
}

/// A suggested name, opened: id, name, by whom, when.
pub type Suggested = (ItemId, String, Option<UserId>, DateTime<Utc>);

/// The names suggested for a profile that wait for an administrator.
///
/// # Errors
/// If the profile's key is gone.
pub fn of_profile(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
) -> Stored<Vec<Suggested>> {
    let rows: Vec<(ItemId, Sealed, Option<UserId>, At)> = suggestions::table
        .filter(suggestions::scheme.eq(viewer.scheme()))
        .filter(suggestions::profile.eq(profile))
        .filter(suggestions::state.eq(State::Waiting))
        .order(suggestions::made_at)
        .select((suggestions::id, suggestions::name, suggestions::user_id, suggestions::made_at))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(id, sealed, by, at)| {
            let key = origin::key(tx, viewer.scheme(), profile, id)?;
            Ok((id, cell::open::<Intelligence, String>(viewer, &key, place(id), &sealed)?, by, at.into()))
        })
        .collect()
}

/// Takes a suggestion off the list, once it was confirmed or dismissed; `false` if it was not open.
///
/// # Errors
/// If the database refuses.
pub fn settle(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId, id: ItemId) -> Stored<bool> {
    Ok(diesel::delete(
        suggestions::table
            .filter(suggestions::scheme.eq(scheme))
            .filter(suggestions::profile.eq(profile))
            .filter(suggestions::id.eq(id)),
    )
    .execute(tx.conn)?
        == 1)
}

/// Erases every suggestion for a profile.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    diesel::delete(
        suggestions::table.filter(suggestions::scheme.eq(scheme)).filter(suggestions::profile.eq(profile)),
    )
    .execute(tx.conn)?;
    Ok(())
}
