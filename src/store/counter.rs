//! Anonymous counters of the incidents that are gone: cells without ids.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Read, StoreError, Stored, Write,
    conn::AnyConn,
    schema::{counters, premises},
};
use crate::domain::{
    ids::{PremisesId, SchemeId},
    incident::{
        counter::{Cell, Span},
        kind::Kind,
        loss::Band,
    },
};

/// What a column holds where a cell covers everything.
const ALL: &str = "";

/// The part of town of premises, as cells have it; empty where it is not known.
///
/// # Errors
/// If the database refuses.
pub fn area(tx: &mut Read<'_>, scheme: SchemeId, site: Option<PremisesId>) -> Stored<String> {
    let Some(site) = site else { return Ok(String::new()) };
    let area = premises::table.filter(premises::id.eq(site)).filter(premises::scheme.eq(scheme));
    Ok(area.select(premises::area).first(tx.conn).optional()?.unwrap_or_default())
}

/// Counts so many in a cell.
///
/// # Errors
/// If the database refuses.
pub fn add(tx: &mut Write<'_>, scheme: SchemeId, cell: &Cell, n: u64) -> Stored<()> {
    let n = n.cast_signed();
    let added = diesel::insert_into(counters::table)
        .values((
            counters::scheme.eq(scheme),
            counters::span.eq(cell.span),
            counters::since.eq(cell.from.unwrap_or_default()),
            counters::area.eq(cell.area.as_deref().unwrap_or(ALL)),
            counters::kind.eq(cell.kind.map_or(ALL, Kind::as_str)),
            counters::band.eq(cell.band.map_or(ALL, Band::as_str)),
            counters::n.eq(n),
        ))
        .on_conflict((
            counters::scheme,
            counters::span,
            counters::since,
            counters::area,
            counters::kind,
            counters::band,
        ))
        .do_update()
        .set(counters::n.eq(counters::n + n));
    match &mut *tx.conn {
        AnyConn::Pg(conn) => added.execute(conn)?,
        AnyConn::Sqlite(conn) => added.execute(conn)?,
    };
    Ok(())
}

/// Takes a cell out; how many it held, nothing if it is not there.
///
/// # Errors
/// If the database refuses.
pub fn take(tx: &mut Write<'_>, scheme: SchemeId, cell: &Cell) -> Stored<Option<u64>> {
    let held: Option<i64> = diesel::delete(
        counters::table
            .filter(counters::scheme.eq(scheme))
            .filter(counters::span.eq(cell.span))
            .filter(counters::since.eq(cell.from.unwrap_or_default()))
            .filter(counters::area.eq(cell.area.as_deref().unwrap_or(ALL)))
            .filter(counters::kind.eq(cell.kind.map_or(ALL, Kind::as_str)))
            .filter(counters::band.eq(cell.band.map_or(ALL, Band::as_str))),
    )
    .returning(counters::n)
    .get_result(tx.conn)
    .optional()?;
    Ok(held.map(i64::unsigned_abs))
}

/// Every cell of a scheme, and how many it holds.
///
/// # Errors
/// If a cell cannot be read.
pub fn all(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(Cell, u64)>> {
    let rows: Vec<(Span, NaiveDate, String, String, String, i64)> = counters::table
        .filter(counters::scheme.eq(scheme))
        .select((
            counters::span,
            counters::since,
            counters::area,
            counters::kind,
            counters::band,
            counters::n,
        ))
        .load(tx.conn)?;
    let damaged = || StoreError::Damaged("counters");
    let read = |(span, from, area, kind, band, n): (_, _, String, String, String, i64)| {
        let cell = Cell {
            span,
            from: Some(from).filter(|_| span != Span::Ever),
            area: Some(area).filter(|area| area != ALL),
            kind: (kind != ALL).then(|| Kind::parse(&kind).ok_or_else(damaged)).transpose()?,
            band: (band != ALL).then(|| Band::parse(&band).ok_or_else(damaged)).transpose()?,
        };
        Ok((cell, n.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}
