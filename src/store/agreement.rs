//! Information sharing agreements: days and classes in the clear, the rest sealed, each under a key of its own.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Read, StoreError, Stored, Write,
    both::{Both, columns},
    cell, keys,
    schema::agreements,
    types::At,
};
use crate::{
    domain::{
        agency::agreement::{Agreement, Class, Days, Terms},
        ids::{AgreementId, SchemeId, UserId},
        member::evidence::{Acting, AgreementFacts, Agreements, Opens},
    },
    vault::{DataKey, Opened, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct TermsCell {
    agency: String,
    parties: String,
    basis: String,
    contact: String,
    email: String,
    phone: String,
}

impl From<TermsCell> for Terms {
    fn from(TermsCell { agency, parties, basis, contact, email, phone }: TermsCell) -> Self {
        Self { agency, parties, basis, contact, email, phone }
    }
}
impl From<Terms> for TermsCell {
    fn from(Terms { agency, parties, basis, contact, email, phone }: Terms) -> Self {
        Self { agency, parties, basis, contact, email, phone }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = agreements)]
struct Row {
    id: AgreementId,
    terms: Sealed,
    #[diesel(select_expression = agreements::document.is_not_null())]
    signed: bool,
    covers: String,
    starts_on: NaiveDate,
    review_on: NaiveDate,
    ends_on: NaiveDate,
    ended_on: Option<NaiveDate>,
    registered_by: Option<UserId>,
    registered_at: At,
}

impl Row {
    fn days(&self) -> Days {
        let Self { starts_on, review_on, ends_on, ended_on, .. } = *self;
        Days { starts: starts_on, review: review_on, ends: ends_on, ended: ended_on }
    }

    fn open(self, key: &DataKey, viewer: &impl Opens<Agreements>) -> Stored<Agreement> {
        let terms: TermsCell = cell::open(viewer, key, place(self.id), &self.terms)?;
        let covers = self.covers.split_whitespace().map(Class::parse).collect::<Option<_>>();
        Ok(Agreement {
            id: self.id,
            terms: terms.into(),
            signed: self.signed,
            covers: covers.ok_or(StoreError::Damaged("agreements"))?,
            days: self.days(),
            registered_by: self.registered_by,
            registered_at: self.registered_at.into(),
        })
    }
}

/// An agreement that was not ended.
macro_rules! standing {
    ($viewer:expr, $id:expr) => {
        agreements::table
            .filter(agreements::id.eq($id))
            .filter(agreements::scheme.eq($viewer.scheme()))
            .filter(agreements::ended_on.is_null())
    };
}

fn place(id: AgreementId) -> Place {
    Place::new("agreements", "terms", id)
}

/// Enters an agreement, under a key of its own.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, viewer: &impl Opens<Agreements>, agreement: Agreement) -> Stored<()> {
    let Agreement { id, terms, signed: _, covers, days, registered_by, registered_at } = agreement;
    let Days { starts, review, ends, ended } = days;
    let key = keys::create(tx, Owner::new(viewer.scheme(), id))?;
    let terms = cell::seal::<Agreements>(tx, &key, place(id), &TermsCell::from(terms))?;
    let covers: Vec<&str> = covers.into_iter().map(Class::as_str).collect();
    diesel::insert_into(agreements::table)
        .values((
            agreements::id.eq(id),
            agreements::scheme.eq(viewer.scheme()),
            agreements::terms.eq(terms),
            agreements::covers.eq(covers.join(" ")),
            agreements::starts_on.eq(starts),
            agreements::review_on.eq(review),
            agreements::ends_on.eq(ends),
            agreements::ended_on.eq(ended),
            agreements::registered_by.eq(registered_by),
            agreements::registered_at.eq(At::from(registered_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// An agreement of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Agreements>, id: AgreementId) -> Stored<Agreement> {
    let row: Row = agreements::table
        .filter(agreements::id.eq(id))
        .filter(agreements::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Every agreement of the viewer's scheme, whose last day is latest first.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Agreements>) -> Stored<Vec<Agreement>> {
    let rows: Vec<Row> = agreements::table
        .filter(agreements::scheme.eq(viewer.scheme()))
        .order((agreements::ends_on.desc(), agreements::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.id.uuid()))?;
    rows.into_iter()
        .map(|row| {
            let key = keys.get(&row.id.uuid()).ok_or(StoreError::NotFound)?;
            row.open(key, viewer)
        })
        .collect()
}

/// The days of every agreement of a scheme.
///
/// # Errors
/// If the database refuses.
pub fn days(tx: &mut Read<'_>, viewer: &impl Acting) -> Stored<Vec<(AgreementId, Days)>> {
    let rows: Vec<Row> = agreements::table
        .filter(agreements::scheme.eq(viewer.scheme()))
        .order((agreements::review_on, agreements::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.days())).collect())
}

/// What an agreement of the viewer's scheme says about who may read under it, without its words.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn facts(tx: &mut Read<'_>, viewer: &impl Acting, id: AgreementId) -> Stored<AgreementFacts> {
    let row: Row = agreements::table
        .filter(agreements::id.eq(id))
        .filter(agreements::scheme.eq(viewer.scheme()))
        .select(columns::<Row>())
        .first_both(tx.conn)?;
    let covers = |class: Class| row.covers.split_whitespace().any(|word| word == class.as_str());
    Ok(AgreementFacts {
        scheme: viewer.scheme(),
        id,
        days: row.days(),
        contact: covers(Class::Contact),
        special: covers(Class::Special),
        reports: covers(Class::Reports),
    })
}

/// Keeps the signed document of an agreement, as PDF; `false` if there is no such agreement.
///
/// # Errors
/// If the database refuses, or the agreement's key is gone.
pub fn keep_document(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Agreements>,
    id: AgreementId,
    pdf: &[u8],
) -> Stored<bool> {
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let sealed = key.seal::<Agreements>(tx.clock, document_place(id), pdf);
    let ours = agreements::table.filter(agreements::id.eq(id)).filter(agreements::scheme.eq(viewer.scheme()));
    Ok(diesel::update(ours).set(agreements::document.eq(sealed)).execute(tx.conn)? == 1)
}

/// The signed document of an agreement, as PDF; nothing if none was kept.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such agreement.
pub fn document(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Agreements>,
    id: AgreementId,
) -> Stored<Option<Opened>> {
    let sealed: Option<Sealed> = agreements::table
        .filter(agreements::id.eq(id))
        .filter(agreements::scheme.eq(viewer.scheme()))
        .select(agreements::document)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    Ok(Some(key.open::<Agreements>(viewer, document_place(id), &sealed)?))
}

fn document_place(id: AgreementId) -> Place {
    Place::new("agreements", "document", id)
}

/// Sets the day of the next review of an agreement that was not ended; `false` if there is none.
///
/// # Errors
/// If the database refuses.
pub fn review(tx: &mut Write<'_>, viewer: &impl Acting, id: AgreementId, next: NaiveDate) -> Stored<bool> {
    let kept = diesel::update(standing!(viewer, id))
        .set((agreements::review_on.eq(next), agreements::reminded_on.eq(None::<NaiveDate>)))
        .execute(tx.conn)?;
    Ok(kept == 1)
}

/// The days of every agreement of a scheme, with the day on which the controllers were mailed about its review last.
///
/// # Errors
/// If the database refuses.
pub fn reminded(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(AgreementId, Days, Option<NaiveDate>)>> {
    let rows: Vec<(Row, Option<NaiveDate>)> = agreements::table
        .filter(agreements::scheme.eq(scheme))
        .order((agreements::review_on, agreements::id))
        .select((Row::as_select(), agreements::reminded_on))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(row, reminded)| (row.id, row.days(), reminded)).collect())
}

/// Notes that the controllers are mailed about a review; `false` if there is no such agreement.
///
/// # Errors
/// If the database refuses.
pub fn remind(tx: &mut Write<'_>, viewer: &impl Acting, id: AgreementId, on: NaiveDate) -> Stored<bool> {
    let noted = diesel::update(standing!(viewer, id)).set(agreements::reminded_on.eq(on)).execute(tx.conn)?;
    Ok(noted == 1)
}

/// Ends an agreement; `false` if there is none, or it was ended before.
///
/// # Errors
/// If the database refuses.
pub fn end(tx: &mut Write<'_>, viewer: &impl Acting, id: AgreementId, on: NaiveDate) -> Stored<bool> {
    let ended = diesel::update(standing!(viewer, id)).set(agreements::ended_on.eq(on)).execute(tx.conn)?;
    Ok(ended == 1)
}
