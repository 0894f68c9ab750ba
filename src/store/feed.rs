//! The change feed for police: of each profile what they were told last, in the order of the audit trail.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{prelude::*, upsert::excluded};
use uuid::Uuid;

use super::{
    Read, Stored, Write,
    among::among,
    both::Both,
    schema::{changes, profiles, subjects},
    types::{AnyId, At, Day},
};
use crate::domain::{
    agency::feed::{Now, State, told},
    ids::{ProfileId, SchemeId},
    profile::status::shown,
};

/// A line of the feed.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whose.
    pub profile: ProfileId,
    /// Its place: the number of the event that it came with.
    pub told: i64,
    /// When.
    pub told_at: DateTime<Utc>,
    /// What was told.
    pub state: State,
    /// How many times something was told.
    pub version: i64,
    /// The last day shown; nothing if there is none, or no profile.
    pub shown_until: Option<NaiveDate>,
}

/// Tells of what a deed changed, by the event it ended with. `touched` are profiles and incidents.
///
/// # Errors
/// If the database refuses.
pub fn tell(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    touched: &[Uuid],
    (seq, at, today): (i64, DateTime<Utc>, NaiveDate),
) -> Stored<()> {
    let touched: Vec<AnyId> = touched.iter().copied().map(AnyId).collect();
    let mut profiles: BTreeSet<ProfileId> = touched.iter().map(|id| id.0.into()).collect();
    for these in among(subjects::incident, &touched) {
        let of_incidents = subjects::table.filter(subjects::scheme.eq(scheme)).filter(these);
        profiles.extend(of_incidents.select(subjects::profile).load_both::<ProfileId>(tx.conn)?);
    }
    let profiles: Vec<ProfileId> = profiles.into_iter().collect();
    let (until, last) = (until(tx, scheme, &profiles)?, last(tx, scheme, &profiles)?);
    for id in profiles {
        let now = match until.get(&id) {
            None => Now::Gone,
            Some(until) if shown(*until, today) => Now::Circulated,
            Some(_) => Now::Hidden,
        };
        let (before, version) = last.get(&id).copied().unwrap_or_default();
        let Some(state) = told(before, now) else { continue };
        diesel::insert_into(changes::table)
            .values((
                changes::profile.eq(id),
                changes::scheme.eq(scheme),
                changes::seq.eq(seq),
                changes::told.eq(seq),
                changes::told_at.eq(At::from(at)),
                changes::state.eq(state),
                changes::version.eq(version + 1),
            ))
            .on_conflict(changes::profile)
            .do_update()
            .set((
                changes::told.eq(excluded(changes::told)),
                changes::told_at.eq(excluded(changes::told_at)),
                changes::state.eq(excluded(changes::state)),
                changes::version.eq(excluded(changes::version)),
            ))
            .execute_both(tx.conn)?;
    }
    Ok(())
}

/// Until when some profiles are shown; one that is not there is not among them.
fn until(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    ids: &[ProfileId],
) -> Stored<HashMap<ProfileId, Option<NaiveDate>>> {
    let mut all = HashMap::new();
    for these in among(profiles::id, ids) {
        let rows: Vec<(ProfileId, Option<Day>)> = profiles::table
            .filter(profiles::scheme.eq(scheme))
            .filter(these)
            .select((profiles::id, profiles::shown_until))
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().map(|(id, until)| (id, until.map(|day| day.0))));
    }
    Ok(all)
}

/// What was told of some profiles last, and how many times something was.
fn last(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    ids: &[ProfileId],
) -> Stored<HashMap<ProfileId, (Option<State>, i64)>> {
    let mut all = HashMap::new();
    for these in among(changes::profile, ids) {
        let rows: Vec<(ProfileId, Option<State>, i64)> = changes::table
            .filter(changes::scheme.eq(scheme))
            .filter(these)
            .select((changes::profile, changes::state, changes::version))
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().map(|(id, state, version)| (id, (state, version))));
    }
    Ok(all)
}

/// How many times something was told of a profile; 0 for one that nothing was told of.
///
/// # Errors
/// If the database refuses.
pub fn version(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<i64> {
    Ok(last(tx, scheme, &[id])?.get(&id).map_or(0, |(_, version)| *version))
}

/// What was told after an event, in that order, so many lines at most.
///
/// # Errors
/// If the database refuses.
pub fn since(tx: &mut Read<'_>, scheme: SchemeId, after: i64, limit: i64) -> Stored<Vec<Line>> {
    let rows: Vec<Row> = changes::table
        .filter(changes::scheme.eq(scheme))
        .filter(changes::told.gt(after))
        .order((changes::told, changes::profile))
        .limit(limit)
        .select((changes::profile, changes::told, changes::told_at, changes::state, changes::version))
        .load_both(tx.conn)?;
    lines(tx, scheme, rows)
}

/// What was told with one event.
///
/// # Errors
/// If the database refuses.
pub fn of_event(tx: &mut Read<'_>, scheme: SchemeId, seq: i64) -> Stored<Vec<Line>> {
    let rows: Vec<Row> = changes::table
        .filter(changes::scheme.eq(scheme))
        .filter(changes::told.eq(seq))
        .order(changes::profile)
        .select((changes::profile, changes::told, changes::told_at, changes::state, changes::version))
        .load_both(tx.conn)?;
    lines(tx, scheme, rows)
}

type Row = (ProfileId, Option<i64>, Option<At>, Option<State>, i64);

fn lines(tx: &mut Read<'_>, scheme: SchemeId, rows: Vec<Row>) -> Stored<Vec<Line>> {
    let ids: Vec<ProfileId> = rows.iter().map(|row| row.0).collect();
    let until = until(tx, scheme, &ids)?;
    Ok(rows
        .into_iter()
        .filter_map(|(profile, told, told_at, state, version)| {
            let shown_until = until.get(&profile).copied().flatten();
            Some(Line { profile, told: told?, told_at: told_at?.into(), state: state?, version, shown_until })
        })
        .collect())
}
