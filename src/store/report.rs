//! What reporting asks beside the rows themselves: counts and states, nothing opened.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, StoreError, Stored, Write,
    schema::{incidents, profiles},
    types::At,
};
use crate::domain::{
    ids::{IncidentId, ProfileId, SchemeId},
    incident::kind::Kind,
};

/// How often each kind was reported.
///
/// # Errors
/// If the database refuses.
pub fn kinds(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(Kind, i64)>> {
    Ok(incidents::table
        .filter(incidents::scheme.eq(scheme))
        .filter(incidents::submitted_at.is_not_null())
        .group_by(incidents::kind)
        .select((incidents::kind, diesel::dsl::count_star()))
        .load(tx.conn)?)
}

/// Notes that a report changes now; who else would change it waits until this is done.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn touch(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId, at: DateTime<Utc>) -> Stored<()> {
    let done =
        diesel::update(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
            .set(incidents::changed_at.eq(At::from(at)))
            .execute(tx.conn)?;
    if done == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Whether members see a profile on a day.
///
/// # Errors
/// If the database refuses.
pub fn is_shown(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId, today: NaiveDate) -> Stored<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        profiles::table
            .filter(profiles::id.eq(id))
            .filter(profiles::scheme.eq(scheme))
            .filter(profiles::shown_until.ge(today)),
    ))
    .get_result(tx.conn)?)
}

/// Which of these profiles were shown to members once and no longer are: what points at them is hidden.
///
/// # Errors
/// If the database refuses.
pub fn withdrawn_of(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    ids: &[ProfileId],
    today: NaiveDate,
) -> Stored<Vec<ProfileId>> {
    Ok(profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::id.eq_any(ids))
        .filter(profiles::shown_since.is_not_null())
        .filter(profiles::shown_until.is_null().or(profiles::shown_until.lt(today)))
        .select(profiles::id)
        .load(tx.conn)?)
}
