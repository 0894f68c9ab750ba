//! Changes of the rules file: proposed, decided, kept. Their reasons are sealed, each change under a key of its own.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, StoreError, Stored, Write, cell, keys, schema::rule_changes, types::At};
use crate::{
    domain::{
        ids::{RequestId, SchemeId, UserId},
        member::evidence::{Acting, Opens, Reasons},
        scheme::change::{Change, Decider, State},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = rule_changes)]
struct Row {
    id: RequestId,
    base: i32,
    rules_before: String,
    rules_after: String,
    reason: Sealed,
    proposed_by: Option<UserId>,
    proposed_at: At,
    state: State,
    decided_by: Option<UserId>,
    decided_at: Option<At>,
    decision: Option<Sealed>,
}

/// A change that still waits.
macro_rules! waits {
    ($scheme:expr, $id:expr) => {
        rule_changes::table
            .filter(rule_changes::id.eq($id))
            .filter(rule_changes::scheme.eq($scheme))
            .filter(rule_changes::state.eq(State::Proposed))
    };
}

fn place(column: &'static str, id: RequestId) -> Place {
    Place::new("rule_changes", column, id)
}

impl Row {
    fn open(self, key: &DataKey, viewer: &impl Opens<Reasons>) -> Stored<Change> {
        let words = |column, sealed: &Sealed| -> Stored<String> {
            cell::open(viewer, key, place(column, self.id), sealed)
        };
        Ok(Change {
            id: self.id,
            base: self.base.unsigned_abs(),
            reason: words("reason", &self.reason)?,
            decision: self
                .decision
                .as_ref()
                .map(|sealed| words("decision", sealed))
                .transpose()?
                .unwrap_or_default(),
            before: self.rules_before,
            after: self.rules_after,
            proposed_by: self.proposed_by,
            proposed_at: self.proposed_at.into(),
            state: self.state,
            decided_by: self.decided_by,
            decided_at: self.decided_at.map(Into::into),
        })
    }
}

/// Keeps a proposed change, under a key of its own.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, change: &Change) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, change.id))?;
    let reason = cell::seal::<Reasons>(tx, &key, place("reason", change.id), &change.reason)?;
    diesel::insert_into(rule_changes::table)
        .values((
            rule_changes::id.eq(change.id),
            rule_changes::scheme.eq(scheme),
            rule_changes::base.eq(change.base.cast_signed()),
            rule_changes::rules_before.eq(&change.before),
            rule_changes::rules_after.eq(&change.after),
            rule_changes::reason.eq(reason),
            rule_changes::proposed_by.eq(change.proposed_by),
            rule_changes::proposed_at.eq(At::from(change.proposed_at)),
            rule_changes::state.eq(change.state),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A change of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Reasons>, id: RequestId) -> Stored<Change> {
    let row: Row = rule_changes::table
        .filter(rule_changes::id.eq(id))
        .filter(rule_changes::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Every change of the viewer's scheme, the latest first.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Reasons>) -> Stored<Vec<Change>> {
    let rows: Vec<Row> = rule_changes::table
        .filter(rule_changes::scheme.eq(viewer.scheme()))
        .order((rule_changes::proposed_at.desc(), rule_changes::id))
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

/// A change that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: RequestId,
    /// Who proposed it.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
}

/// The changes that wait on a version of the rules, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn waiting(tx: &mut Read<'_>, viewer: &impl Acting, base: u32) -> Stored<Vec<Waiting>> {
    let rows: Vec<(RequestId, Option<UserId>, At)> = rule_changes::table
        .filter(rule_changes::scheme.eq(viewer.scheme()))
        .filter(rule_changes::state.eq(State::Proposed))
        .filter(rule_changes::base.eq(base.cast_signed()))
        .order((rule_changes::proposed_at, rule_changes::id))
        .select((rule_changes::id, rule_changes::proposed_by, rule_changes::proposed_at))
        .load(tx.conn)?;
    let made = |(id, proposed_by, at): (_, _, At)| Waiting { id, proposed_by, proposed_at: at.into() };
    Ok(rows.into_iter().map(made).collect())
}

/// A version of the rules that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub number: u32,
    /// The rules file.
    pub rules: String,
    /// When it was replaced.
    pub replaced: Option<DateTime<Utc>>,
}

/// The rules a scheme had before, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn past(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Past>> {
    let rows: Vec<(i32, String, Option<At>)> = rule_changes::table
        .filter(rule_changes::scheme.eq(scheme))
        .filter(rule_changes::state.eq(State::Approved))
        .order(rule_changes::base)
        .select((rule_changes::base, rule_changes::rules_before, rule_changes::decided_at))
        .load(tx.conn)?;
    let made = |(base, rules, at): (i32, _, Option<At>)| Past {
        number: base.unsigned_abs(),
        rules,
        replaced: at.map(Into::into),
    };
    Ok(rows.into_iter().map(made).collect())
}

/// Decides a change that waits; `false` if somebody was quicker. The proof is spent.
///
/// # Errors
/// If its key is gone.
pub fn decide(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    decider: Decider,
    to: State,
    decision: &str,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let (id, user) = decider.spend();
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Reasons>(tx, &key, place("decision", id), &decision.to_owned())?;
    let decided = diesel::update(waits!(scheme, id))
        .set((
            rule_changes::state.eq(to),
            rule_changes::decided_by.eq(user),
            rule_changes::decided_at.eq(At::from(at)),
            rule_changes::decision.eq(sealed),
        ))
        .execute(tx.conn)?;
    Ok(decided == 1)
}

/// Takes back a change that waits, for who proposed it; `false` if it waits no longer or is somebody else's.
///
/// # Errors
/// If the database refuses.
pub fn take_back(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: RequestId,
    by: UserId,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let taken = diesel::update(waits!(scheme, id).filter(rule_changes::proposed_by.eq(by)))
        .set((rule_changes::state.eq(State::TakenBack), rule_changes::decided_at.eq(At::from(at))))
        .execute(tx.conn)?;
    Ok(taken == 1)
}

/// Settles the changes that still wait on an earlier version: another one came first.
///
/// # Errors
/// If the database refuses.
pub fn overtake(tx: &mut Write<'_>, scheme: SchemeId, base: u32, at: DateTime<Utc>) -> Stored<()> {
    let left = rule_changes::table
        .filter(rule_changes::scheme.eq(scheme))
        .filter(rule_changes::state.eq(State::Proposed))
        .filter(rule_changes::base.le(base.cast_signed()));
    diesel::update(left)
        .set((rule_changes::state.eq(State::Overtaken), rule_changes::decided_at.eq(At::from(at))))
        .execute(tx.conn)?;
    Ok(())
}
