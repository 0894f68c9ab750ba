//! The audit trail: one hash-linked chain per scheme over plain ids and sealed payloads.
//! Destroying a key never breaks the chain: it links ciphertext.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write,
    both::Both,
    conn::AnyConn,
    schema::{audit, audit_heads},
    tree,
    types::{AnyId, At},
};
use crate::{
    domain::{
        deed::Deed,
        ids::{EventId, SchemeId, UserId},
        member::{
            evidence::{Audit, Opens},
            role::Role,
        },
    },
    vault::{Opened, Owner, Place, Sealed},
};

/// An event about to be written.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id; links to pictures carry it.
    pub id: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub deed: Deed,
    /// The role acted in.
    pub role: &'static str,
    /// Who, by random id.
    pub actor: Option<UserId>,
    /// What it concerns, by random ids.
    pub about: Vec<Uuid>,
    /// Words worth keeping, sealed under their owner's key.
    pub words: Option<(Uuid, Sealed)>,
}

/// An event as read back.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its id.
    pub id: EventId,
    /// Its number in the scheme's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What, in the trail's words.
    pub deed: String,
    /// The role acted in.
    pub role: String,
    /// Who, by random id.
    pub actor: Option<UserId>,
    /// What it concerns, by random ids.
    pub about: Vec<Uuid>,
    /// The sealed words, and whose key opens them.
    pub words: Option<(Uuid, Sealed)>,
}

/// The end of a scheme's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many events.
    pub seq: i64,
    /// The hash of the last.
    pub hash: Vec<u8>,
}

/// Where the words of an event are sealed for.
pub fn words_place(event: EventId) -> Place {
    Place::new("audit", "sealed", event)
}

/// Appends events to a scheme's chain; returns the number of the last.
///
/// # Errors
/// If the database refuses.
pub fn append(tx: &mut Write<'_>, scheme: SchemeId, events: Vec<Event>) -> Stored<i64> {
    let mut head = locked_head(tx, scheme)?;
    for event in events {
        let row = Row::chained(scheme, &head, event);
        head = Head { seq: row.seq, hash: row.hash.clone() };
        diesel::insert_into(audit::table).values(row).execute_both(tx.conn)?;
        tree::grow(tx, scheme, head.seq)?;
    }
    diesel::update(audit_heads::table.filter(audit_heads::scheme.eq(scheme)))
        .set((audit_heads::seq.eq(head.seq), audit_heads::hash.eq(head.hash)))
        .execute_both(tx.conn)?;
    Ok(head.seq)
}

/// Begins a scheme's chain.
///
/// # Errors
/// If it has begun.
pub fn begin(tx: &mut Write<'_>, scheme: SchemeId) -> Stored<()> {
    diesel::insert_into(audit_heads::table)
        .values((audit_heads::scheme.eq(scheme), audit_heads::seq.eq(0), audit_heads::hash.eq(vec![0; 32])))
        .execute(tx.conn)?;
    Ok(())
}

/// The end of a scheme's chain.
///
/// # Errors
/// [`StoreError::NotFound`] if the scheme has none.
pub fn head(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Head> {
    let (seq, hash) = audit_heads::table
        .filter(audit_heads::scheme.eq(scheme))
        .select((audit_heads::seq, audit_heads::hash))
        .first(tx.conn)?;
    Ok(Head { seq, hash })
}

/// An event's number.
///
/// # Errors
/// [`StoreError::NotFound`] if the chain has no such event.
pub fn seq_of(tx: &mut Read<'_>, scheme: SchemeId, event: EventId) -> Stored<i64> {
    let event = audit::table.filter(audit::scheme.eq(scheme)).filter(audit::id.eq(event));
    Ok(event.select(audit::seq).first(tx.conn)?)
}

/// The hash of an event: what the tree has as its leaf.
///
/// # Errors
/// [`StoreError::NotFound`] if the chain has no such event.
pub fn hash_at(tx: &mut Read<'_>, scheme: SchemeId, seq: i64) -> Stored<Vec<u8>> {
    let event = audit::table.filter(audit::scheme.eq(scheme)).filter(audit::seq.eq(seq));
    Ok(event.select(audit::hash).first(tx.conn)?)
}

/// Whether a scheme's trail holds an event: whether its deed was committed.
///
/// # Errors
/// If the database refuses.
pub fn recorded(tx: &mut Read<'_>, scheme: SchemeId, id: EventId) -> Stored<bool> {
    let event = audit::table.filter(audit::scheme.eq(scheme)).filter(audit::id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(event)).get_result(tx.conn)?)
}

/// When an event was recorded; nothing if the chain has none of this number.
///
/// # Errors
/// If the database refuses.
pub fn at(tx: &mut Read<'_>, scheme: SchemeId, seq: i64) -> Stored<Option<DateTime<Utc>>> {
    let event = audit::table.filter(audit::scheme.eq(scheme)).filter(audit::seq.eq(seq));
    Ok(event.select(audit::at).first::<At>(tx.conn).optional()?.map(Into::into))
}

/// When the last event was recorded; nothing before the first.
///
/// # Errors
/// If the database refuses.
pub fn last_at(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Option<DateTime<Utc>>> {
    let last = audit::table.filter(audit::scheme.eq(scheme)).order(audit::seq.desc());
    Ok(last.select(audit::at).first::<At>(tx.conn).optional()?.map(Into::into))
}

/// Two writers must not link to the same event: on PostgreSQL the head's row is locked, SQLite has one writer.
fn locked_head(tx: &mut Write<'_>, scheme: SchemeId) -> Stored<Head> {
    let head = audit_heads::table
        .filter(audit_heads::scheme.eq(scheme))
        .select((audit_heads::seq, audit_heads::hash));
    let (seq, hash) = match &mut *tx.conn {
        AnyConn::Pg(conn) => head.for_update().first(conn)?,
        AnyConn::Sqlite(conn) => head.first(conn)?,
    };
    Ok(Head { seq, hash })
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub(super) struct Row {
    scheme: SchemeId,
    pub(super) seq: i64,
    id: EventId,
    at: At,
    deed: String,
    role: String,
    actor: Option<UserId>,
    about: String,
    owner: Option<AnyId>,
    sealed: Option<Sealed>,
    pub(super) previous: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl Row {
    fn chained(scheme: SchemeId, head: &Head, event: Event) -> Self {
        let about: Vec<String> = event.about.iter().map(|id| id.simple().to_string()).collect();
        let (owner, sealed) = event.words.map(|(owner, sealed)| (AnyId(owner), sealed)).unzip();
        let mut row = Self {
            scheme,
            seq: head.seq + 1,
            id: event.id,
            at: event.at.into(),
            deed: event.deed.as_str().to_owned(),
            role: event.role.to_owned(),
            actor: event.actor,
            about: about.join(" "),
            owner,
            sealed,
            previous: head.hash.clone(),
            hash: Vec::new(),
        };
        row.hash = row.digest();
        row
    }

    /// SHA-256 over the event before and every field of this one, each with its length before it.
    pub(super) fn digest(&self) -> Vec<u8> {
        let mut digest = Sha256::new();
        let mut field = |bytes: &[u8]| {
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        };
        field(&self.previous);
        field(self.scheme.uuid().as_bytes());
        field(&self.seq.to_be_bytes());
        field(self.id.uuid().as_bytes());
        field(&DateTime::<Utc>::from(self.at).timestamp_micros().to_be_bytes());
        field(self.deed.as_bytes());
        field(self.role.as_bytes());
        field(self.actor.map(|actor| *actor.uuid().as_bytes()).as_ref().map_or(&[][..], |id| &id[..]));
        field(self.about.as_bytes());
        field(self.owner.map(|owner| *owner.0.as_bytes()).as_ref().map_or(&[][..], |id| &id[..]));
        field(self.sealed.as_ref().map_or(&[][..], |sealed| &sealed.0));
        digest.finalize().to_vec()
    }

    fn recorded(self) -> Stored<Recorded> {
        let about = self.about.split_whitespace().map(Uuid::parse_str).collect::<Result<_, _>>();
        Ok(Recorded {
            id: self.id,
            seq: self.seq,
            at: self.at.into(),
            deed: self.deed,
            role: self.role,
            actor: self.actor,
            about: about.map_err(|_| StoreError::Damaged("audit"))?,
            words: self.owner.map(|owner| owner.0).zip(self.sealed),
        })
    }
}

/// A page of events, the newest first, before a number; of everything, or of what an id did or had done to it.
///
/// # Errors
/// If the database refuses.
pub fn page(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Audit>,
    before: Option<i64>,
    about: Option<Uuid>,
    limit: i64,
) -> Stored<Vec<Recorded>> {
    let mut query = audit::table
        .filter(audit::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .order(audit::seq.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit::seq.lt(before));
    }
    if let Some(about) = about {
        let concerns = audit::about.like(format!("%{}%", about.simple()));
        query = query.filter(concerns.or(audit::actor.eq(UserId::from(about)).assume_not_null()));
    }
    query.load::<Row>(tx.conn)?.into_iter().map(Row::recorded).collect()
}

/// An event by its id.
///
/// # Errors
/// [`StoreError::NotFound`] if the chain has no such event.
pub fn one(tx: &mut Read<'_>, viewer: &impl Opens<Audit>, event: EventId) -> Stored<Recorded> {
    let row: Row = audit::table
        .filter(audit::scheme.eq(viewer.scheme()))
        .filter(audit::id.eq(event))
        .select(Row::as_select())
        .first(tx.conn)?;
    row.recorded()
}

/// Whom members opened since an instant, and when; the latest first.
///
/// # Errors
/// If the database refuses.
pub fn opened(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    since: DateTime<Utc>,
) -> Stored<Vec<(UserId, Uuid, DateTime<Utc>)>> {
    const PAGE: i64 = 1_000;
    let (mut found, mut before) = (Vec::new(), i64::MAX);
    loop {
        let rows: Vec<(i64, At, String, String, Option<UserId>, String)> = audit::table
            .filter(audit::scheme.eq(scheme))
            .filter(audit::seq.lt(before))
            .order(audit::seq.desc())
            .limit(PAGE)
            .select((audit::seq, audit::at, audit::deed, audit::role, audit::actor, audit::about))
            .load(tx.conn)?;
        let Some((last, at, ..)) = rows.last() else { return Ok(found) };
        before = *last;
        let enough = DateTime::<Utc>::from(*at) < since;
        let members = [Role::Member.as_str(), Role::Manager.as_str()];
        for (_, at, deed, role, actor, about) in rows {
            let at = DateTime::<Utc>::from(at);
            // A page about a person names that person first.
            let first = about.split_whitespace().next().and_then(|id| Uuid::parse_str(id).ok());
            if at >= since && deed == Deed::ViewPerson.as_str() && members.contains(&role.as_str()) {
                found.extend(actor.zip(first).map(|(user, id)| (user, id, at)));
            }
        }
        if enough {
            return Ok(found);
        }
    }
}

/// The words of an event by its id, or nothing if it has none, or their owner's key is destroyed.
///
/// # Errors
/// [`StoreError::NotFound`] if the chain has no such event; if the cell is damaged.
pub fn words_of(tx: &mut Read<'_>, viewer: &impl Opens<Audit>, event: EventId) -> Stored<Option<Opened>> {
    let (owner, sealed): (Option<AnyId>, Option<Sealed>) = audit::table
        .filter(audit::scheme.eq(viewer.scheme()))
        .filter(audit::id.eq(event))
        .select((audit::owner, audit::sealed))
        .first(tx.conn)?;
    match owner.map(|owner| owner.0).zip(sealed) {
        Some(sealed) => words(tx, viewer, event, &sealed),
        None => Ok(None),
    }
}

/// The words of an event, or nothing once their owner's key is destroyed.
///
/// # Errors
/// If the cell is damaged.
pub fn words(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Audit>,
    event: EventId,
    words: &(Uuid, Sealed),
) -> Stored<Option<Opened>> {
    match super::keys::load(tx, Owner::new(viewer.scheme(), words.0)) {
        Ok(key) => Ok(Some(key.open::<Audit>(viewer, words_place(event), &words.1)?)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
