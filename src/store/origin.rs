//! Where an item of a joined profile came from. What came with a joined profile stays sealed under that
//! profile's key, which lives as long as the one that stays.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Read, Stored, Write, cell,
    identity::{ContactCell, IdentityCell},
    keys,
    schema::{joined, origins},
    types::{AnyId, At},
};
use crate::{
    domain::{
        ids::{IncidentId, ProfileId, SchemeId, UserId},
        member::evidence::{Contact, Identity as IdentityClass, Opens},
        profile::identity::{ContactDetails, Identity},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

/// Whose key seals an item of a profile: that of the profile it came with, or the profile's own.
///
/// # Errors
/// If the database refuses.
pub fn owner(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profile: ProfileId,
    item: impl Into<Uuid>,
) -> Stored<Owner> {
    let from: Option<ProfileId> = origins::table
        .filter(origins::scheme.eq(scheme))
        .filter(origins::holder.eq(profile))
        .filter(origins::item.eq(AnyId(item.into())))
        .select(origins::origin)
        .first(tx.conn)
        .optional()?;
    Ok(Owner::new(scheme, from.unwrap_or(profile)))
}

/// The key that seals an item of a profile.
///
/// # Errors
/// [`super::StoreError::NotFound`] once it is destroyed.
pub fn key(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profile: ProfileId,
    item: impl Into<Uuid>,
) -> Stored<DataKey> {
    let owner = owner(tx, scheme, profile, item)?;
    keys::load(tx, owner)
}

/// The reports of a profile that keep their short periods.
pub(super) fn short(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<IncidentId>> {
    Ok(origins::table
        .filter(origins::scheme.eq(scheme))
        .filter(origins::holder.eq(profile))
        .filter(origins::short.eq(true))
        .select(origins::item)
        .load(tx.conn)?)
}

/// Which profile an id was joined to, if it was: an old address leads there.
///
/// # Errors
/// If the database refuses.
pub fn holder(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Option<ProfileId>> {
    Ok(joined::table
        .filter(joined::profile.eq(id))
        .filter(joined::scheme.eq(scheme))
        .select(joined::holder)
        .first(tx.conn)
        .optional()?)
}

/// The profiles that were joined to one.
///
/// # Errors
/// If the database refuses.
pub fn joined_to(tx: &mut Read<'_>, scheme: SchemeId, holder: ProfileId) -> Stored<Vec<ProfileId>> {
    Ok(joined::table
        .filter(joined::scheme.eq(scheme))
        .filter(joined::holder.eq(holder))
        .order(joined::joined_at)
        .select(joined::profile)
        .load(tx.conn)?)
}

/// What is kept of a join, to undo it.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The profile that was joined to another.
    pub profile: ProfileId,
    /// The one that stayed.
    pub holder: ProfileId,
    /// What each was recognised by: who stayed, who came.
    pub identities: (Identity, Identity),
    /// How to write to each.
    pub contacts: (Option<ContactDetails>, Option<ContactDetails>),
    /// Each one's days.
    pub days: (Days, Days),
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<UserId>,
}

/// A profile's own days, that its clocks depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day its name was confirmed, where that was later.
    pub named: Option<NaiveDate>,
    /// The day it was made.
    pub created: NaiveDate,
    /// The day a counting report left it last.
    pub unmatched: Option<NaiveDate>,
}

#[derive(Serialize, Deserialize)]
struct Both<T> {
    own: T,
    theirs: T,
}

fn place(column: &'static str, id: ProfileId) -> Place {
    Place::new("joined", column, id)
}

/// Keeps what undoing a join needs, sealed under the key of the profile that was joined.
///
/// # Errors
/// If that key is gone.
pub fn keep(tx: &mut Write<'_>, scheme: SchemeId, kept: &Joined) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, kept.profile))?;
    let both =
        Both { own: IdentityCell::from(&kept.identities.0), theirs: IdentityCell::from(&kept.identities.1) };
    let identity = cell::seal::<IdentityClass>(tx, &key, place("identity", kept.profile), &both)?;
    let (own, theirs) = (&kept.contacts.0, &kept.contacts.1);
    let both =
        Both { own: own.as_ref().map(ContactCell::from), theirs: theirs.as_ref().map(ContactCell::from) };
    let contact = cell::seal::<Contact>(tx, &key, place("contact", kept.profile), &both)?;
    diesel::insert_into(joined::table)
        .values((
            (
                joined::profile.eq(kept.profile),
                joined::scheme.eq(scheme),
                joined::holder.eq(kept.holder),
                joined::identity.eq(identity),
                joined::contact.eq(contact),
                joined::joined_at.eq(At::from(kept.at)),
                joined::joined_by.eq(kept.by),
            ),
            (
                joined::own_named_on.eq(kept.days.0.named),
                joined::own_created_on.eq(kept.days.0.created),
                joined::own_unmatched_on.eq(kept.days.0.unmatched),
                joined::named_on.eq(kept.days.1.named),
                joined::created_on.eq(kept.days.1.created),
                joined::unmatched_on.eq(kept.days.1.unmatched),
            ),
        ))
        .execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = joined)]
struct Row {
    profile: ProfileId,
    holder: ProfileId,
    identity: Sealed,
    contact: Option<Sealed>,
    named_on: Option<NaiveDate>,
    created_on: NaiveDate,
    unmatched_on: Option<NaiveDate>,
    own_named_on: Option<NaiveDate>,
    own_created_on: NaiveDate,
    own_unmatched_on: Option<NaiveDate>,
    joined_at: At,
    joined_by: Option<UserId>,
}

/// The joins that made a profile what it is, the oldest first.
///
/// # Errors
/// If a key is gone.
pub fn joins<V>(tx: &mut Read<'_>, viewer: &V, holder: ProfileId) -> Stored<Vec<Joined>>
where
    V: Opens<IdentityClass> + Opens<Contact>,
{
    let scheme = viewer.scheme();
    let rows: Vec<Row> = joined::table
        .filter(joined::scheme.eq(scheme))
        .filter(joined::holder.eq(holder))
        .order(joined::joined_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    let mut all = Vec::new();
    for row in rows {
        let key = keys::load(tx, Owner::new(scheme, row.profile))?;
        let both: Both<IdentityCell> =
            cell::open::<IdentityClass, _>(viewer, &key, place("identity", row.profile), &row.identity)?;
        let contacts = match &row.contact {
            Some(sealed) => {
                let both: Both<Option<ContactCell>> =
                    cell::open::<Contact, _>(viewer, &key, place("contact", row.profile), sealed)?;
                (both.own.map(Into::into), both.theirs.map(Into::into))
            }
            None => (None, None),
        };
        let own =
            Days { named: row.own_named_on, created: row.own_created_on, unmatched: row.own_unmatched_on };
        let theirs = Days { named: row.named_on, created: row.created_on, unmatched: row.unmatched_on };
        all.push(Joined {
            profile: row.profile,
            holder: row.holder,
            identities: (both.own.try_into()?, both.theirs.try_into()?),
            contacts,
            days: (own, theirs),
            at: row.joined_at.into(),
            by: row.joined_by,
        });
    }
    Ok(all)
}
