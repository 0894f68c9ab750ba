//! Letters' rows. The PDF is a blob sealed under the profile's key; a code is kept as its look-up only.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, lookup, origin, schema::letters, types::At};
use crate::{
    domain::{
        ids::{LetterId, ProfileId, SanctionId, SchemeId},
        sanction::{Letter, letter::LetterKind},
    },
    faults::step,
    vault::{Lookup, Trace},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    id: LetterId,
    profile: ProfileId,
    sanction: Option<SanctionId>,
    kind: LetterKind,
    issued_at: At,
    sent_at: Option<At>,
    printed_at: Option<At>,
}

impl From<Row> for Letter {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            profile: row.profile,
            sanction: row.sanction,
            kind: row.kind,
            issued_at: row.issued_at.into(),
            sent_at: row.sent_at.map(Into::into),
            printed_at: row.printed_at.map(Into::into),
        }
    }
}

/// Adds a letter; `code`, if it carries one, is kept as its look-up.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if this sanction has its letter of this kind.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, letter: &Letter, code: Option<&str>) -> Stored<()> {
    let trace = code.map(|code| Trace::of(code.as_bytes()));
    let key = trace.as_ref().map(|_| origin::key(tx, scheme, letter.profile, letter.id)).transpose()?;
    let sealed =
        trace.as_ref().zip(key).map(|(trace, key)| lookup::seal(tx, &key, "letters", letter.id, trace));
    let (epoch, code) = trace.map(|trace| tx.vault.lookup(scheme, Lookup::Code, &trace)).unzip();
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(letter.id),
            letters::scheme.eq(scheme),
            letters::profile.eq(letter.profile),
            letters::sanction.eq(letter.sanction),
            letters::kind.eq(letter.kind),
            letters::code_epoch.eq(epoch),
            letters::code.eq(code),
            letters::trace.eq(sealed),
            letters::issued_at.eq(At::from(letter.issued_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A letter of a scheme.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, id: LetterId) -> Stored<Letter> {
    Ok(letters::table
        .filter(letters::id.eq(id))
        .filter(letters::scheme.eq(scheme))
        .select(Row::as_select())
        .first(tx.conn)?
        .into())
}

/// The letter that carries a code, if any does.
///
/// # Errors
/// If the database refuses.
pub fn by_code(tx: &mut Read<'_>, scheme: SchemeId, code: &str) -> Stored<Option<Letter>> {
    let tags = tx.vault.lookups(scheme, Lookup::Code, &Trace::of(code.as_bytes()));
    Ok(letters::table
        .filter(letters::scheme.eq(scheme))
        .filter(letters::code.eq_any(tags))
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?
        .map(Letter::from))
}

/// The letters to a profile, the newest first.
///
/// # Errors
/// If the database refuses.
pub fn of_profile(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<Letter>> {
    let rows: Vec<Row> = letters::table
        .filter(letters::scheme.eq(scheme))
        .filter(letters::profile.eq(profile))
        .order(letters::issued_at.desc())
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// The letters of a kind that were neither mailed nor opened to print, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn to_print(tx: &mut Read<'_>, scheme: SchemeId, kind: LetterKind) -> Stored<Vec<Letter>> {
    let rows: Vec<Row> = letters::table
        .filter(letters::scheme.eq(scheme))
        .filter(letters::kind.eq(kind))
        .filter(letters::sent_at.is_null())
        .filter(letters::printed_at.is_null())
        .order(letters::issued_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// The newest letters of a scheme.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId, limit: i64) -> Stored<Vec<Letter>> {
    let rows: Vec<Row> = letters::table
        .filter(letters::scheme.eq(scheme))
        .order(letters::issued_at.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// Notes that a letter was mailed, or opened to print.
///
/// # Errors
/// If the database refuses.
pub fn note(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: LetterId,
    sent_at: Option<DateTime<Utc>>,
    printed_at: Option<DateTime<Utc>>,
) -> Stored<()> {
    let this = || letters::table.filter(letters::id.eq(id)).filter(letters::scheme.eq(scheme));
    if let Some(at) = sent_at {
        diesel::update(this()).set(letters::sent_at.eq(At::from(at))).execute(tx.conn)?;
    }
    if let Some(at) = printed_at {
        diesel::update(this()).set(letters::printed_at.eq(At::from(at))).execute(tx.conn)?;
    }
    Ok(())
}

/// Notes that a letter was not mailed after all.
///
/// # Errors
/// If the database refuses.
pub fn unsent(tx: &mut Write<'_>, scheme: SchemeId, id: LetterId) -> Stored<()> {
    diesel::update(letters::table.filter(letters::id.eq(id)).filter(letters::scheme.eq(scheme)))
        .set(letters::sent_at.eq(None::<At>))
        .execute(tx.conn)?;
    Ok(())
}

/// Erases the letters to a profile and says which they were.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<LetterId>> {
    let of_profile = letters::table.filter(letters::scheme.eq(scheme)).filter(letters::profile.eq(profile));
    let ids = of_profile.select(letters::id).load(tx.conn)?;
    if step("erase.letters")? {
        diesel::delete(of_profile).execute(tx.conn)?;
    }
    Ok(ids)
}
