//! Names that members suggest for ID-sought profiles: sealed under the profile's key.

use diesel::prelude::*;

use super::{Read, StoreError, Stored, Write, cell, keys, schema::suggestions, types::At};
use crate::{
    domain::{
        ids::{ItemId, ProfileId, SchemeId, UserId},
        member::evidence::{Intelligence, Opens},
        profile::suggestion::{State, Suggestion},
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = suggestions)]
struct Row {
    id: ItemId,
    profile: ProfileId,
    user_id: Option<UserId>,
    name: Sealed,
    state: State,
    made_at: At,
}

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

/// Suggestions in a state, of one profile or all, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn list(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: Option<ProfileId>,
    state: State,
) -> Stored<Vec<Suggestion>> {
    let mut query = suggestions::table
        .filter(suggestions::scheme.eq(viewer.scheme()))
        .filter(suggestions::state.eq(state))
        .select(Row::as_select())
        .order(suggestions::made_at)
        .into_boxed();
    if let Some(profile) = profile {
        query = query.filter(suggestions::profile.eq(profile));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.profile.uuid()))?;
    rows.into_iter()
        .map(|row| {
            let key = keys.get(&row.profile.uuid()).ok_or(StoreError::NotFound)?;
            Ok(Suggestion {
                id: row.id,
                profile: row.profile,
                user: row.user_id,
                name: cell::open::<Intelligence, String>(viewer, key, place(row.id), &row.name)?,
                state: row.state,
                made_at: row.made_at.into(),
            })
        })
        .collect()
}

/// Settles a suggestion that waits.
///
/// # Errors
/// [`StoreError::Duplicate`] if somebody was quicker.
pub fn settle(tx: &mut Write<'_>, scheme: SchemeId, id: ItemId, state: State) -> Stored<()> {
    let changed = diesel::update(
        suggestions::table
            .filter(suggestions::id.eq(id))
            .filter(suggestions::scheme.eq(scheme))
            .filter(suggestions::state.eq(State::Waiting)),
    )
    .set(suggestions::state.eq(state))
    .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Duplicate) }
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
