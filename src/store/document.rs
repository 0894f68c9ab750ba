//! Data-protection documents: a row a version, its days in the clear, what it says sealed, each under a key of its own.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Read, StoreError, Stored, Write, cell, keys, schema::documents, types::At};
use crate::{
    domain::{
        document::{Content, Days, Document, Kind, part::Part},
        ids::{DocumentId, SchemeId, UserId},
        member::evidence::{Documents, Opens},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct RecordCell {
    party: String,
    written: BTreeMap<String, String>,
    known: Vec<(String, Vec<String>)>,
}

impl RecordCell {
    fn of(content: &Content) -> Self {
        let Content { party, written, known } = content.clone();
        Self {
            party,
            written: written.into_iter().map(|(part, said)| (part.as_str().to_owned(), said)).collect(),
            known: known.into_iter().map(|(part, said)| (part.as_str().to_owned(), said)).collect(),
        }
    }

    fn read(self) -> Option<Content> {
        let written = self.written.into_iter().map(|(part, said)| Some((Part::parse(&part)?, said)));
        let known = self.known.into_iter().map(|(part, said)| Some((Part::parse(&part)?, said)));
        Some(Content {
            party: self.party,
            written: written.collect::<Option<_>>()?,
            known: known.collect::<Option<_>>()?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents)]
struct Row {
    id: DocumentId,
    kind: Kind,
    line: DocumentId,
    version: i32,
    record: Sealed,
    adopted_on: Option<NaiveDate>,
    review_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    drafted_by: Option<UserId>,
    drafted_at: At,
    adopted_by: Option<UserId>,
}

impl Row {
    fn open(self, key: &DataKey, viewer: &impl Opens<Documents>) -> Stored<Document> {
        let record: RecordCell = cell::open(viewer, key, place(self.id), &self.record)?;
        Ok(Document {
            id: self.id,
            kind: self.kind,
            line: self.line,
            version: self.version,
            content: record.read().ok_or(StoreError::Damaged("documents"))?,
            days: Days { adopted: self.adopted_on, review: self.review_on, ended: self.ended_on },
            drafted_by: self.drafted_by,
            drafted_at: self.drafted_at.into(),
            adopted_by: self.adopted_by,
        })
    }
}

fn place(id: DocumentId) -> Place {
    Place::new("documents", "record", id)
}

/// Begins a version, under a key of its own.
///
/// # Errors
/// If the database refuses: also if somebody began the same version.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, document: &Document) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, document.id))?;
    let record = RecordCell::of(&document.content);
    let record = cell::seal::<Documents>(tx, &key, place(document.id), &record)?;
    let Days { adopted, review, ended } = document.days;
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(document.id),
            documents::scheme.eq(scheme),
            documents::kind.eq(document.kind),
            documents::line.eq(document.line),
            documents::version.eq(document.version),
            documents::record.eq(record),
            (
                documents::adopted_on.eq(adopted),
                documents::review_on.eq(review),
                documents::ended_on.eq(ended),
                documents::drafted_by.eq(document.drafted_by),
                documents::drafted_at.eq(At::from(document.drafted_at)),
                documents::adopted_by.eq(document.adopted_by),
            ),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what a version says, and its days.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn set(tx: &mut Write<'_>, scheme: SchemeId, document: &Document) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, document.id))?;
    let record = RecordCell::of(&document.content);
    let record = cell::seal::<Documents>(tx, &key, place(document.id), &record)?;
    let Days { adopted, review, ended } = document.days;
    let one = documents::table.filter(documents::id.eq(document.id)).filter(documents::scheme.eq(scheme));
    let kept = diesel::update(one)
        .set((
            documents::record.eq(record),
            documents::adopted_on.eq(adopted),
            documents::review_on.eq(review),
            documents::ended_on.eq(ended),
            documents::adopted_by.eq(document.adopted_by),
        ))
        .execute(tx.conn)?;
    if kept == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// A version of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Documents>, id: DocumentId) -> Stored<Document> {
    let row: Row = documents::table
        .filter(documents::id.eq(id))
        .filter(documents::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Every version of the viewer's scheme, by kind and line, the latest first.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Documents>) -> Stored<Vec<Document>> {
    let rows: Vec<Row> = documents::table
        .filter(documents::scheme.eq(viewer.scheme()))
        .order((documents::kind, documents::line, documents::version.desc()))
        .select(Row::as_select())
        .load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.id.uuid()))?;
    rows.into_iter()
        .map(|row| {
            let key = keys.get(&row.id.uuid()).ok_or(StoreError::Damaged("documents"))?;
            row.open(key, viewer)
        })
        .collect()
}

type DaysRow = (DocumentId, Kind, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// A version with its days, and the day on which the controllers were mailed about it.
pub type Dated = (DocumentId, Kind, Days, Option<NaiveDate>);

/// The days of every version, and the day on which the controllers were mailed about it. Nothing is opened.
///
/// # Errors
/// If the database refuses.
pub fn days(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Dated>> {
    let rows: Vec<DaysRow> = documents::table
        .filter(documents::scheme.eq(scheme))
        .order(documents::id)
        .select((
            documents::id,
            documents::kind,
            documents::adopted_on,
            documents::review_on,
            documents::ended_on,
            documents::reminded_on,
        ))
        .load(tx.conn)?;
    let dated = |(id, kind, adopted, review, ended, told)| (id, kind, Days { adopted, review, ended }, told);
    Ok(rows.into_iter().map(dated).collect())
}

/// Notes on which day the controllers are mailed about its review.
///
/// # Errors
/// If the database refuses.
pub fn note_reminded(tx: &mut Write<'_>, scheme: SchemeId, id: DocumentId, day: NaiveDate) -> Stored<()> {
    let one = documents::table.filter(documents::id.eq(id)).filter(documents::scheme.eq(scheme));
    diesel::update(one).set(documents::reminded_on.eq(day)).execute(tx.conn)?;
    Ok(())
}

/// Erases a version with its key.
///
/// # Errors
/// If the database refuses.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: DocumentId) -> Stored<()> {
    keys::destroy(tx, Owner::new(scheme, id))?;
    diesel::delete(documents::table.filter(documents::id.eq(id)).filter(documents::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}
