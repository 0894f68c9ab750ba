//! Which profiles, page by page: every filter of the gallery and of the administrator's list.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored,
    among::among,
    both::Both,
    cell,
    identity::CardCell,
    keys,
    profile::{self, Row},
    schema::{data_keys, incidents, pictures, profiles, subjects},
    types::{At, Day},
};
use crate::{
    domain::{
        ids::{PictureId, PremisesId, ProfileId, SchemeId},
        incident::report,
        member::evidence::{Identity, Opens},
        profile::{Outline, Profile, status::Status, stored},
    },
    vault::{Owner, Sealed},
};

/// Which profiles are asked for.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Shown to members on this day.
    pub shown_on: Option<NaiveDate>,
    /// Withdrawn by this day.
    pub withdrawn_on: Option<NaiveDate>,
    /// With this status.
    pub status: Option<Status>,
    /// Shown since this instant.
    pub since: Option<DateTime<Utc>>,
    /// In the order of ids: those after this one.
    pub after: Option<ProfileId>,
    /// These only.
    pub ids: Option<Vec<ProfileId>>,
    /// Subject of a standing incident at one of these.
    pub near: Option<Vec<PremisesId>>,
    /// So many are left out at the beginning.
    pub offset: i64,
    /// At most so many; 0 for all.
    pub limit: i64,
}

macro_rules! chosen {
    ($query:expr, $which:expr) => {{
        let mut query = $query;
        if let Some(today) = $which.shown_on {
            query = query.filter(profiles::shown_until.ge(today));
        }
        if let Some(today) = $which.withdrawn_on {
            query = query.filter(profiles::shown_until.lt(today));
        }
        if let Some(status) = $which.status {
            query = query.filter(profiles::status.eq(status));
        }
        if let Some(since) = $which.since {
            query = query.filter(profiles::shown_since.gt(At::from(since)));
        }
        if let Some(after) = $which.after {
            query = query.filter(profiles::id.gt(after));
        }
        if let Some(ids) = &$which.ids {
            query = query.filter(profiles::id.eq_any(ids));
        }
        if let Some(near) = &$which.near {
            let there = subjects::table
                .inner_join(incidents::table)
                .filter(subjects::struck_on.is_null())
                .filter(incidents::state.eq(report::State::Accepted))
                .filter(incidents::premises.eq_any(near))
                .select(subjects::profile);
            query = query.filter(profiles::id.eq_any(there));
        }
        query
    }};
}

/// The page of them that is asked for.
macro_rules! part {
    ($query:expr, $which:expr) => {{
        let query = chosen!($query, $which).offset($which.offset);
        match $which.limit {
            0 => query.limit(i64::MAX),
            limit => query.limit(limit),
        }
    }};
}

/// The most lately shown first. Those asked for by id are sorted once they are read: in that order SQLite would look
/// through everybody for them.
macro_rules! ordered {
    ($query:expr, $which:expr) => {
        match $which.ids {
            Some(_) => $query.order(profiles::id),
            None => $query.order((profiles::shown_since.desc(), profiles::id)),
        }
    };
}

#[derive(Queryable)]
struct OutlineRow {
    id: ProfileId,
    id_sought: bool,
    status: Status,
    photo_shown: bool,
    identity: Sealed,
    shown_until: Option<Day>,
    shown_since: Option<At>,
    photo: Option<PictureId>,
}

/// What an outline is read of: its picture is the one chosen, else the latest.
macro_rules! outlined {
    () => {
        (
            (
                profiles::id,
                profiles::id_sought,
                profiles::status,
                profiles::photo_shown,
                profiles::identity,
                profiles::shown_until,
                profiles::shown_since,
                pictures::table
                    .filter(pictures::scheme.eq(profiles::scheme))
                    .filter(pictures::profile.eq(profiles::id.nullable()))
                    .order((pictures::main.desc(), pictures::uploaded_at.desc(), pictures::id))
                    .select(pictures::id)
                    .single_value(),
            ),
            (data_keys::epoch, data_keys::wrapped),
        )
    };
}

/// Profiles of the viewer's scheme, the most lately shown first.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Identity>, which: &Which) -> Stored<Vec<Profile>> {
    let query = profiles::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .select((Row::as_select(), (data_keys::epoch, data_keys::wrapped)))
        .into_boxed();
    let mut rows: Vec<(Row, (i64, Vec<u8>))> = ordered!(part!(query, which), which).load(tx.conn)?;
    if which.ids.is_some() {
        rows.sort_by_key(|(row, _)| (Reverse(row.shown_since), row.id));
    }
    rows.into_iter()
        .map(|(row, wrapped)| {
            let key = keys::unwrap(tx, Owner::new(viewer.scheme(), row.id), wrapped)?;
            row.open(&key, viewer)
        })
        .collect()
}

/// As [`list`], as much as cards need.
///
/// # Errors
/// If the database refuses.
pub fn outlines(tx: &mut Read<'_>, viewer: &impl Opens<Identity>, which: &Which) -> Stored<Vec<Outline>> {
    let query = profiles::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .select(outlined!())
        .into_boxed();
    let mut rows: Vec<(OutlineRow, (i64, Vec<u8>))> = ordered!(part!(query, which), which).load(tx.conn)?;
    if which.ids.is_some() {
        rows.sort_by_key(|(row, _)| (Reverse(row.shown_since), row.id));
    }
    rows.into_iter().map(|row| outline(tx, viewer, row)).collect()
}

/// A page of everybody shown on a day: [`outlines`] without filters, as a statement that is prepared once.
///
/// # Errors
/// If the database refuses.
pub fn page(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Identity>,
    shown_on: NaiveDate,
    offset: i64,
    limit: i64,
) -> Stored<Vec<Outline>> {
    let rows: Vec<(OutlineRow, (i64, Vec<u8>))> = profiles::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .filter(profiles::shown_until.ge(shown_on))
        .select(outlined!())
        .order((profiles::shown_since.desc(), profiles::id))
        .limit(limit)
        .offset(offset)
        .load_both(tx.conn)?;
    rows.into_iter().map(|row| outline(tx, viewer, row)).collect()
}

/// Everybody shown on a day after an id, in the order of ids: a statement that is prepared once.
///
/// # Errors
/// If the database refuses.
pub fn shown_after(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Identity>,
    shown_on: NaiveDate,
    after: ProfileId,
    limit: i64,
) -> Stored<Vec<Outline>> {
    let rows: Vec<(OutlineRow, (i64, Vec<u8>))> = profiles::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .filter(profiles::shown_until.ge(shown_on))
        .filter(profiles::id.gt(after))
        .select(outlined!())
        .order(profiles::id)
        .limit(limit)
        .load_both(tx.conn)?;
    rows.into_iter().map(|row| outline(tx, viewer, row)).collect()
}

/// As [`outlines`], in the order of ids.
///
/// # Errors
/// If the database refuses.
pub fn outlines_by_id(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Identity>,
    which: &Which,
) -> Stored<Vec<Outline>> {
    let query = profiles::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
        .filter(profiles::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .select(outlined!())
        .order(profiles::id)
        .into_boxed();
    let rows: Vec<(OutlineRow, (i64, Vec<u8>))> = part!(query, which).load(tx.conn)?;
    rows.into_iter().map(|row| outline(tx, viewer, row)).collect()
}

/// Those of some people who are shown on a day, in no order: a statement that is prepared once, whatever their number.
///
/// # Errors
/// If the database refuses.
pub fn shown_among(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Identity>,
    shown_on: NaiveDate,
    ids: &[ProfileId],
) -> Stored<Vec<Outline>> {
    let mut all = Vec::with_capacity(ids.len());
    for these in among(profiles::id, ids) {
        let rows: Vec<(OutlineRow, (i64, Vec<u8>))> = profiles::table
            .inner_join(data_keys::table.on(data_keys::owner.eq(profiles::id)))
            .filter(profiles::scheme.eq(viewer.scheme()))
            .filter(data_keys::scheme.eq(viewer.scheme()))
            .filter(profiles::shown_until.ge(shown_on))
            .filter(these)
            .select(outlined!())
            .load_both(tx.conn)?;
        for row in rows {
            all.push(outline(tx, viewer, row)?);
        }
    }
    Ok(all)
}

fn outline(
    tx: &Read<'_>,
    viewer: &impl Opens<Identity>,
    (row, wrapped): (OutlineRow, (i64, Vec<u8>)),
) -> Stored<Outline> {
    let key = keys::unwrap(tx, Owner::new(viewer.scheme(), row.id), wrapped)?;
    let cell: CardCell = cell::open(viewer, &key, profile::place("identity", row.id), &row.identity)?;
    let looks_under_18 = cell.looks_under_18;
    let (name, born) = cell.said();
    Ok(stored::Outline {
        id: row.id,
        id_sought: row.id_sought,
        status: row.status,
        photo_shown: row.photo_shown,
        photo: row.photo,
        name,
        born,
        looks_under_18,
        shown_until: row.shown_until.map(|day| day.0),
        shown_since: row.shown_since.map(Into::into),
    }
    .into())
}

/// How many profiles are asked for, paging aside.
///
/// # Errors
/// If the database refuses.
pub fn count(tx: &mut Read<'_>, scheme: SchemeId, which: &Which) -> Stored<i64> {
    let query = profiles::table.filter(profiles::scheme.eq(scheme)).count().into_boxed();
    Ok(chosen!(query, which).get_result(tx.conn)?)
}
