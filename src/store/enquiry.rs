//! Enquiries from the public, each sealed under its own key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Read, StoreError, Stored, Write, cell, keys, schema::enquiries, types::At};
use crate::{
    domain::{
        date::london_day,
        enquiry::{Enquiry, Message, state::State},
        ids::{EnquiryId, SchemeId},
        member::evidence::{self, Acting, Opens},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct MessageCell {
    name: String,
    email: String,
    phone: String,
    words: String,
}

impl From<MessageCell> for Message {
    fn from(MessageCell { name, email, phone, words }: MessageCell) -> Self {
        Self { name, email, phone, words }
    }
}
impl From<&Message> for MessageCell {
    fn from(message: &Message) -> Self {
        let Message { name, email, phone, words } = message.clone();
        Self { name, email, phone, words }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = enquiries)]
struct Row {
    id: EnquiryId,
    state: State,
    message: Sealed,
    made_at: At,
    closed_on: Option<NaiveDate>,
    erase_on: Option<NaiveDate>,
}

impl Row {
    fn open(self, key: &DataKey, viewer: &impl Opens<evidence::Enquiry>) -> Stored<Enquiry> {
        let message: MessageCell = cell::open(viewer, key, place(self.id), &self.message)?;
        Ok(Enquiry {
            id: self.id,
            state: self.state,
            message: message.into(),
            made_at: self.made_at.into(),
            closed_on: self.closed_on,
            erase_on: self.erase_on,
        })
    }
}

fn place(id: EnquiryId) -> Place {
    Place::new("enquiries", "message", id)
}

/// Keeps what somebody wrote, under a key of its own.
///
/// # Errors
/// If the database refuses.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: EnquiryId,
    message: &Message,
    at: DateTime<Utc>,
) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<evidence::Enquiry>(tx, &key, place(id), &MessageCell::from(message))?;
    diesel::insert_into(enquiries::table)
        .values((
            enquiries::id.eq(id),
            enquiries::scheme.eq(scheme),
            enquiries::state.eq(State::Open),
            enquiries::message.eq(sealed),
            enquiries::made_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A page of enquiries in a state, the newest first. One whose day of erasure has come is not among them,
/// whether or not the scheduler ran.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn list(
    tx: &mut Read<'_>,
    viewer: &impl Opens<evidence::Enquiry>,
    state: State,
    skip: i64,
    limit: i64,
) -> Stored<Vec<Enquiry>> {
    let today = london_day(viewer.at());
    let rows: Vec<Row> = enquiries::table
        .filter(enquiries::scheme.eq(viewer.scheme()))
        .filter(enquiries::state.eq(state))
        .filter(enquiries::erase_on.is_null().or(enquiries::erase_on.gt(today)))
        .order((enquiries::made_at.desc(), enquiries::id))
        .offset(skip)
        .limit(limit)
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

/// How many wait for an answer.
///
/// # Errors
/// If the database refuses.
pub fn waiting(tx: &mut Read<'_>, viewer: &impl Acting) -> Stored<i64> {
    Ok(enquiries::table
        .filter(enquiries::scheme.eq(viewer.scheme()))
        .filter(enquiries::state.eq(State::Open))
        .count()
        .get_result(tx.conn)?)
}

/// Since when the oldest of them waits.
///
/// # Errors
/// If the database refuses.
pub fn oldest_waiting(tx: &mut Read<'_>, viewer: &impl Acting) -> Stored<Option<DateTime<Utc>>> {
    let oldest: Option<At> = enquiries::table
        .filter(enquiries::scheme.eq(viewer.scheme()))
        .filter(enquiries::state.eq(State::Open))
        .order(enquiries::made_at)
        .select(enquiries::made_at)
        .first(tx.conn)
        .optional()?;
    Ok(oldest.map(Into::into))
}

/// One enquiry of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or its day of erasure has come.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<evidence::Enquiry>, id: EnquiryId) -> Stored<Enquiry> {
    let row: Row = enquiries::table
        .filter(enquiries::id.eq(id))
        .filter(enquiries::scheme.eq(viewer.scheme()))
        .filter(enquiries::erase_on.is_null().or(enquiries::erase_on.gt(london_day(viewer.at()))))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Closes an open enquiry; `false` if it was closed already.
///
/// # Errors
/// If the database refuses.
pub fn close(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: EnquiryId,
    closed_on: NaiveDate,
    erase_on: Option<NaiveDate>,
) -> Stored<bool> {
    let open = enquiries::table
        .filter(enquiries::id.eq(id))
        .filter(enquiries::scheme.eq(scheme))
        .filter(enquiries::state.eq(State::Open));
    let closed = diesel::update(open)
        .set((
            enquiries::state.eq(State::Closed),
            enquiries::closed_on.eq(closed_on),
            enquiries::erase_on.eq(erase_on),
        ))
        .execute(tx.conn)?;
    Ok(closed == 1)
}

/// The enquiries whose day of erasure has come.
///
/// # Errors
/// If the database refuses.
pub fn due(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<EnquiryId>> {
    Ok(enquiries::table
        .filter(enquiries::scheme.eq(scheme))
        .filter(enquiries::erase_on.le(today))
        .select(enquiries::id)
        .load(tx.conn)?)
}

/// Erases an enquiry: its key first, so that nothing can read what is left of it anywhere.
///
/// # Errors
/// If the database refuses.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: EnquiryId) -> Stored<()> {
    keys::destroy(tx, Owner::new(scheme, id))?;
    diesel::delete(enquiries::table.filter(enquiries::id.eq(id)).filter(enquiries::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}
