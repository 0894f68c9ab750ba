//! What the gallery counts and remembers: plain columns only, nothing opened.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    among::among,
    both::Both,
    schema::{premises, profiles, sanction_premises, users},
    types::At,
};
use crate::domain::{
    ids::{BusinessId, PremisesId, SanctionId, SchemeId, UserId},
    profile::status::Status,
};

/// How many people are shown on a day.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// With each status.
    pub by_status: Vec<(Status, i64)>,
    /// Since when each is shown, in order.
    pub since: Vec<DateTime<Utc>>,
}

impl Tally {
    /// All of them.
    pub fn all(&self) -> i64 {
        self.by_status.iter().map(|(_, count)| count).sum()
    }

    /// Those with a status.
    pub fn with(&self, status: Status) -> i64 {
        self.by_status.iter().find(|(found, _)| *found == status).map_or(0, |(_, count)| *count)
    }

    /// Those shown since an instant.
    pub fn newer(&self, than: DateTime<Utc>) -> i64 {
        (self.since.len() - self.since.partition_point(|since| *since <= than)).cast_signed() as i64
    }
}

/// Counts who is shown on a day.
///
/// # Errors
/// If the database refuses.
pub fn tally(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Tally> {
    let rows: Vec<(Status, Option<At>)> = profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::shown_until.ge(today))
        .order(profiles::shown_since)
        .select((profiles::status, profiles::shown_since))
        .load(tx.conn)?;
    let mut tally = Tally::default();
    for (status, since) in rows {
        match tally.by_status.iter_mut().find(|(found, _)| *found == status) {
            Some((_, count)) => *count += 1,
            None => tally.by_status.push((status, 1)),
        }
        tally.since.extend(since.map(DateTime::<Utc>::from));
    }
    tally.since.sort_unstable();
    Ok(tally)
}

/// A business's premises in use, with the part of town each is in.
///
/// # Errors
/// If the database refuses.
pub fn sites(tx: &mut Read<'_>, scheme: SchemeId, of: BusinessId) -> Stored<Vec<(PremisesId, String)>> {
    Ok(premises::table
        .filter(premises::scheme.eq(scheme))
        .filter(premises::business.eq(of))
        .filter(premises::open.eq(true))
        .select((premises::id, premises::area))
        .load_both(tx.conn)?)
}

/// The parts of town in which a scheme has premises in use.
///
/// # Errors
/// If the database refuses.
pub fn areas(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<String>> {
    Ok(premises::table
        .filter(premises::scheme.eq(scheme))
        .filter(premises::open.eq(true))
        .filter(premises::area.ne(""))
        .select(premises::area)
        .distinct()
        .order(premises::area)
        .load(tx.conn)?)
}

/// All premises in use in some parts of town.
///
/// # Errors
/// If the database refuses.
pub fn nearby(tx: &mut Read<'_>, scheme: SchemeId, areas: &[String]) -> Stored<Vec<PremisesId>> {
    Ok(premises::table
        .filter(premises::scheme.eq(scheme))
        .filter(premises::area.eq_any(areas))
        .select(premises::id)
        .load(tx.conn)?)
}

/// Which premises some sanctions list.
///
/// # Errors
/// If the database refuses.
pub fn listed(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    sanctions: &[SanctionId],
) -> Stored<Vec<(SanctionId, PremisesId)>> {
    let mut all = Vec::new();
    for these in among(sanction_premises::sanction, sanctions) {
        let rows: Vec<(SanctionId, PremisesId)> = sanction_premises::table
            .filter(sanction_premises::scheme.eq(scheme))
            .filter(these)
            .select((sanction_premises::sanction, sanction_premises::premises))
            .load_both(tx.conn)?;
        all.extend(rows);
    }
    Ok(all)
}

/// Notes that a user looked at the gallery.
///
/// # Errors
/// If the database refuses.
pub fn mark_seen(tx: &mut Write<'_>, scheme: SchemeId, user: UserId, at: DateTime<Utc>) -> Stored<()> {
    diesel::update(users::table.filter(users::id.eq(user)).filter(users::scheme.eq(scheme)))
        .set(users::gallery_seen_at.eq(At::from(at)))
        .execute(tx.conn)?;
    Ok(())
}
