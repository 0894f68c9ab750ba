//! Server-side sessions, and the single-use links of invitations and resets. Tokens are stored as hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    both::{Both, columns},
    business, keys,
    schema::{businesses, data_keys, links, roles, sessions, users},
    types::At,
    user,
};
use crate::{
    domain::{
        ids::{BusinessId, SchemeId, UserId},
        member::{
            evidence::{Account, Opens},
            record::Session,
            role::Role,
            state::State,
        },
    },
    vault::Owner,
};

/// Opens a session.
///
/// # Errors
/// If the database refuses.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    token: &[u8],
    user: UserId,
    role: Role,
    second_factor: bool,
    at: DateTime<Utc>,
) -> Stored<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token.eq(token),
            sessions::scheme.eq(scheme),
            sessions::user_id.eq(user),
            sessions::role.eq(role),
            sessions::second_factor.eq(second_factor),
            sessions::created_at.eq(At::from(at)),
            sessions::seen_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

diesel::alias!(data_keys as places: Places);

/// A session with its user, the user's key, and the user's business with its key.
type Found = (user::Row, UserId, Role, bool, At, At, Wrapped, (Option<business::Row>, Option<Wrapped>));
type Wrapped = (i64, Vec<u8>);

/// The session of a token's hash, with its user.
///
/// # Errors
/// [`super::StoreError::NotFound`] if it ended.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Account>, token: &[u8]) -> Stored<Session> {
    let scheme = viewer.scheme();
    let (row, user_id, role, second_factor, created_at, seen_at, wrapped, place) = sessions::table
        .inner_join(users::table)
        .inner_join(data_keys::table.on(data_keys::owner.eq(sessions::user_id)))
        .left_join(businesses::table.on(users::business.eq(businesses::id.nullable())))
        .left_join(places.on(users::business.eq(places.field(data_keys::owner).nullable())))
        .filter(sessions::token.eq(token))
        .filter(sessions::scheme.eq(scheme))
        .filter(data_keys::scheme.eq(scheme))
        .select((
            columns::<user::Row>(),
            sessions::user_id,
            sessions::role,
            sessions::second_factor,
            sessions::created_at,
            sessions::seen_at,
            (data_keys::epoch, data_keys::wrapped),
            (
                columns::<business::Row>().nullable(),
                places.fields((data_keys::epoch, data_keys::wrapped)).nullable(),
            ),
        ))
        .first_both::<Found>(tx.conn)?;
    let held: Vec<Role> = roles::table
        .filter(roles::user_id.eq(user_id))
        .filter(roles::scheme.eq(scheme))
        .filter(roles::confirmed_at.is_not_null())
        .order(roles::granted_at)
        .select(roles::role)
        .load_both(tx.conn)?;
    let business = match place {
        (Some(row), Some(wrapped)) => Some(row.unlock(tx, viewer, wrapped)?),
        _ => None,
    };
    let key = keys::unwrap(tx, Owner::new(scheme, user_id), wrapped)?;
    let has_second_factor = row.has_second_factor(&key, viewer)?;
    let user = row.open(&key, viewer)?;
    Ok(Session {
        business_active: business.as_ref().is_none_or(|business| business.state == State::Active),
        place: business.map(|business| business.details),
        user,
        role,
        roles: held,
        second_factor,
        has_second_factor,
        created_at: created_at.into(),
        seen_at: seen_at.into(),
    })
}

/// Notes that a session was used.
///
/// # Errors
/// If the database refuses.
pub fn touch(tx: &mut Write<'_>, token: &[u8], at: DateTime<Utc>) -> Stored<()> {
    diesel::update(sessions::table.filter(sessions::token.eq(token)))
        .set(sessions::seen_at.eq(At::from(at)))
        .execute(tx.conn)?;
    Ok(())
}

/// Changes what a session acts as; a change of power is a new token.
///
/// # Errors
/// If the database refuses.
pub fn replace(
    tx: &mut Write<'_>,
    old: &[u8],
    new: &[u8],
    role: Role,
    second_factor: bool,
    at: DateTime<Utc>,
) -> Stored<()> {
    diesel::update(sessions::table.filter(sessions::token.eq(old)))
        .set((
            sessions::token.eq(new),
            sessions::role.eq(role),
            sessions::second_factor.eq(second_factor),
            sessions::seen_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// If the database refuses.
pub fn end(tx: &mut Write<'_>, token: &[u8]) -> Stored<()> {
    diesel::delete(sessions::table.filter(sessions::token.eq(token))).execute(tx.conn)?;
    Ok(())
}

/// Ends every session of a user: at once, on suspension, change of role or password.
///
/// # Errors
/// If the database refuses.
pub fn end_all(tx: &mut Write<'_>, scheme: SchemeId, user: UserId) -> Stored<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::scheme.eq(scheme)).filter(sessions::user_id.eq(user)))
        .execute(tx.conn)?)
}

/// An open session of a user.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its token's hash.
    pub token: Vec<u8>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
}

/// The open sessions of a user, the last used first.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId, user: UserId) -> Stored<Vec<Open>> {
    let rows: Vec<(Vec<u8>, At)> = sessions::table
        .filter(sessions::scheme.eq(scheme))
        .filter(sessions::user_id.eq(user))
        .order(sessions::seen_at.desc())
        .select((sessions::token, sessions::seen_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(token, seen_at)| Open { token, seen_at: seen_at.into() }).collect())
}

/// Ends every session of a user but one.
///
/// # Errors
/// If the database refuses.
pub fn end_others(tx: &mut Write<'_>, scheme: SchemeId, user: UserId, keep: &[u8]) -> Stored<usize> {
    Ok(diesel::delete(
        sessions::table
            .filter(sessions::scheme.eq(scheme))
            .filter(sessions::user_id.eq(user))
            .filter(sessions::token.ne(keep)),
    )
    .execute(tx.conn)?)
}

/// Ends every session of a business's users.
///
/// # Errors
/// If the database refuses.
pub fn end_all_of(tx: &mut Write<'_>, scheme: SchemeId, business: BusinessId) -> Stored<usize> {
    let people = users::table
        .filter(users::scheme.eq(scheme))
        .filter(users::business.eq(business))
        .select(users::id)
        .load::<UserId>(tx.conn)?;
    let mut ended = 0;
    for user in people {
        ended += end_all(tx, scheme, user)?;
    }
    Ok(ended)
}

/// Ends sessions not used since, or opened before.
///
/// # Errors
/// If the database refuses.
pub fn end_stale(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    seen_before: DateTime<Utc>,
    opened_before: DateTime<Utc>,
) -> Stored<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::scheme.eq(scheme)).filter(
        sessions::seen_at.lt(At::from(seen_before)).or(sessions::created_at.lt(At::from(opened_before))),
    ))
    .execute(tx.conn)?)
}

/// Keeps a link until it is spent; earlier ones of the same user and purpose end.
///
/// # Errors
/// If the database refuses.
pub fn insert_link(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    token: &[u8],
    user: UserId,
    purpose: &str,
    ends_at: DateTime<Utc>,
) -> Stored<()> {
    diesel::delete(
        links::table
            .filter(links::scheme.eq(scheme))
            .filter(links::user_id.eq(user))
            .filter(links::purpose.eq(purpose)),
    )
    .execute(tx.conn)?;
    diesel::insert_into(links::table)
        .values((
            links::token.eq(token),
            links::scheme.eq(scheme),
            links::user_id.eq(user),
            links::purpose.eq(purpose),
            links::ends_at.eq(At::from(ends_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose link this is, if it is still good.
///
/// # Errors
/// If the database refuses.
pub fn link(tx: &mut Read<'_>, scheme: SchemeId, token: &[u8], at: DateTime<Utc>) -> Stored<Option<UserId>> {
    Ok(links::table
        .filter(links::token.eq(token))
        .filter(links::scheme.eq(scheme))
        .filter(links::ends_at.gt(At::from(at)))
        .select(links::user_id)
        .first(tx.conn)
        .optional()?)
}

/// Spends a link; `false` if it was spent meanwhile.
///
/// # Errors
/// If the database refuses.
pub fn spend_link(tx: &mut Write<'_>, scheme: SchemeId, token: &[u8]) -> Stored<bool> {
    Ok(diesel::delete(links::table.filter(links::token.eq(token)).filter(links::scheme.eq(scheme)))
        .execute(tx.conn)?
        == 1)
}

/// Ends every link of a user.
///
/// # Errors
/// If the database refuses.
pub fn end_links(tx: &mut Write<'_>, scheme: SchemeId, user: UserId) -> Stored<usize> {
    Ok(diesel::delete(links::table.filter(links::scheme.eq(scheme)).filter(links::user_id.eq(user)))
        .execute(tx.conn)?)
}

/// Ends every session and link of a scheme.
///
/// # Errors
/// If the database refuses.
pub fn end_everything(tx: &mut Write<'_>, scheme: SchemeId) -> Stored<usize> {
    let sessions = diesel::delete(sessions::table.filter(sessions::scheme.eq(scheme))).execute(tx.conn)?;
    Ok(sessions + diesel::delete(links::table.filter(links::scheme.eq(scheme))).execute(tx.conn)?)
}

/// Forgets links that ended.
///
/// # Errors
/// If the database refuses.
pub fn forget_links(tx: &mut Write<'_>, scheme: SchemeId, at: DateTime<Utc>) -> Stored<usize> {
    Ok(diesel::delete(links::table.filter(links::scheme.eq(scheme)).filter(links::ends_at.le(At::from(at))))
        .execute(tx.conn)?)
}
