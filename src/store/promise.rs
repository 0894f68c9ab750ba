//! What is kept of promises kept: monthly counts of withdrawals, and the days of erasures on their tombstones. What the
//! rules make of it is `domain::assurance`'s.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{dsl::case_when, prelude::*, sql_types::BigInt};

use super::{
    Read, Stored, Write,
    conn::AnyConn,
    schema::{holds, tombstones, withdrawals},
    types::At,
};
use crate::domain::{
    assurance::promise::{Tally, month_of},
    ids::{ProfileId, SchemeId},
};

/// Counts a withdrawal in the month in which it was due.
///
/// # Errors
/// If the database refuses.
pub fn count_withdrawal(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    due: DateTime<Utc>,
    done: DateTime<Utc>,
) -> Stored<()> {
    let month = month_of(due);
    let mut one = Tally::default();
    one.count(due, Some(done), done);
    let (late, longest) = (one.late.cast_signed(), one.longest.num_minutes());
    let longer = case_when(withdrawals::longest.lt(longest), longest.into_sql::<BigInt>())
        .otherwise(withdrawals::longest);
    let counted = diesel::insert_into(withdrawals::table)
        .values((
            withdrawals::scheme.eq(scheme),
            withdrawals::month.eq(month),
            withdrawals::n.eq(1_i64),
            withdrawals::late.eq(late),
            withdrawals::longest.eq(longest),
        ))
        .on_conflict((withdrawals::scheme, withdrawals::month))
        .do_update()
        .set((
            withdrawals::n.eq(withdrawals::n + 1),
            withdrawals::late.eq(withdrawals::late + late),
            withdrawals::longest.eq(longer),
        ));
    match &mut *tx.conn {
        AnyConn::Pg(conn) => counted.execute(conn)?,
        AnyConn::Sqlite(conn) => counted.execute(conn)?,
    };
    Ok(())
}

/// The withdrawals that were due since the first of a month, by month.
///
/// # Errors
/// If the database refuses.
pub fn withdrawn(tx: &mut Read<'_>, scheme: SchemeId, since: NaiveDate) -> Stored<Vec<(NaiveDate, Tally)>> {
    let rows: Vec<(NaiveDate, i64, i64, i64)> = withdrawals::table
        .filter(withdrawals::scheme.eq(scheme))
        .filter(withdrawals::month.ge(since))
        .select((withdrawals::month, withdrawals::n, withdrawals::late, withdrawals::longest))
        .load(tx.conn)?;
    let tally = |(month, n, late, longest): (NaiveDate, i64, i64, i64)| {
        let (n, late) = (n.unsigned_abs(), late.unsigned_abs());
        let longest = TimeDelta::minutes(longest);
        (month, Tally { in_time: n.saturating_sub(late), late, open: 0, longest })
    };
    Ok(rows.into_iter().map(tally).collect())
}

/// An erasure, by its tombstone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Of which profile.
    pub profile: ProfileId,
    /// From when on it was due.
    pub due: DateTime<Utc>,
    /// When it left the tables.
    pub erased: DateTime<Utc>,
}

/// The erasures that were due since an instant, the earliest first. Who went with another is not counted again.
///
/// # Errors
/// If the database refuses.
pub fn erased(tx: &mut Read<'_>, scheme: SchemeId, since: DateTime<Utc>) -> Stored<Vec<Erasure>> {
    let rows: Vec<(ProfileId, Option<At>, At)> = tombstones::table
        .filter(tombstones::scheme.eq(scheme))
        .filter(tombstones::due_at.ge(At::from(since)).assume_not_null())
        .order((tombstones::due_at, tombstones::profile))
        .select((tombstones::profile, tombstones::due_at, tombstones::erased_at))
        .load(tx.conn)?;
    let made = |(profile, due, erased): (ProfileId, Option<At>, At)| {
        Some(Erasure { profile, due: due?.into(), erased: erased.into() })
    };
    Ok(rows.into_iter().filter_map(made).collect())
}

/// The profiles with a legal hold that was not lifted.
///
/// # Errors
/// If the database refuses.
pub fn held(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<ProfileId>> {
    Ok(holds::table
        .filter(holds::scheme.eq(scheme))
        .filter(holds::lifted_on.is_null())
        .select(holds::profile)
        .distinct()
        .load(tx.conn)?)
}
