//! What is hidden for a person's request, the reasons sealed under the request's key.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Read, Stored, Write, cell, keys,
    schema::{requests, restrictions},
};
use crate::{
    domain::{
        ids::{IncidentId, ItemId, ProfileId, RightId, SchemeId, UserId},
        member::evidence::{Opens, Rights},
        right::restricting::{Hidden, Part, Restriction},
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Row {
    id: ItemId,
    request: RightId,
    part: Part,
    incident: Option<IncidentId>,
    since: NaiveDate,
    lifted_on: Option<NaiveDate>,
}

impl From<Row> for Restriction {
    fn from(row: Row) -> Self {
        let Row { id, request, part, incident, since, lifted_on: lifted } = row;
        Self { id, request, part, incident, since, lifted }
    }
}

/// Why something was hidden, by whom, and why it was shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The reason.
    pub reason: String,
    /// Who decided it.
    pub decided_by: Option<UserId>,
    /// Why it was lifted; empty if the answer says it, or it is not.
    pub lifted: String,
}

fn place(id: ItemId, column: &'static str) -> Place {
    Place::new("restrictions", column, id)
}

/// Keeps what is hidden, and why.
///
/// # Errors
/// If the request's key is gone.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    made: &Restriction,
    reason: &str,
    by: Option<UserId>,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, made.request))?;
    let reason = cell::seal::<Rights>(tx, &key, place(made.id, "reason"), &reason)?;
    diesel::insert_into(restrictions::table)
        .values((
            restrictions::id.eq(made.id),
            restrictions::scheme.eq(scheme),
            restrictions::request.eq(made.request),
            restrictions::part.eq(made.part),
            restrictions::incident.eq(made.incident),
            restrictions::reason.eq(reason),
            restrictions::since.eq(made.since),
            restrictions::decided_by.eq(by),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What was hidden for a request, the first in front.
///
/// # Errors
/// If the database refuses.
pub fn of_request(tx: &mut Read<'_>, scheme: SchemeId, request: RightId) -> Stored<Vec<Restriction>> {
    let rows: Vec<Row> = restrictions::table
        .filter(restrictions::scheme.eq(scheme))
        .filter(restrictions::request.eq(request))
        .order((restrictions::since, restrictions::part, restrictions::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Restriction::from).collect())
}

/// Why.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn why(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, one: &Restriction) -> Stored<Why> {
    let (reason, decided_by, lifted): (Sealed, Option<UserId>, Option<Sealed>) = restrictions::table
        .filter(restrictions::scheme.eq(viewer.scheme()))
        .filter(restrictions::id.eq(one.id))
        .select((restrictions::reason, restrictions::decided_by, restrictions::lifted))
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), one.request))?;
    let reason = cell::open::<Rights, _>(viewer, &key, place(one.id, "reason"), &reason)?;
    let lifted = match lifted {
        Some(lifted) => cell::open::<Rights, _>(viewer, &key, place(one.id, "lifted"), &lifted)?,
        None => String::new(),
    };
    Ok(Why { reason, decided_by, lifted })
}

/// What is hidden of a person.
///
/// # Errors
/// If the database refuses.
pub fn hidden(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Hidden> {
    let rows: Vec<Row> = restrictions::table
        .inner_join(requests::table)
        .filter(restrictions::scheme.eq(scheme))
        .filter(restrictions::lifted_on.is_null())
        .filter(requests::profile.eq(profile))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(Hidden::of(&rows.into_iter().map(Restriction::from).collect::<Vec<_>>()))
}

/// Of whom a report is hidden.
///
/// # Errors
/// If the database refuses.
pub fn hides(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<BTreeSet<ProfileId>> {
    let of: Vec<Option<ProfileId>> = restrictions::table
        .inner_join(requests::table)
        .filter(restrictions::scheme.eq(scheme))
        .filter(restrictions::incident.eq(incident))
        .filter(restrictions::lifted_on.is_null())
        .select(requests::profile)
        .load(tx.conn)?;
    Ok(of.into_iter().flatten().collect())
}

/// The requests of a scheme for which it was decided what is hidden.
///
/// # Errors
/// If the database refuses.
pub fn weighed(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<BTreeSet<RightId>> {
    let ids: Vec<RightId> = restrictions::table
        .filter(restrictions::scheme.eq(scheme))
        .select(restrictions::request)
        .distinct()
        .load(tx.conn)?;
    Ok(ids.into_iter().collect())
}

/// Shows again what a restriction hid.
///
/// # Errors
/// If the request's key is gone.
pub fn lift(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    one: &Restriction,
    today: NaiveDate,
    why: &str,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, one.request))?;
    let why = cell::seal::<Rights>(tx, &key, place(one.id, "lifted"), &why)?;
    diesel::update(
        restrictions::table.filter(restrictions::scheme.eq(scheme)).filter(restrictions::id.eq(one.id)),
    )
    .set((restrictions::lifted_on.eq(today), restrictions::lifted.eq(why)))
    .execute(tx.conn)?;
    Ok(())
}

/// A report that goes is hidden no more; that one was stays with the request.
///
/// # Errors
/// If the database refuses.
pub(super) fn forget(tx: &mut Write<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<()> {
    let of_it = restrictions::table
        .filter(restrictions::scheme.eq(scheme))
        .filter(restrictions::incident.eq(incident));
    diesel::update(of_it).set(restrictions::incident.eq(None::<IncidentId>)).execute(tx.conn)?;
    Ok(())
}

/// Erases what was hidden for a request, with the request.
///
/// # Errors
/// If the database refuses.
pub(super) fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, request: RightId) -> Stored<()> {
    let theirs =
        restrictions::table.filter(restrictions::scheme.eq(scheme)).filter(restrictions::request.eq(request));
    diesel::delete(theirs).execute(tx.conn)?;
    Ok(())
}
