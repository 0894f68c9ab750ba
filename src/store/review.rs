//! Moves a report on from the state its reviewer saw it in: of two at once, one is told that somebody was quicker.

use diesel::prelude::*;

use super::{
    Read, Stored, Write, incident,
    schema::{incidents, subjects},
};
use crate::domain::{
    ids::{PremisesId, ProfileId, SchemeId},
    incident::{Incident, report::State},
};

/// Keeps a reviewed incident if it still is in the state `from`; `false` if somebody was quicker.
///
/// # Errors
/// If the database refuses.
pub fn move_on(tx: &mut Write<'_>, scheme: SchemeId, from: State, reviewed: &Incident) -> Stored<bool> {
    let moved = diesel::update(
        incidents::table
            .filter(incidents::id.eq(reviewed.id))
            .filter(incidents::scheme.eq(scheme))
            .filter(incidents::state.eq(from)),
    )
    .set(incidents::state.eq(reviewed.state))
    .execute(tx.conn)?;
    if moved == 1 {
        incident::update(tx, scheme, reviewed)?;
    }
    Ok(moved == 1)
}

/// Who is a subject of other incidents at these premises, the latest first: somebody a reviewer may recognise.
///
/// # Errors
/// If the database refuses.
pub fn seen_at(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    premises: PremisesId,
    limit: usize,
) -> Stored<Vec<ProfileId>> {
    let all: Vec<ProfileId> = subjects::table
        .inner_join(incidents::table)
        .filter(subjects::scheme.eq(scheme))
        .filter(incidents::premises.eq(premises))
        .filter(subjects::struck_on.is_null())
        .order(subjects::linked_at.desc())
        .select(subjects::profile)
        .limit(200)
        .load(tx.conn)?;
    let mut found = Vec::new();
    for profile in all {
        if !found.contains(&profile) && found.len() < limit {
            found.push(profile);
        }
    }
    Ok(found)
}
