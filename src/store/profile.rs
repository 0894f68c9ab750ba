//! Profiles: identity and contact sealed under the profile's key; the clock's results in indexed columns, by which
//! every query for members and police filters.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::case_when, prelude::*, sql_types::Bool};

use super::{
    Read, Stored, Write,
    both::Both,
    cell,
    identity::{ContactCell, IdentityCell},
    keys,
    schema::{profiles, schemes},
    types::{At, DbUtc},
};
use crate::{
    domain::{
        ids::{ProfileId, SchemeId},
        member::evidence::{Contact, Identity as IdentityClass, Opens},
        profile::{Profile, identity::ContactDetails, identity::Identity, status::Status, stored},
    },
    faults::step,
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = profiles)]
pub(super) struct Row {
    pub(super) id: ProfileId,
    id_sought: bool,
    named_on: Option<NaiveDate>,
    status: Status,
    under_18: bool,
    photo_shown: bool,
    identity: Sealed,
    created_on: NaiveDate,
    shown_until: Option<NaiveDate>,
    pub(super) shown_since: Option<At>,
    erased_on: NaiveDate,
    withdrawn_at: Option<At>,
}

pub(super) fn place(column: &'static str, id: ProfileId) -> Place {
    Place::new("profiles", column, id)
}

impl Row {
    pub(super) fn open(self, key: &DataKey, viewer: &impl Opens<IdentityClass>) -> Stored<Profile> {
        let cell: IdentityCell = cell::open(viewer, key, place("identity", self.id), &self.identity)?;
        Ok(stored::Row {
            id: self.id,
            id_sought: self.id_sought,
            named_on: self.named_on,
            status: self.status,
            under_18: self.under_18,
            photo_shown: self.photo_shown,
            identity: cell.try_into()?,
            created_on: self.created_on,
            shown_until: self.shown_until,
            shown_since: self.shown_since.map(Into::into),
            erased_on: self.erased_on,
            withdrawn_at: self.withdrawn_at.map(Into::into),
        }
        .into())
    }
}

/// Makes a profile with a key of its own. It is shown to nobody until its clock says so.
///
/// # Errors
/// If the database refuses.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    identity: &Identity,
    created_on: NaiveDate,
    erased_on: NaiveDate,
) -> Stored<()> {
    keys::create(tx, Owner::new(scheme, id))?;
    insert_row(tx, scheme, id, identity, created_on, erased_on)
}

/// Makes the row of a profile whose key is there already.
///
/// # Errors
/// If the key is gone.
pub fn insert_row(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    identity: &Identity,
    created_on: NaiveDate,
    erased_on: NaiveDate,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<IdentityClass>(tx, &key, place("identity", id), &IdentityCell::from(identity))?;
    let id_sought = identity.name.is_none();
    let rules_version: i32 =
        schemes::table.filter(schemes::id.eq(scheme)).select(schemes::rules_version).first(tx.conn)?;
    diesel::insert_into(profiles::table)
        .values((
            profiles::id.eq(id),
            profiles::scheme.eq(scheme),
            profiles::id_sought.eq(id_sought),
            profiles::status.eq(if id_sought { Status::IdSought } else { Status::Known }),
            profiles::under_18.eq(false),
            profiles::photo_shown.eq(true),
            profiles::identity.eq(sealed),
            profiles::rules_version.eq(rules_version),
            profiles::created_on.eq(created_on),
            profiles::erased_on.eq(erased_on),
            profiles::dated_at.eq(At::from(tx.clock.now())),
            profiles::version.eq(1_i64),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A profile of the viewer's scheme, circulated or not: what the viewer may see of it is the deed's question.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or its key is destroyed.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<IdentityClass>, id: ProfileId) -> Stored<Profile> {
    let row = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// A profile that is shown to members and police on a day: by the query itself.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not shown: the same as if it were not there.
pub fn shown(
    tx: &mut Read<'_>,
    viewer: &impl Opens<IdentityClass>,
    id: ProfileId,
    today: NaiveDate,
) -> Stored<Profile> {
    let row = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(profiles::shown_until.ge(today))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Whether a profile exists in a scheme, withdrawn or not.
///
/// # Errors
/// If the database refuses.
pub fn exists(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)),
    ))
    .get_result(tx.conn)?)
}

/// Corrects what a person is recognised by; a name that was missing is named on `named_on`.
///
/// # Errors
/// If the profile's key is gone.
pub fn set_identity(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    identity: &Identity,
    named_on: Option<NaiveDate>,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<IdentityClass>(tx, &key, place("identity", id), &IdentityCell::from(identity))?;
    diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .set((
            profiles::identity.eq(sealed),
            profiles::id_sought.eq(identity.name.is_none()),
            profiles::named_on.eq(named_on),
            profiles::version.eq(profiles::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// How to write to the person, if it is known.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such profile.
pub fn contact(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Contact>,
    id: ProfileId,
) -> Stored<Option<ContactDetails>> {
    let sealed: Option<Sealed> = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .select(profiles::contact)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let cell: ContactCell = cell::open::<Contact, _>(viewer, &key, place("contact", id), &sealed)?;
    Ok(Some(cell.into()))
}

/// Keeps how to write to the person.
///
/// # Errors
/// If the profile's key is gone.
pub fn set_contact(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    contact: &ContactDetails,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Contact>(tx, &key, place("contact", id), &ContactCell::from(contact))?;
    diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .set(profiles::contact.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// What the clock's rules answered, as every query reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// The last day members see it.
    pub shown_until: Option<NaiveDate>,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// What the card says.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// Whether members see pictures.
    pub photo_shown: bool,
    /// It begins to be shown now: it was not before.
    pub begins_at: Option<DateTime<Utc>>,
}

/// Keeps what the clock's rules answered, and since when they do. A profile that is shown is not withdrawn.
///
/// # Errors
/// If the database refuses.
pub fn set_clocks(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId, clocks: &Clocks) -> Stored<()> {
    let this = profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme));
    let unshown = clocks.shown_until.is_none().into_sql::<Bool>();
    let as_before = profiles::erased_on
        .eq(clocks.erased_on)
        .and(profiles::shown_until.eq(clocks.shown_until).or(profiles::shown_until.is_null().and(unshown)));
    let dated =
        case_when(as_before, profiles::dated_at).otherwise(At::from(tx.clock.now()).into_sql::<DbUtc>());
    diesel::update(this)
        .set((
            profiles::dated_at.eq(dated),
            profiles::shown_until.eq(clocks.shown_until),
            profiles::erased_on.eq(clocks.erased_on),
            profiles::status.eq(clocks.status),
            profiles::under_18.eq(clocks.under_18),
            profiles::photo_shown.eq(clocks.photo_shown),
            profiles::version.eq(profiles::version + 1),
        ))
        .execute_both(tx.conn)?;
    if let Some(at) = clocks.begins_at {
        diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
            .set((profiles::shown_since.eq(At::from(at)), profiles::withdrawn_at.eq(None::<At>)))
            .execute_both(tx.conn)?;
    }
    Ok(())
}

/// Notes that the scheduler withdrew a profile; since when its dates are what they are, nothing if it had.
///
/// # Errors
/// If the database refuses.
pub fn set_withdrawn(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    at: DateTime<Utc>,
) -> Stored<Option<DateTime<Utc>>> {
    let shown = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::withdrawn_at.is_null());
    let dated: Vec<At> = diesel::update(shown)
        .set((profiles::withdrawn_at.eq(At::from(at)), profiles::version.eq(profiles::version + 1)))
        .returning(profiles::dated_at)
        .load_both(tx.conn)?;
    Ok(dated.first().copied().map(Into::into))
}

/// Since when a profile's dates are what they are.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such profile.
pub fn dated_at(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<DateTime<Utc>> {
    let this = profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme));
    Ok(this.select(profiles::dated_at).first::<At>(tx.conn)?.into())
}

/// Profiles whose day of erasure has come.
///
/// # Errors
/// If the database refuses.
pub fn to_erase(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<ProfileId>> {
    Ok(profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::erased_on.le(today))
        .order(profiles::erased_on)
        .select(profiles::id)
        .load(tx.conn)?)
}

/// Erases a profile's row and key: what the key sealed is noise from now on.
///
/// # Errors
/// If something still points at it.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId) -> Stored<()> {
    if step("erase.key")? {
        keys::destroy(tx, Owner::new(scheme, id))?;
    }
    if step("erase.profile")? {
        diesel::delete(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
            .execute(tx.conn)?;
    }
    Ok(())
}
