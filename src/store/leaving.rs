//! Requests to leave, and the erasure of a user or a business.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, Stored, Write, keys, outbox,
    schema::{
        businesses, grants, incidents, leavings, links, officers, outbox as outbox_rows, permissions,
        premises, roles, sessions, sightings, special_audiences, told, users,
    },
    types::{AnyId, At},
};
use crate::{
    domain::{
        ids::{BusinessId, PremisesId, RequestId, SchemeId, UserId},
        incident::report::State,
    },
    vault::Owner,
};

/// A request to leave: of a user, or of a business with all its users.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    /// Id.
    pub id: RequestId,
    /// The user who leaves.
    pub user: Option<UserId>,
    /// The business that leaves.
    pub business: Option<BusinessId>,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// Keeps a request.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, leaving: &Leaving) -> Stored<()> {
    diesel::insert_into(leavings::table)
        .values((
            leavings::id.eq(leaving.id),
            leavings::scheme.eq(scheme),
            leavings::user_id.eq(leaving.user),
            leavings::business.eq(leaving.business),
            leavings::asked_by.eq(leaving.asked_by),
            leavings::asked_at.eq(At::from(leaving.asked_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The requests that wait, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Leaving>> {
    let rows = leavings::table
        .filter(leavings::scheme.eq(scheme))
        .order(leavings::asked_at)
        .select((leavings::id, leavings::user_id, leavings::business, leavings::asked_by, leavings::asked_at))
        .load::<(RequestId, Option<UserId>, Option<BusinessId>, UserId, At)>(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, user, business, asked_by, at)| Leaving {
            id,
            user,
            business,
            asked_by,
            asked_at: at.into(),
        })
        .collect())
}

/// Takes a request back, or off the list once it is done; `false` if there is none.
///
/// # Errors
/// If the database refuses.
pub fn remove(tx: &mut Write<'_>, scheme: SchemeId, id: RequestId) -> Stored<bool> {
    let gone =
        diesel::delete(leavings::table.filter(leavings::id.eq(id)).filter(leavings::scheme.eq(scheme)))
            .execute(tx.conn)?;
    Ok(gone == 1)
}

/// How many rows are a user's, by table.
///
/// # Errors
/// If the database refuses.
pub fn census(tx: &mut Read<'_>, scheme: SchemeId, user: UserId) -> Stored<Vec<(&'static str, u64)>> {
    let drafts = incidents::table
        .filter(incidents::scheme.eq(scheme))
        .filter(incidents::reporter.eq(user))
        .filter(incidents::state.eq(State::Draft))
        .count();
    let mail = outbox_rows::table
        .filter(outbox_rows::scheme.eq(scheme))
        .filter(outbox_rows::owner.eq(AnyId(user.uuid())))
        .count();
    let mut found: Vec<(&'static str, i64)> = vec![
        ("data_keys", key_of(tx, scheme, user.uuid())?),
        ("incidents", drafts.get_result(tx.conn)?),
        ("outbox", mail.get_result(tx.conn)?),
    ];
    macro_rules! count {
        ($($table:ident.$column:ident),+ $(,)?) => {$(
            let here = $table::table.filter($table::scheme.eq(scheme)).filter($table::$column.eq(user)).count();
            found.push((stringify!($table), here.get_result(tx.conn)?));
        )+};
    }
    count!(
        users.id,
        sessions.user_id,
        links.user_id,
        roles.user_id,
        grants.user_id,
        leavings.user_id,
        told.user_id,
        officers.user_id,
        permissions.user_id,
    );
    Ok(some(found))
}

fn key_of(tx: &mut Read<'_>, scheme: SchemeId, owner: Uuid) -> Stored<i64> {
    Ok(i64::from(!keys::destroyed(tx, Owner::new(scheme, owner))?))
}

fn some(found: Vec<(&'static str, i64)>) -> Vec<(&'static str, u64)> {
    found.into_iter().filter(|(_, n)| *n > 0).map(|(table, n)| (table, n.unsigned_abs())).collect()
}

/// How many rows are a business's alone, by table.
///
/// # Errors
/// If the database refuses.
pub fn census_of_business(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    business: BusinessId,
) -> Stored<Vec<(&'static str, u64)>> {
    let sites =
        premises::table.filter(premises::scheme.eq(scheme)).filter(premises::business.eq(business)).count();
    let own =
        businesses::table.filter(businesses::scheme.eq(scheme)).filter(businesses::id.eq(business)).count();
    let key = key_of(tx, scheme, business.uuid())?;
    Ok(some(vec![
        ("data_keys", key),
        ("businesses", own.get_result(tx.conn)?),
        ("premises", sites.get_result(tx.conn)?),
    ]))
}

/// Erases a user: sessions, links, roles, grants, requests, queued mail, row and key. Drafts of reports are gone
/// before; ids in what others did with them are ids of nobody from now on.
///
/// # Errors
/// If the database refuses.
pub fn erase_user(tx: &mut Write<'_>, scheme: SchemeId, user: UserId) -> Stored<()> {
    outbox::erase_of(tx, scheme, user)?;
    diesel::delete(sessions::table.filter(sessions::scheme.eq(scheme)).filter(sessions::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(links::table.filter(links::scheme.eq(scheme)).filter(links::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(roles::table.filter(roles::scheme.eq(scheme)).filter(roles::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(grants::table.filter(grants::scheme.eq(scheme)).filter(grants::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(leavings::table.filter(leavings::scheme.eq(scheme)).filter(leavings::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(told::table.filter(told::scheme.eq(scheme)).filter(told::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(
        permissions::table.filter(permissions::scheme.eq(scheme)).filter(permissions::user_id.eq(user)),
    )
    .execute(tx.conn)?;
    diesel::delete(officers::table.filter(officers::scheme.eq(scheme)).filter(officers::user_id.eq(user)))
        .execute(tx.conn)?;
    diesel::delete(users::table.filter(users::scheme.eq(scheme)).filter(users::id.eq(user)))
        .execute(tx.conn)?;
    keys::destroy(tx, Owner::new(scheme, user))?;
    Ok(())
}

/// Erases a business whose users are erased: its premises, row and key. Incidents that are kept lose it.
///
/// # Errors
/// If the database refuses, for instance because a user is left.
pub fn erase_business(tx: &mut Write<'_>, scheme: SchemeId, business: BusinessId) -> Stored<()> {
    let sites: Vec<PremisesId> = premises::table
        .filter(premises::scheme.eq(scheme))
        .filter(premises::business.eq(business))
        .select(premises::id)
        .load(tx.conn)?;
    diesel::update(
        incidents::table.filter(incidents::scheme.eq(scheme)).filter(incidents::business.eq(business)),
    )
    .set(incidents::business.eq(None::<BusinessId>))
    .execute(tx.conn)?;
    diesel::update(
        incidents::table.filter(incidents::scheme.eq(scheme)).filter(incidents::premises.eq_any(&sites)),
    )
    .set(incidents::premises.eq(None::<PremisesId>))
    .execute(tx.conn)?;
    diesel::update(
        sightings::table.filter(sightings::scheme.eq(scheme)).filter(sightings::premises.eq_any(&sites)),
    )
    .set(sightings::premises.eq(None::<PremisesId>))
    .execute(tx.conn)?;
    diesel::delete(
        special_audiences::table
            .filter(special_audiences::scheme.eq(scheme))
            .filter(special_audiences::business.eq(business)),
    )
    .execute(tx.conn)?;
    diesel::delete(
        leavings::table.filter(leavings::scheme.eq(scheme)).filter(leavings::business.eq(business)),
    )
    .execute(tx.conn)?;
    diesel::delete(
        premises::table.filter(premises::scheme.eq(scheme)).filter(premises::business.eq(business)),
    )
    .execute(tx.conn)?;
    diesel::delete(
        businesses::table.filter(businesses::scheme.eq(scheme)).filter(businesses::id.eq(business)),
    )
    .execute(tx.conn)?;
    keys::destroy(tx, Owner::new(scheme, business))?;
    Ok(())
}
