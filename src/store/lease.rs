//! Scheduled work is claimed by lease with a fencing number, so that several processes do each deed once; and the
//! scheduler's own pulse, by which a wrong clock is noticed before anything is deleted.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    both::Both,
    conn::AnyConn,
    schema::{leases, ticks},
    types::At,
};
use crate::domain::ids::{SchemeId, UserId};

/// A lease is claimed for so long; a deed that finds less than half of it left renews it.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);

/// What lies further ahead than this was noted by a clock that was wrong, and put right since. Nodes may differ by less.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// A claim on a job of a scheme. Whoever claims it later has a higher number, and this one is void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The scheme.
    pub scheme: SchemeId,
    /// The job.
    pub job: &'static str,
    /// The fencing number, from 1.
    pub fence: i64,
}

/// Claims a job, if nobody holds it and it was last done before `due`; `None` if it is not to be had. What a clock far
/// ahead left behind holds nothing back: whoever still has that lease is fenced off.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if another process claims it for the first time at this moment.
pub fn claim(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    job: &'static str,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Stored<Option<Lease>> {
    let known = leases::table.filter(leases::scheme.eq(scheme)).filter(leases::job.eq(job));
    if known.count().get_result::<i64>(tx.conn)? == 0 {
        diesel::insert_into(leases::table)
            .values((
                leases::scheme.eq(scheme),
                leases::job.eq(job),
                leases::fence.eq(1_i64),
                leases::until.eq(At::from(now + LASTS)),
            ))
            .execute(tx.conn)?;
        return Ok(Some(Lease { scheme, job, fence: 1 }));
    }
    let free = leases::table
        .filter(leases::scheme.eq(scheme))
        .filter(leases::job.eq(job))
        .filter(leases::until.le(At::from(now)).or(leases::until.gt(At::from(now + LASTS + AHEAD))))
        .filter(
            leases::done_at
                .is_null()
                .or(leases::done_at.lt(At::from(due)))
                .or(leases::done_at.gt(At::from(now + AHEAD))),
        );
    let claimed = diesel::update(free)
        .set((leases::fence.eq(leases::fence + 1), leases::until.eq(At::from(now + LASTS))))
        .execute(tx.conn)?;
    if claimed == 0 {
        return Ok(None);
    }
    let fence = known.select(leases::fence).first(tx.conn)?;
    Ok(Some(Lease { scheme, job, fence }))
}

/// Whether a lease still holds; it is locked to the end of the transaction, and renewed when half of it is over.
/// To be asked in every transaction of the job: a process that slept beyond its lease does nothing more.
///
/// # Errors
/// If the database refuses.
pub fn holds(tx: &mut Write<'_>, lease: &Lease, now: DateTime<Utc>) -> Stored<bool> {
    let row = leases::table
        .filter(leases::scheme.eq(lease.scheme))
        .filter(leases::job.eq(lease.job))
        .filter(leases::fence.eq(lease.fence))
        .select(leases::until);
    // SQLite has one writer; on PostgreSQL nobody may claim the job while this transaction runs.
    let until: Option<At> = match &mut *tx.conn {
        AnyConn::Pg(conn) => row.for_update().first(conn).optional()?,
        AnyConn::Sqlite(conn) => row.first(conn).optional()?,
    };
    let Some(until) = until else { return Ok(false) };
    if DateTime::<Utc>::from(until) - now < LASTS / 2 {
        set_until(tx, lease, now + LASTS)?;
    }
    Ok(true)
}

fn set_until(tx: &mut Write<'_>, lease: &Lease, until: DateTime<Utc>) -> Stored<bool> {
    let ours = leases::table
        .filter(leases::scheme.eq(lease.scheme))
        .filter(leases::job.eq(lease.job))
        .filter(leases::fence.eq(lease.fence));
    Ok(diesel::update(ours).set(leases::until.eq(At::from(until))).execute(tx.conn)? == 1)
}

/// Gives a job back; `done` if there is nothing left to do until it is due again. `false` if somebody else has
/// claimed it meanwhile.
///
/// # Errors
/// If the database refuses.
pub fn give_back(tx: &mut Write<'_>, lease: &Lease, now: DateTime<Utc>, done: bool) -> Stored<bool> {
    let ours = leases::table
        .filter(leases::scheme.eq(lease.scheme))
        .filter(leases::job.eq(lease.job))
        .filter(leases::fence.eq(lease.fence));
    let given = set_until(tx, lease, now)?;
    if given && done {
        diesel::update(ours).set(leases::done_at.eq(At::from(now))).execute(tx.conn)?;
    }
    Ok(given)
}

/// Lets go of every job of a scheme: whoever held them is not there any more, as after a restore.
///
/// # Errors
/// If the database refuses.
pub fn release_all(tx: &mut Write<'_>, scheme: SchemeId) -> Stored<()> {
    diesel::delete(leases::table.filter(leases::scheme.eq(scheme))).execute(tx.conn)?;
    Ok(())
}

/// When each job of a scheme was last done.
///
/// # Errors
/// If the database refuses.
pub fn done(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(String, Option<DateTime<Utc>>)>> {
    let rows: Vec<(String, Option<At>)> = leases::table
        .filter(leases::scheme.eq(scheme))
        .order(leases::job)
        .select((leases::job, leases::done_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(job, at)| (job, at.map(Into::into))).collect())
}

/// The scheduler's pulse in a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// When it last beat by a clock that was believed.
    pub at: DateTime<Utc>,
    /// Since when deletions are stopped, and the word for why.
    pub stopped: Option<(DateTime<Utc>, String)>,
}

/// The last beat, if there was one.
///
/// # Errors
/// If the database refuses.
pub fn pulse(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Option<Pulse>> {
    let row: Option<(At, Option<At>, Option<String>)> = ticks::table
        .filter(ticks::scheme.eq(scheme))
        .select((ticks::at, ticks::stopped_since, ticks::stopped_why))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(at, since, why)| Pulse {
        at: at.into(),
        stopped: since.map(|since| (since.into(), why.unwrap_or_default())),
    }))
}

/// When a scheme's timetable was worked last; read once for all who share a view.
///
/// # Errors
/// If the database refuses.
pub fn last_beat(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Option<DateTime<Utc>>> {
    if let Some((_, beat)) = tx.beat.filter(|(met, _)| tx.view && *met == scheme) {
        return Ok(beat);
    }
    let at: Vec<At> = ticks::table.filter(ticks::scheme.eq(scheme)).select(ticks::at).load_both(tx.conn)?;
    let beat = at.first().copied().map(Into::into);
    tx.beat = Some((scheme, beat));
    Ok(beat)
}

/// Notes that something was erased: what older copies of the database hold of it is to become unreadable.
///
/// # Errors
/// If the database refuses.
pub fn note_erasure(tx: &mut Write<'_>, scheme: SchemeId, at: DateTime<Utc>) -> Stored<()> {
    let noted = (ticks::scheme.eq(scheme), ticks::erased_at.eq(At::from(at)));
    let known = ticks::table.filter(ticks::scheme.eq(scheme));
    if diesel::update(known).set(noted.1).execute(tx.conn)? == 0 {
        diesel::insert_into(ticks::table)
            .values((noted.0, ticks::at.eq(At::from(at)), noted.1))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// When something was last erased.
///
/// # Errors
/// If the database refuses.
pub fn erased_at(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Option<DateTime<Utc>>> {
    let known = ticks::table.filter(ticks::scheme.eq(scheme)).select(ticks::erased_at);
    Ok(known.first::<Option<At>>(tx.conn).optional()?.flatten().map(Into::into))
}

/// Beats: keeps the instant, or stops deletions if there is a reason and they are not stopped yet. While they are
/// stopped the last beat stays what it was: what the clock shows is not believed.
///
/// # Errors
/// If the database refuses.
pub fn beat(tx: &mut Write<'_>, scheme: SchemeId, now: DateTime<Utc>, stop: Option<&str>) -> Stored<()> {
    let this = || ticks::table.filter(ticks::scheme.eq(scheme));
    if this().count().get_result::<i64>(tx.conn)? == 0 {
        diesel::insert_into(ticks::table)
            .values((ticks::scheme.eq(scheme), ticks::at.eq(At::from(now))))
            .execute(tx.conn)?;
    }
    let trusted = this().filter(ticks::stopped_since.is_null());
    match stop {
        None => diesel::update(trusted).set(ticks::at.eq(At::from(now))).execute(tx.conn)?,
        Some(why) => diesel::update(trusted)
            .set((
                ticks::stopped_since.eq(At::from(now)),
                ticks::stopped_why.eq(why),
                ticks::confirmed_by.eq(None::<UserId>),
            ))
            .execute(tx.conn)?,
    };
    Ok(())
}

/// Lets deletions go on by the clock as it is now, whatever it showed before; `false` if they were not stopped.
///
/// # Errors
/// If the database refuses.
pub fn resume(tx: &mut Write<'_>, scheme: SchemeId, by: Option<UserId>, now: DateTime<Utc>) -> Stored<bool> {
    let stopped = ticks::table.filter(ticks::scheme.eq(scheme)).filter(ticks::stopped_since.is_not_null());
    Ok(diesel::update(stopped)
        .set((
            ticks::stopped_since.eq(None::<At>),
            ticks::stopped_why.eq(None::<String>),
            ticks::confirmed_by.eq(by),
            ticks::at.eq(At::from(now)),
        ))
        .execute(tx.conn)?
        == 1)
}
