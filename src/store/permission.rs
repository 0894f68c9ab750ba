//! Reporters' permissions to hand a report to police with their name: who, how and when, and nothing in words.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Read, Stored, Write, schema::permissions, types::At};
use crate::domain::{
    agency::permission::{How, Permission},
    ids::{IncidentId, SchemeId, UserId},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = permissions)]
struct Row {
    incident: IncidentId,
    user_id: UserId,
    how: How,
    given_on: NaiveDate,
    recorded_by: Option<UserId>,
    recorded_at: At,
}

/// Puts a permission on record, in the place of an earlier one.
///
/// # Errors
/// If the database refuses.
pub fn put(tx: &mut Write<'_>, scheme: SchemeId, permission: Permission) -> Stored<()> {
    let Permission { incident, user, how, given_on, recorded_by, recorded_at } = permission;
    erase(tx, scheme, incident)?;
    diesel::insert_into(permissions::table)
        .values((
            permissions::incident.eq(incident),
            permissions::scheme.eq(scheme),
            permissions::user_id.eq(user),
            permissions::how.eq(how),
            permissions::given_on.eq(given_on),
            permissions::recorded_by.eq(recorded_by),
            permissions::recorded_at.eq(At::from(recorded_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The permission for a report, if there is one that was not taken back.
///
/// # Errors
/// If the database refuses.
pub fn of(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<Option<Permission>> {
    let row: Option<Row> = permissions::table
        .filter(permissions::incident.eq(incident))
        .filter(permissions::scheme.eq(scheme))
        .filter(permissions::taken_back_on.is_null())
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|row| Permission {
        incident: row.incident,
        user: row.user_id,
        how: row.how,
        given_on: row.given_on,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at.into(),
    }))
}

/// On which day the permission for a report was taken back, if it was.
///
/// # Errors
/// If the database refuses.
pub fn taken_back(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<Option<NaiveDate>> {
    let day: Option<Option<NaiveDate>> = permissions::table
        .filter(permissions::incident.eq(incident))
        .filter(permissions::scheme.eq(scheme))
        .select(permissions::taken_back_on)
        .first(tx.conn)
        .optional()?;
    Ok(day.flatten())
}

/// Notes that a permission is taken back; `false` if there is none that holds.
///
/// # Errors
/// If the database refuses.
pub fn take_back(tx: &mut Write<'_>, scheme: SchemeId, incident: IncidentId, on: NaiveDate) -> Stored<bool> {
    let standing = permissions::table
        .filter(permissions::incident.eq(incident))
        .filter(permissions::scheme.eq(scheme))
        .filter(permissions::taken_back_on.is_null());
    Ok(diesel::update(standing).set(permissions::taken_back_on.eq(on)).execute(tx.conn)? == 1)
}

/// Forgets what was permitted for a report.
///
/// # Errors
/// If the database refuses.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<()> {
    let all =
        permissions::table.filter(permissions::incident.eq(incident)).filter(permissions::scheme.eq(scheme));
    diesel::delete(all).execute(tx.conn)?;
    Ok(())
}
