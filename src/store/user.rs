//! Users: their details are sealed under their own key, found by the look-up of their e-mail address.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Read, StoreError, Stored, Write, cell, keys, lookup,
    schema::{roles, users},
    types::At,
};
use crate::{
    domain::{
        ids::{BusinessId, SchemeId, UserId},
        member::{
            agreement::Acceptance,
            evidence::{Account, Opens},
            record::{Credentials, Grant, User, UserDetails},
            role::Role,
            state::State,
        },
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct DetailsCell {
    name: String,
    email: String,
    phone: String,
    address: String,
}

impl From<DetailsCell> for UserDetails {
    fn from(DetailsCell { name, email, phone, address }: DetailsCell) -> Self {
        Self { name, email, phone, address }
    }
}
impl From<&UserDetails> for DetailsCell {
    fn from(details: &UserDetails) -> Self {
        let UserDetails { name, email, phone, address } = details.clone();
        Self { name, email, phone, address }
    }
}

#[derive(Serialize, Deserialize)]
struct CredentialsCell {
    password: String,
    totp: Option<Vec<u8>>,
}
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Row {
    id: UserId,
    pub(super) business: Option<BusinessId>,
    state: State,
    details: Sealed,
    credentials: Option<Sealed>,
    agreed_version: Option<i32>,
    agreed_on: Option<NaiveDate>,
    theme: String,
    gallery_seen_at: Option<At>,
    stopped_at: Option<At>,
    created_at: At,
}

fn details_place(id: UserId) -> Place {
    Place::new("users", "details", id)
}
fn credentials_place(id: UserId) -> Place {
    Place::new("users", "credentials", id)
}

impl Row {
    /// Whether the user set up a second factor.
    pub(super) fn has_second_factor(&self, key: &DataKey, viewer: &impl Opens<Account>) -> Stored<bool> {
        let Some(sealed) = &self.credentials else { return Ok(false) };
        let cell: CredentialsCell = cell::open(viewer, key, credentials_place(self.id), sealed)?;
        Ok(cell.totp.is_some())
    }

    pub(super) fn open(self, key: &DataKey, viewer: &impl Opens<Account>) -> Stored<User> {
        let details: DetailsCell = cell::open(viewer, key, details_place(self.id), &self.details)?;
        Ok(User {
            id: self.id,
            business: self.business,
            state: self.state,
            details: details.into(),
            agreed: self
                .agreed_version
                .zip(self.agreed_on)
                .map(|(version, on)| Acceptance { version: version.unsigned_abs(), on }),
            theme: self.theme,
            has_password: self.credentials.is_some(),
            gallery_seen_at: self.gallery_seen_at.map(Into::into),
            stopped_at: self.stopped_at.map(Into::into),
            created_at: self.created_at.into(),
        })
    }
}

/// Adds an invited user with a key of their own.
///
/// # Errors
/// [`StoreError::Duplicate`] if the address has an account in this scheme.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: UserId,
    business: Option<BusinessId>,
    details: &UserDetails,
    at: DateTime<Utc>,
) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, id))?;
    let (epoch, found_by) = lookup::free(tx, scheme, id, &details.email)?;
    let sealed = cell::seal::<Account>(tx, &key, details_place(id), &DetailsCell::from(details))?;
    diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::scheme.eq(scheme),
            users::business.eq(business),
            users::state.eq(State::Invited),
            users::lookup.eq(found_by),
            users::lookup_epoch.eq(epoch),
            users::details.eq(sealed),
            users::theme.eq(""),
            users::created_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A user of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Account>, id: UserId) -> Stored<User> {
    let row = users::table
        .filter(users::id.eq(id))
        .filter(users::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Who signs in with this address, if anybody.
///
/// # Errors
/// If the database refuses.
pub fn by_email(tx: &mut Read<'_>, viewer: &impl Opens<Account>, email: &str) -> Stored<Option<User>> {
    let id = lookup::holder(tx, viewer.scheme(), email)?;
    id.map(|id| load(tx, viewer, id)).transpose()
}

/// The users of a business, or all of the scheme, by name.
///
/// # Errors
/// If the database refuses.
pub fn list(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    business: Option<BusinessId>,
) -> Stored<Vec<User>> {
    let mut query =
        users::table.filter(users::scheme.eq(viewer.scheme())).select(Row::as_select()).into_boxed();
    if let Some(business) = business {
        query = query.filter(users::business.eq(business));
    }
    let rows: Vec<Row> = query.order((users::created_at, users::id)).load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.id.uuid()))?;
    let opened = rows.into_iter().map(|row| {
        let key = keys.get(&row.id.uuid()).ok_or(StoreError::NotFound)?;
        row.open(key, viewer)
    });
    let mut all = opened.collect::<Stored<Vec<User>>>()?;
    all.sort_by_cached_key(|user| user.details.name.to_lowercase());
    Ok(all)
}

/// Corrects a user's details; a new address is a new sign-in name.
///
/// # Errors
/// [`StoreError::Duplicate`] if the address has another account.
pub fn correct(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Account>,
    id: UserId,
    details: &UserDetails,
) -> Stored<()> {
    let scheme = viewer.scheme();
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let (epoch, found_by) = lookup::free(tx, scheme, id, &details.email)?;
    let sealed = cell::seal::<Account>(tx, &key, details_place(id), &DetailsCell::from(details))?;
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set((users::details.eq(sealed), users::lookup.eq(found_by), users::lookup_epoch.eq(epoch)))
        .execute(tx.conn)?;
    Ok(())
}

/// A user's secrets, if a password was chosen, and the last step of a time-based code that was spent.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such user.
pub fn credentials(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    id: UserId,
) -> Stored<(Option<Credentials>, Option<i64>)> {
    let (sealed, step) = users::table
        .filter(users::id.eq(id))
        .filter(users::scheme.eq(viewer.scheme()))
        .select((users::credentials, users::second_factor_step))
        .first::<(Option<Sealed>, Option<i64>)>(tx.conn)?;
    let Some(sealed) = sealed else { return Ok((None, step)) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let cell: CredentialsCell = cell::open(viewer, &key, credentials_place(id), &sealed)?;
    Ok((Some(Credentials { password: cell.password, totp: cell.totp }), step))
}

/// Keeps a user's secrets; who has chosen a password is active.
///
/// # Errors
/// If the database refuses.
pub fn keep_credentials(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: UserId,
    credentials: &Credentials,
    state: State,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let cell = CredentialsCell { password: credentials.password.clone(), totp: credentials.totp.clone() };
    let sealed = cell::seal::<Account>(tx, &key, credentials_place(id), &cell)?;
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set((users::credentials.eq(sealed), users::state.eq(state)))
        .execute(tx.conn)?;
    Ok(())
}

/// Spends a step of the time-based codes; `false` if it, or a later one, was spent before.
///
/// # Errors
/// If the database refuses.
pub fn spend_step(tx: &mut Write<'_>, scheme: SchemeId, id: UserId, step: i64) -> Stored<bool> {
    let spent = diesel::update(
        users::table
            .filter(users::id.eq(id))
            .filter(users::scheme.eq(scheme))
            .filter(users::second_factor_step.is_null().or(users::second_factor_step.lt(step))),
    )
    .set(users::second_factor_step.eq(step))
    .execute(tx.conn)?;
    Ok(spent == 1)
}

/// Notes that a user accepted a version of the agreement.
///
/// # Errors
/// If the database refuses.
pub fn agree(tx: &mut Write<'_>, scheme: SchemeId, id: UserId, accepted: Acceptance) -> Stored<()> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set((users::agreed_version.eq(accepted.version.cast_signed()), users::agreed_on.eq(accepted.on)))
        .execute(tx.conn)?;
    Ok(())
}

/// Suspends a user, or lets them act again.
///
/// # Errors
/// If the database refuses.
pub fn set_state(tx: &mut Write<'_>, scheme: SchemeId, id: UserId, state: State) -> Stored<()> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set(users::state.eq(state))
        .execute(tx.conn)?;
    Ok(())
}

/// The theme a user chose: "", "light" or "dark".
///
/// # Errors
/// If the database refuses.
pub fn set_theme(tx: &mut Write<'_>, scheme: SchemeId, id: UserId, theme: &str) -> Stored<()> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set(users::theme.eq(theme))
        .execute(tx.conn)?;
    Ok(())
}

/// Grants of roles in a scheme: of one user, or all.
///
/// # Errors
/// If the database refuses.
pub fn grants(tx: &mut Read<'_>, scheme: SchemeId, user: Option<UserId>) -> Stored<Vec<Grant>> {
    let mut query = roles::table
        .filter(roles::scheme.eq(scheme))
        .select((roles::user_id, roles::role, roles::granted_by, roles::confirmed_at))
        .into_boxed();
    if let Some(user) = user {
        query = query.filter(roles::user_id.eq(user));
    }
    let rows: Vec<(UserId, Role, Option<UserId>, Option<At>)> =
        query.order(roles::granted_at).load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(user, role, granted_by, confirmed)| Grant {
            user,
            role,
            granted_by,
            confirmed: confirmed.is_some(),
        })
        .collect())
}

/// Grants a role; above manager it waits for `confirm_role`.
///
/// # Errors
/// [`StoreError::Duplicate`] if the user has it, or it waits already.
pub fn grant_role(tx: &mut Write<'_>, scheme: SchemeId, grant: Grant, at: DateTime<Utc>) -> Stored<()> {
    diesel::insert_into(roles::table)
        .values((
            roles::scheme.eq(scheme),
            roles::user_id.eq(grant.user),
            roles::role.eq(grant.role),
            roles::granted_by.eq(grant.granted_by),
            roles::granted_at.eq(At::from(at)),
            roles::confirmed_at.eq(grant.confirmed.then(|| At::from(at))),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Confirms a waiting grant; `false` if none waits.
///
/// # Errors
/// If the database refuses.
pub fn confirm_role(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    user: UserId,
    role: Role,
    by: UserId,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let done = diesel::update(
        roles::table
            .filter(roles::scheme.eq(scheme))
            .filter(roles::user_id.eq(user))
            .filter(roles::role.eq(role))
            .filter(roles::confirmed_at.is_null()),
    )
    .set((roles::confirmed_by.eq(by), roles::confirmed_at.eq(At::from(at))))
    .execute(tx.conn)?;
    Ok(done == 1)
}

/// Takes a role away; `false` if the user had none.
///
/// # Errors
/// If the database refuses.
pub fn revoke_role(tx: &mut Write<'_>, scheme: SchemeId, user: UserId, role: Role) -> Stored<bool> {
    let done = diesel::delete(
        roles::table
            .filter(roles::scheme.eq(scheme))
            .filter(roles::user_id.eq(user))
            .filter(roles::role.eq(role)),
    )
    .execute(tx.conn)?;
    Ok(done == 1)
}
