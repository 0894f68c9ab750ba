//! The outbox: mail waits here sealed under its owner's key, and is wiped once delivered.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write, cell, keys,
    schema::outbox,
    types::{AnyId, At},
};
use crate::{
    domain::{
        ids::{LetterId, MailId, SchemeId},
        mail::{Message, Standing},
        member::evidence::{Mail, Opens},
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct MessageCell {
    to: String,
    subject: String,
    text: String,
}

/// A message's row; the message itself only while it waits.
#[derive(Debug, Clone)]
pub struct Item {
    /// Id.
    pub id: MailId,
    /// Whose key seals it.
    pub owner: Uuid,
    /// Where it stands.
    pub standing: Standing,
    /// The message, unless it is wiped or its owner erased.
    pub message: Option<Message>,
    /// How often it was tried.
    pub tries: u32,
    /// What the mail server had against it: a code, never its words.
    pub problem: String,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// When it is gone, delivered or not.
    pub erase_on: NaiveDate,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct Row {
    id: MailId,
    owner: AnyId,
    state: Standing,
    message: Option<Sealed>,
    letter: Option<LetterId>,
    attempts: i32,
    problem: Option<String>,
    queued_at: At,
    next_at: At,
    erase_on: NaiveDate,
}

fn place(id: MailId) -> Place {
    Place::new("outbox", "message", id)
}

/// Queues a message under its owner's key; the owner may be the message itself, then it has a key of its own.
///
/// # Errors
/// [`StoreError::NotFound`] if the owner has no key.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: MailId,
    owner: Uuid,
    message: &Message,
    at: DateTime<Utc>,
    erase_on: NaiveDate,
) -> Stored<()> {
    let owned = Owner::new(scheme, owner);
    let key = if owner == id.uuid() { keys::create(tx, owned)? } else { keys::load(tx, owned)? };
    let Message { to, subject, text, letter } = message.clone();
    let sealed = cell::seal::<Mail>(tx, &key, place(id), &MessageCell { to, subject, text })?;
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::scheme.eq(scheme),
            outbox::owner.eq(AnyId(owner)),
            outbox::state.eq(Standing::Queued),
            outbox::message.eq(sealed),
            outbox::letter.eq(letter),
            outbox::attempts.eq(0),
            outbox::queued_at.eq(At::from(at)),
            outbox::next_at.eq(At::from(at)),
            outbox::erase_on.eq(erase_on),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes the next message that is due, until `until`: nobody else takes it meanwhile. Its tries count this one.
///
/// # Errors
/// If the database refuses.
pub fn claim(
    tx: &mut Write<'_>,
    viewer: &impl Opens<Mail>,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Stored<Option<Item>> {
    let row: Option<Row> = outbox::table
        .filter(outbox::scheme.eq(viewer.scheme()))
        .filter(outbox::state.eq(Standing::Queued))
        .filter(outbox::next_at.le(At::from(at)))
        .order(outbox::next_at)
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    // Another node may have taken it between the two statements: then it no longer is as it was read.
    let taken = diesel::update(
        outbox::table
            .filter(outbox::id.eq(row.id))
            .filter(outbox::state.eq(Standing::Queued))
            .filter(outbox::next_at.eq(row.next_at)),
    )
    .set((outbox::next_at.eq(At::from(until)), outbox::attempts.eq(row.attempts + 1)))
    .execute(tx.conn)?;
    if taken == 0 {
        return Ok(None);
    }
    let mut item = opened(tx, viewer, row)?;
    item.tries += 1;
    Ok(Some(item))
}

fn opened(tx: &mut Read<'_>, viewer: &impl Opens<Mail>, row: Row) -> Stored<Item> {
    let message = match (&row.message, keys::load(tx, Owner::new(viewer.scheme(), row.owner.0))) {
        (Some(sealed), Ok(key)) => {
            let MessageCell { to, subject, text } =
                cell::open::<Mail, _>(viewer, &key, place(row.id), sealed)?;
            Some(Message { to, subject, text, letter: row.letter })
        }
        (None, _) | (_, Err(StoreError::NotFound)) => None,
        (_, Err(error)) => return Err(error),
    };
    Ok(Item {
        id: row.id,
        owner: row.owner.0,
        standing: row.state,
        message,
        tries: row.attempts.unsigned_abs(),
        problem: row.problem.unwrap_or_default(),
        queued_at: row.queued_at.into(),
        next_at: row.next_at.into(),
        erase_on: row.erase_on,
    })
}

/// A message was delivered: address and body are wiped at once.
///
/// # Errors
/// If the database refuses.
pub fn settle(tx: &mut Write<'_>, scheme: SchemeId, item: &Item, at: DateTime<Utc>) -> Stored<()> {
    wipe(tx, scheme, item, Standing::Sent, at)
}

/// A message's period ended: it is wiped, and stays as a task without words.
///
/// # Errors
/// If the database refuses.
pub fn lapse(tx: &mut Write<'_>, scheme: SchemeId, item: &Item, at: DateTime<Utc>) -> Stored<()> {
    wipe(tx, scheme, item, Standing::Dead, at)
}

fn wipe(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    item: &Item,
    standing: Standing,
    at: DateTime<Utc>,
) -> Stored<()> {
    if item.owner == item.id.uuid() {
        keys::destroy(tx, Owner::new(scheme, item.owner))?;
    }
    diesel::update(outbox::table.filter(outbox::id.eq(item.id)).filter(outbox::scheme.eq(scheme)))
        .set((
            outbox::state.eq(standing),
            outbox::message.eq(None::<Sealed>),
            outbox::settled_at.eq(Some(At::from(at))),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A message was not taken, and is tried again.
///
/// # Errors
/// If the database refuses.
pub fn retry(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: MailId,
    problem: &str,
    next_at: DateTime<Utc>,
) -> Stored<()> {
    diesel::update(outbox::table.filter(outbox::id.eq(id)).filter(outbox::scheme.eq(scheme)))
        .set((outbox::next_at.eq(At::from(next_at)), outbox::problem.eq(problem)))
        .execute(tx.conn)?;
    Ok(())
}

/// A message is given up; it can be sent again until its period ends.
///
/// # Errors
/// If the database refuses.
pub fn give_up(tx: &mut Write<'_>, scheme: SchemeId, id: MailId, problem: &str) -> Stored<()> {
    diesel::update(outbox::table.filter(outbox::id.eq(id)).filter(outbox::scheme.eq(scheme)))
        .set((outbox::state.eq(Standing::Dead), outbox::problem.eq(problem)))
        .execute(tx.conn)?;
    Ok(())
}

/// Queues a message again that was given up, or that waits for its next try; `false` if there is none to send.
///
/// # Errors
/// If the database refuses.
pub fn requeue(tx: &mut Write<'_>, scheme: SchemeId, id: MailId, at: DateTime<Utc>) -> Stored<bool> {
    let done = diesel::update(
        outbox::table
            .filter(outbox::id.eq(id))
            .filter(outbox::scheme.eq(scheme))
            .filter(outbox::state.ne(Standing::Sent))
            .filter(outbox::message.is_not_null()),
    )
    .set((outbox::state.eq(Standing::Queued), outbox::next_at.eq(At::from(at)), outbox::attempts.eq(0)))
    .execute(tx.conn)?;
    Ok(done == 1)
}

/// The messages of a scheme, the newest first: those that wait or were given up, or all.
///
/// # Errors
/// If the database refuses.
pub fn list(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Mail>,
    unsettled_only: bool,
    limit: i64,
) -> Stored<Vec<Item>> {
    let mut query =
        outbox::table.filter(outbox::scheme.eq(viewer.scheme())).select(Row::as_select()).into_boxed();
    if unsettled_only {
        query = query.filter(outbox::state.ne(Standing::Sent));
    }
    let rows: Vec<Row> = query.order(outbox::queued_at.desc()).limit(limit).load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, viewer, row)).collect()
}

/// How many messages were given up: a task for the administrator.
///
/// # Errors
/// If the database refuses.
pub fn given_up(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<i64> {
    Ok(outbox::table
        .filter(outbox::scheme.eq(scheme))
        .filter(outbox::state.eq(Standing::Dead))
        .count()
        .get_result(tx.conn)?)
}

/// Messages whose period ended, with words still to wipe.
///
/// # Errors
/// If the database refuses.
pub fn lapsed(tx: &mut Read<'_>, viewer: &impl Opens<Mail>, today: NaiveDate) -> Stored<Vec<Item>> {
    let rows: Vec<Row> = outbox::table
        .filter(outbox::scheme.eq(viewer.scheme()))
        .filter(outbox::erase_on.le(today))
        .filter(outbox::message.is_not_null())
        .select(Row::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, viewer, row)).collect()
}

/// Takes a message that was given up off the list, with or without its words; `false` if there is none.
///
/// # Errors
/// If the database refuses.
pub fn take_off(tx: &mut Write<'_>, scheme: SchemeId, id: MailId) -> Stored<bool> {
    let done = diesel::delete(
        outbox::table
            .filter(outbox::id.eq(id))
            .filter(outbox::scheme.eq(scheme))
            .filter(outbox::state.eq(Standing::Dead)),
    )
    .execute(tx.conn)?;
    Ok(done == 1)
}

/// Takes an owner's mail out: queued mail goes with whom it was about or to.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, owner: impl Into<Uuid>) -> Stored<usize> {
    Ok(diesel::delete(
        outbox::table.filter(outbox::scheme.eq(scheme)).filter(outbox::owner.eq(AnyId(owner.into()))),
    )
    .execute(tx.conn)?)
}
