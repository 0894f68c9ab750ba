//! What was wrong and put right: who had seen it, and whether they have read that it was wrong.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, Stored, Write,
    both::{Both, columns},
    schema::{audit, corrections, told, users},
    types::At,
};
use crate::domain::{
    ids::{ItemId, ProfileId, SchemeId, UserId},
    member::state::State,
    profile::recall::Wrong,
};

/// Something that was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: ItemId,
    /// On whose profile.
    pub profile: ProfileId,
    /// What was wrong.
    pub wrong: Wrong,
    /// When.
    pub made_at: DateTime<Utc>,
    /// How many items left, or were put right.
    pub items: i32,
    /// The person still has to be written to.
    pub letter_due: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = corrections)]
struct Row {
    id: ItemId,
    profile: ProfileId,
    wrong: Wrong,
    made_at: At,
    items: i32,
    letter_due: bool,
}

impl From<Row> for Correction {
    fn from(row: Row) -> Self {
        let Row { id, profile, wrong, made_at, items, letter_due } = row;
        Self { id, profile, wrong, made_at: made_at.into(), items, letter_due }
    }
}

/// Keeps a correction, and whom to tell.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, made: &Correction, whom: &[UserId]) -> Stored<()> {
    diesel::insert_into(corrections::table)
        .values((
            corrections::id.eq(made.id),
            corrections::scheme.eq(scheme),
            corrections::profile.eq(made.profile),
            corrections::wrong.eq(made.wrong),
            corrections::made_at.eq(At::from(made.made_at)),
            corrections::items.eq(made.items),
            corrections::letter_due.eq(made.letter_due),
        ))
        .execute(tx.conn)?;
    for user in whom {
        diesel::insert_into(told::table)
            .values((told::scheme.eq(scheme), told::correction.eq(made.id), told::user_id.eq(user)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The active users whose recorded looks and deeds since an instant concern any of these ids.
///
/// # Errors
/// If the database refuses.
pub fn seen_by(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    about: &[Uuid],
    since: DateTime<Utc>,
) -> Stored<Vec<UserId>> {
    let mut all: Vec<UserId> = Vec::new();
    for id in about {
        let actors: Vec<Option<UserId>> = audit::table
            .filter(audit::scheme.eq(scheme))
            .filter(audit::at.ge(At::from(since)))
            .filter(audit::actor.is_not_null())
            .filter(audit::about.like(format!("%{}%", id.simple())))
            .select(audit::actor)
            .distinct()
            .load(tx.conn)?;
        all.extend(actors.into_iter().flatten());
    }
    all.sort_unstable();
    all.dedup();
    Ok(users::table
        .filter(users::scheme.eq(scheme))
        .filter(users::id.eq_any(all))
        .filter(users::state.eq(State::Active))
        .order(users::id)
        .select(users::id)
        .load(tx.conn)?)
}

/// What a user is to be told and has not read yet, the latest first.
///
/// # Errors
/// If the database refuses.
pub fn unread(tx: &mut Read<'_>, scheme: SchemeId, user: UserId) -> Stored<Vec<Correction>> {
    let rows: Vec<Row> = corrections::table
        .inner_join(told::table)
        .filter(told::scheme.eq(scheme))
        .filter(told::user_id.eq(user))
        .filter(told::read_at.is_null())
        .order(corrections::made_at.desc())
        .select(columns::<Row>())
        .load_both(tx.conn)?;
    Ok(rows.into_iter().map(Correction::from).collect())
}

/// Notes that a user has read it; `false` if there was nothing to read.
///
/// # Errors
/// If the database refuses.
pub fn read(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    user: UserId,
    id: ItemId,
    at: DateTime<Utc>,
) -> Stored<bool> {
    Ok(diesel::update(
        told::table
            .filter(told::scheme.eq(scheme))
            .filter(told::user_id.eq(user))
            .filter(told::correction.eq(id))
            .filter(told::read_at.is_null()),
    )
    .set(told::read_at.eq(At::from(at)))
    .execute(tx.conn)?
        == 1)
}

/// Corrections about which the person has not been written to yet, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn letters_due(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Correction>> {
    let rows: Vec<Row> = corrections::table
        .filter(corrections::scheme.eq(scheme))
        .filter(corrections::letter_due.eq(true))
        .order(corrections::made_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Correction::from).collect())
}

/// Since when what a profile says is right: each time that something of it was put right.
///
/// # Errors
/// If the database refuses.
pub fn days(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<DateTime<Utc>>> {
    let days: Vec<At> = corrections::table
        .filter(corrections::scheme.eq(scheme))
        .filter(corrections::profile.eq(profile))
        .select(corrections::made_at)
        .load_both(tx.conn)?;
    Ok(days.into_iter().map(DateTime::from).collect())
}

/// Notes that the person has been written to; `false` if somebody was quicker.
///
/// # Errors
/// If the database refuses.
pub fn written(tx: &mut Write<'_>, scheme: SchemeId, id: ItemId) -> Stored<bool> {
    Ok(diesel::update(
        corrections::table
            .filter(corrections::scheme.eq(scheme))
            .filter(corrections::id.eq(id))
            .filter(corrections::letter_due.eq(true)),
    )
    .set(corrections::letter_due.eq(false))
    .execute(tx.conn)?
        == 1)
}

/// Erases the corrections of a profile with who was told.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    let ids: Vec<ItemId> = corrections::table
        .filter(corrections::scheme.eq(scheme))
        .filter(corrections::profile.eq(profile))
        .select(corrections::id)
        .load(tx.conn)?;
    diesel::delete(told::table.filter(told::correction.eq_any(&ids))).execute(tx.conn)?;
    diesel::delete(corrections::table.filter(corrections::id.eq_any(&ids))).execute(tx.conn)?;
    Ok(())
}
