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
    take_back(tx, scheme, incident)?;
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

/// The permission for a report, if there is one.
///
/// # Errors
/// If the database refuses.
pub fn of(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<Option<Permission>> {
    let row: Option<Row> = permissions::table
        .filter(permissions::incident.eq(incident))
        .filter(permissions::scheme.eq(scheme))
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

/// Takes a permission off the record; `false` if there is none.
///
/// # Errors
/// If the database refuses.
pub fn take_back(tx: &mut Write<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<bool> {
    let standing =
        permissions::table.filter(permissions::incident.eq(incident)).filter(permissions::scheme.eq(scheme));
    Ok(diesel::delete(standing).execute(tx.conn)? == 1)
}
