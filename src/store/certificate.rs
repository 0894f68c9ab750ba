//! Certificates of deletion: begun in the transaction that deletes, signed once nothing is left.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write,
    schema::{certificates, letters},
    types::{AnyId, At},
};
use crate::domain::{
    certificate::deletion::Kind,
    ids::{CertificateId, EventId, ProfileId, SchemeId},
};

/// A deletion that is not certified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The certificate's number.
    pub number: CertificateId,
    /// What of.
    pub kind: Kind,
    /// Whom it is about; forgotten once it is signed.
    pub subject: Uuid,
    /// The deletion's event in the audit trail.
    pub event: EventId,
    /// By when it was to go.
    pub due_on: NaiveDate,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
    /// How many rows of which table.
    pub rows: Vec<(String, u64)>,
    /// How many blobs.
    pub blobs: u64,
    /// How many letters had been given to the person.
    pub letters: u64,
    /// How many times police were told of the person.
    pub disclosed: u64,
}

/// A signed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: CertificateId,
    /// What of.
    pub kind: Kind,
    /// By when it was to go.
    pub due_on: NaiveDate,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
    /// When it was signed.
    pub issued_at: DateTime<Utc>,
    /// The signed note.
    pub note: String,
}

#[derive(Queryable)]
struct PendingRow {
    number: CertificateId,
    kind: Kind,
    subject: Option<AnyId>,
    event: Option<EventId>,
    due_on: NaiveDate,
    deleted_at: At,
    counted: String,
    blobs: i64,
    letters: i64,
    disclosed: i64,
}

impl PendingRow {
    fn read(self) -> Stored<Pending> {
        let damaged = || StoreError::Damaged("certificates");
        let row = |row: &str| {
            let (table, count) = row.split_once('=')?;
            Some((table.to_owned(), count.parse().ok()?))
        };
        Ok(Pending {
            number: self.number,
            kind: self.kind,
            subject: self.subject.ok_or_else(damaged)?.0,
            event: self.event.ok_or_else(damaged)?,
            due_on: self.due_on,
            deleted_at: self.deleted_at.into(),
            rows: self.counted.split_whitespace().map(row).collect::<Option<_>>().ok_or_else(damaged)?,
            blobs: self.blobs.unsigned_abs(),
            letters: self.letters.unsigned_abs(),
            disclosed: self.disclosed.unsigned_abs(),
        })
    }
}

#[derive(Queryable)]
struct IssuedRow {
    number: CertificateId,
    kind: Kind,
    due_on: NaiveDate,
    deleted_at: At,
    issued_at: Option<At>,
    note: Option<String>,
}

impl IssuedRow {
    fn read(self) -> Stored<Issued> {
        let damaged = || StoreError::Damaged("certificates");
        Ok(Issued {
            number: self.number,
            kind: self.kind,
            due_on: self.due_on,
            deleted_at: self.deleted_at.into(),
            issued_at: self.issued_at.ok_or_else(damaged)?.into(),
            note: self.note.ok_or_else(damaged)?,
        })
    }
}

/// The letters that were given to a person.
///
/// # Errors
/// If the database refuses.
pub fn letters_given(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<u64> {
    let given = letters::table
        .filter(letters::scheme.eq(scheme))
        .filter(letters::profile.eq(id))
        .filter(letters::sent_at.is_not_null())
        .count();
    Ok(given.get_result::<i64>(tx.conn)?.unsigned_abs())
}

/// Notes a deletion that is to be certified.
///
/// # Errors
/// If the database refuses.
pub fn begin(tx: &mut Write<'_>, scheme: SchemeId, pending: &Pending) -> Stored<()> {
    let rows: Vec<String> = pending.rows.iter().map(|(table, count)| format!("{table}={count}")).collect();
    diesel::insert_into(certificates::table)
        .values((
            certificates::id.eq(pending.number),
            certificates::scheme.eq(scheme),
            certificates::kind.eq(pending.kind),
            certificates::subject.eq(AnyId(pending.subject)),
            certificates::event.eq(pending.event),
            certificates::due_on.eq(pending.due_on),
            certificates::deleted_at.eq(At::from(pending.deleted_at)),
            certificates::counted.eq(rows.join(" ")),
            certificates::blobs.eq(pending.blobs.cast_signed()),
            certificates::letters.eq(pending.letters.cast_signed()),
            certificates::disclosed.eq(pending.disclosed.cast_signed()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What is not certified yet, the oldest first.
///
/// # Errors
/// If the database refuses, or a row is damaged.
pub fn pending(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Pending>> {
    let rows: Vec<PendingRow> = certificates::table
        .filter(certificates::scheme.eq(scheme))
        .filter(certificates::issued_at.is_null())
        .order((certificates::deleted_at, certificates::id))
        .select((
            certificates::id,
            certificates::kind,
            certificates::subject,
            certificates::event,
            certificates::due_on,
            certificates::deleted_at,
            certificates::counted,
            certificates::blobs,
            certificates::letters,
            certificates::disclosed,
        ))
        .load(tx.conn)?;
    rows.into_iter().map(PendingRow::read).collect()
}

/// Keeps a signed certificate, and forgets whom it is about; `false` if it was signed meanwhile.
///
/// # Errors
/// If the database refuses.
pub fn issue(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    number: CertificateId,
    note: &str,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let this = certificates::table
        .filter(certificates::scheme.eq(scheme))
        .filter(certificates::id.eq(number))
        .filter(certificates::issued_at.is_null());
    let changed = diesel::update(this)
        .set((
            certificates::note.eq(Some(note)),
            certificates::issued_at.eq(Some(At::from(at))),
            certificates::subject.eq(None::<AnyId>),
            certificates::event.eq(None::<EventId>),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

const ISSUED: (
    certificates::id,
    certificates::kind,
    certificates::due_on,
    certificates::deleted_at,
    certificates::issued_at,
    certificates::note,
) = (
    certificates::id,
    certificates::kind,
    certificates::due_on,
    certificates::deleted_at,
    certificates::issued_at,
    certificates::note,
);

/// A page of the certificates that are signed, the latest first, and how many there are.
///
/// # Errors
/// If the database refuses.
pub fn page(tx: &mut Read<'_>, scheme: SchemeId, offset: i64, limit: i64) -> Stored<(Vec<Issued>, i64)> {
    let signed = || {
        certificates::table
            .filter(certificates::scheme.eq(scheme))
            .filter(certificates::issued_at.is_not_null())
    };
    let count = signed().count().get_result(tx.conn)?;
    let rows: Vec<IssuedRow> = signed()
        .order((certificates::issued_at.desc(), certificates::id))
        .offset(offset)
        .limit(limit)
        .select(ISSUED)
        .load(tx.conn)?;
    Ok((rows.into_iter().map(IssuedRow::read).collect::<Stored<_>>()?, count))
}

/// A signed certificate.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this number.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, number: CertificateId) -> Stored<Issued> {
    let row: IssuedRow = certificates::table
        .filter(certificates::scheme.eq(scheme))
        .filter(certificates::id.eq(number))
        .filter(certificates::issued_at.is_not_null())
        .select(ISSUED)
        .first(tx.conn)?;
    row.read()
}

/// Forgets certificates past their period; returns how many.
///
/// # Errors
/// If the database refuses.
pub fn forget(tx: &mut Write<'_>, scheme: SchemeId, before: DateTime<Utc>) -> Stored<usize> {
    let past = certificates::table
        .filter(certificates::scheme.eq(scheme))
        .filter(certificates::issued_at.lt(At::from(before)));
    Ok(diesel::delete(past).execute(tx.conn)?)
}
