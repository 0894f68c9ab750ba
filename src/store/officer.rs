//! Officers of a force or agency without a system of their own: accounts bound to an agreement.

use chrono::{DateTime, NaiveDate};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write,
    both::{Both, columns},
    cell, keys,
    schema::{agreements, officers, sessions},
    types::At,
    user,
};
use crate::{
    domain::{
        agency::{
            officer::Officer,
            purpose::{Purpose, Statement},
        },
        ids::{AgreementId, SchemeId, UserId},
        member::{
            evidence::{Account, Opens},
            record::User,
        },
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = officers)]
struct Row {
    user_id: UserId,
    agreement: AgreementId,
    reference: Sealed,
    invited_by: Option<UserId>,
    invited_at: At,
}

#[derive(Serialize, Deserialize)]
struct StatementCell {
    purpose: String,
    reason: String,
    /// Seconds of the Unix epoch.
    at: i64,
}

fn place(id: UserId) -> Place {
    Place::new("officers", "reference", id)
}

fn statement_place(id: UserId) -> Place {
    Place::new("sessions", "statement", id)
}

impl Row {
    fn open(self, tx: &mut Read<'_>, viewer: &impl Opens<Account>) -> Stored<Officer> {
        let Self { user_id, agreement, reference, invited_by, invited_at } = self;
        let key = keys::load(tx, Owner::new(viewer.scheme(), user_id))?;
        let reference = cell::open(viewer, &key, place(user_id), &reference)?;
        let invited_at = invited_at.into();
        Ok(Officer { user: user_id, agreement, reference, invited_by, invited_at })
    }
}

/// Binds an account to an agreement.
///
/// # Errors
/// If the database refuses, or the account has no key.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, officer: &Officer) -> Stored<()> {
    let Officer { user, agreement, reference, invited_by, invited_at } = officer;
    let key = keys::load(tx, Owner::new(scheme, *user))?;
    let reference = cell::seal::<Account>(tx, &key, place(*user), reference)?;
    diesel::insert_into(officers::table)
        .values((
            officers::user_id.eq(user),
            officers::scheme.eq(scheme),
            officers::agreement.eq(agreement),
            officers::reference.eq(reference),
            officers::invited_by.eq(invited_by),
            officers::invited_at.eq(At::from(*invited_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// An officer of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] for whoever is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Account>, id: UserId) -> Stored<Officer> {
    let row: Row = officers::table
        .filter(officers::user_id.eq(id))
        .filter(officers::scheme.eq(viewer.scheme()))
        .select(columns::<Row>())
        .first_both(tx.conn)?;
    row.open(tx, viewer)
}

/// Whether somebody is an officer.
///
/// # Errors
/// If the database refuses.
pub fn is_one(tx: &mut Read<'_>, scheme: SchemeId, id: UserId) -> Stored<bool> {
    let known = officers::table.filter(officers::user_id.eq(id)).filter(officers::scheme.eq(scheme));
    Ok(known.count().get_result::<i64>(tx.conn)? > 0)
}

/// The officers under an agreement, the latest first, with their accounts.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn of_agreement(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    agreement: AgreementId,
) -> Stored<Vec<(Officer, User)>> {
    let rows: Vec<Row> = officers::table
        .filter(officers::scheme.eq(viewer.scheme()))
        .filter(officers::agreement.eq(agreement))
        .order((officers::invited_at.desc(), officers::user_id))
        .select(Row::as_select())
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            let account = user::load(tx, viewer, row.user_id)?;
            Ok((row.open(tx, viewer)?, account))
        })
        .collect()
}

/// The officers whose agreement has ended by a day.
///
/// # Errors
/// If the database refuses.
pub fn outlived(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let over = agreements::table
        .filter(agreements::scheme.eq(scheme))
        .filter(agreements::ends_on.lt(today).or(agreements::ended_on.le(today).assume_not_null()))
        .select(agreements::id);
    let ids: Vec<UserId> = officers::table
        .filter(officers::scheme.eq(scheme))
        .filter(officers::agreement.eq_any(over))
        .select(officers::user_id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Keeps what the officer of a session said it is for; `false` if the session is gone.
///
/// # Errors
/// If the database refuses, or the account has no key.
pub fn state(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Account>,
    (token, id): (&[u8], UserId),
    statement: &Statement,
) -> Stored<bool> {
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let Statement { purpose, reason, at } = statement;
    let (purpose, reason) = (purpose.as_str().to_owned(), reason.clone());
    let said = StatementCell { purpose, reason, at: at.timestamp() };
    let sealed = cell::seal::<Account>(tx, &key, statement_place(id), &said)?;
    let ours = sessions::table
        .filter(sessions::token.eq(token))
        .filter(sessions::scheme.eq(viewer.scheme()))
        .filter(sessions::user_id.eq(id));
    Ok(diesel::update(ours).set(sessions::statement.eq(sealed)).execute(tx.conn)? == 1)
}

/// What the officer of a session said it is for, if anything.
///
/// # Errors
/// If the database refuses, or the cell does not open.
pub fn statement(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    (token, id): (&[u8], UserId),
) -> Stored<Option<Statement>> {
    let sealed: Option<Sealed> = sessions::table
        .filter(sessions::token.eq(token))
        .filter(sessions::scheme.eq(viewer.scheme()))
        .filter(sessions::user_id.eq(id))
        .select(sessions::statement)
        .first(tx.conn)
        .optional()?
        .flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let StatementCell { purpose, reason, at } = cell::open(viewer, &key, statement_place(id), &sealed)?;
    let damaged = || StoreError::Damaged("sessions");
    let purpose = Purpose::parse(&purpose).ok_or_else(damaged)?;
    let at = DateTime::from_timestamp(at, 0).ok_or_else(damaged)?;
    Ok(Some(Statement { purpose, reason, at }))
}
