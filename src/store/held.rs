//! What else is held on a person: rows that only a copy of everything reads as a whole.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, Stored, cell, keys, origin,
    schema::{
        best_interests, changes, corrections, grants, holds, origins, outbox, requests, sanctions, told,
    },
    types::{AnyId, At},
};
use crate::{
    domain::{
        agency::feed::State,
        ids::{ItemId, MailId, ProfileId, SanctionId, SchemeId, UserId},
        mail::Standing,
        member::evidence::{Intelligence, Mail, Opens, Summary},
        profile::recall::Wrong,
    },
    vault::{Owner, Place, Sealed},
};

/// The day a sanction's term ended, and who recorded its service.
///
/// # Errors
/// If the database refuses.
pub fn sanction_end(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    id: SanctionId,
) -> Stored<(Option<NaiveDate>, Option<UserId>)> {
    Ok(sanctions::table
        .filter(sanctions::id.eq(id))
        .filter(sanctions::scheme.eq(scheme))
        .select((sanctions::ended_on, sanctions::served_by))
        .first(tx.conn)?)
}

/// A best-interests decision, whoever confirmed it or not.
#[derive(Debug)]
pub struct BestInterests {
    /// Its id.
    pub id: ItemId,
    /// Whether the person is shown, and whether with a photo.
    pub decided: (bool, bool),
    /// Why.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (Option<UserId>, DateTime<Utc>),
    /// Who confirmed it, and when.
    pub confirmed: (Option<UserId>, Option<DateTime<Utc>>),
}

/// The best-interests decisions about a person.
///
/// # Errors
/// If a key is gone.
pub fn best_interests(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Summary>,
    profile: ProfileId,
) -> Stored<Vec<BestInterests>> {
    type Row = ((ItemId, bool, bool, Sealed), (Option<UserId>, At, Option<UserId>, Option<At>));
    let rows: Vec<Row> = best_interests::table
        .filter(best_interests::scheme.eq(viewer.scheme()))
        .filter(best_interests::profile.eq(profile))
        .order(best_interests::proposed_at)
        .select((
            (best_interests::id, best_interests::circulate, best_interests::photo, best_interests::reason),
            (
                best_interests::proposed_by,
                best_interests::proposed_at,
                best_interests::confirmed_by,
                best_interests::confirmed_at,
            ),
        ))
        .load(tx.conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for ((id, circulate, photo, sealed), (proposed_by, proposed_at, confirmed_by, confirmed_at)) in rows {
        let key = origin::key(tx, viewer.scheme(), profile, id)?;
        let place = Place::new("best_interests", "reason", id);
        all.push(BestInterests {
            id,
            decided: (circulate, photo),
            reason: cell::open::<Summary, _>(viewer, &key, place, &sealed)?,
            proposed: (proposed_by, proposed_at.into()),
            confirmed: (confirmed_by, confirmed_at.map(Into::into)),
        });
    }
    Ok(all)
}

/// A grant of sight: id, to whom, until when, why, by whom, when.
pub type Granted = (ItemId, UserId, NaiveDate, String, Option<UserId>, DateTime<Utc>);

/// The grants of sight of a person.
///
/// # Errors
/// If a key is gone.
pub fn grants(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Intelligence>,
    profile: ProfileId,
) -> Stored<Vec<Granted>> {
    type Row = (ItemId, UserId, NaiveDate, Sealed, Option<UserId>, At);
    let rows: Vec<Row> = grants::table
        .filter(grants::scheme.eq(viewer.scheme()))
        .filter(grants::profile.eq(profile))
        .order(grants::given_at)
        .select((
            grants::id,
            grants::user_id,
            grants::until,
            grants::reason,
            grants::given_by,
            grants::given_at,
        ))
        .load(tx.conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, user, until, sealed, by, at) in rows {
        let key = origin::key(tx, viewer.scheme(), profile, id)?;
        let reason =
            cell::open::<Intelligence, String>(viewer, &key, Place::new("grants", "reason", id), &sealed)?;
        all.push((id, user, until, reason, by, at.into()));
    }
    Ok(all)
}

/// Who approved the legal holds of a person.
///
/// # Errors
/// If the database refuses.
pub fn hold_approvers(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profile: ProfileId,
) -> Stored<Vec<(ItemId, Option<UserId>)>> {
    Ok(holds::table
        .filter(holds::scheme.eq(scheme))
        .filter(holds::profile.eq(profile))
        .select((holds::id, holds::approved_by))
        .load(tx.conn)?)
}

/// Something that was put right: id, what was wrong, when, how many items, whether a letter is still to be written.
pub type PutRight = (ItemId, Wrong, DateTime<Utc>, i32, bool);

/// What was put right of a person.
///
/// # Errors
/// If the database refuses.
pub fn corrections(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<PutRight>> {
    let rows: Vec<(ItemId, Wrong, At, i32, bool)> = corrections::table
        .filter(corrections::scheme.eq(scheme))
        .filter(corrections::profile.eq(profile))
        .order(corrections::made_at)
        .select((
            corrections::id,
            corrections::wrong,
            corrections::made_at,
            corrections::items,
            corrections::letter_due,
        ))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(id, wrong, at, items, due)| (id, wrong, at.into(), items, due)).collect())
}

/// Who was told of a correction, and when they read it.
///
/// # Errors
/// If the database refuses.
pub fn told(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    correction: ItemId,
) -> Stored<Vec<(UserId, Option<DateTime<Utc>>)>> {
    let rows: Vec<(UserId, Option<At>)> = told::table
        .filter(told::scheme.eq(scheme))
        .filter(told::correction.eq(correction))
        .order(told::user_id)
        .select((told::user_id, told::read_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(user, at)| (user, at.map(Into::into))).collect())
}

/// What is noted of items that came with another profile: which item, of what kind, and whether its time is short.
///
/// # Errors
/// If the database refuses.
pub fn origins(tx: &mut Read<'_>, scheme: SchemeId, holder: ProfileId) -> Stored<Vec<(Uuid, String, bool)>> {
    let rows: Vec<(AnyId, String, bool)> = origins::table
        .filter(origins::scheme.eq(scheme))
        .filter(origins::holder.eq(holder))
        .order(origins::item)
        .select((origins::item, origins::kind, origins::short))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(item, kind, short)| (item.into(), kind, short)).collect())
}

/// A message that was or is to be sent.
#[derive(Debug)]
pub struct Mailed {
    /// Its id.
    pub id: MailId,
    /// Where it stands.
    pub standing: Standing,
    /// Its subject and words, while it waits.
    pub words: Option<String>,
    /// When it was queued.
    pub queued: DateTime<Utc>,
    /// When it was delivered or given up.
    pub settled: Option<DateTime<Utc>>,
    /// The day it is gone.
    pub erase_on: NaiveDate,
}

#[derive(serde::Deserialize)]
struct Words {
    to: String,
    subject: String,
    text: String,
}

/// The mail that is kept under an owner's key: a person's, or that of a request of theirs.
///
/// # Errors
/// If the database refuses, or a cell is damaged.
pub fn mail(tx: &mut Read<'_>, viewer: &impl Opens<Mail>, owner: Uuid) -> Stored<Vec<Mailed>> {
    type Row = (MailId, Standing, Option<Sealed>, At, Option<At>, NaiveDate);
    let rows: Vec<Row> = outbox::table
        .filter(outbox::scheme.eq(viewer.scheme()))
        .filter(outbox::owner.eq(AnyId(owner)))
        .order(outbox::queued_at)
        .select((
            outbox::id,
            outbox::state,
            outbox::message,
            outbox::queued_at,
            outbox::settled_at,
            outbox::erase_on,
        ))
        .load(tx.conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, standing, sealed, queued, settled, erase_on) in rows {
        let words = match sealed {
            Some(sealed) => {
                let key = keys::load(tx, Owner::new(viewer.scheme(), owner))?;
                let place = Place::new("outbox", "message", id);
                let Words { to, subject, text } = cell::open::<Mail, _>(viewer, &key, place, &sealed)?;
                Some(format!("To {to}: {subject}\n{text}"))
            }
            None => None,
        };
        let (queued, settled) = (queued.into(), settled.map(Into::into));
        all.push(Mailed { id, standing, words, queued, settled, erase_on });
    }
    Ok(all)
}

/// What the change feed told last, and when.
pub type Fed = (Option<State>, Option<DateTime<Utc>>);

/// What the change feed told police systems of a person last, and when.
///
/// # Errors
/// If the database refuses.
pub fn fed(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Option<Fed>> {
    let row: Option<(Option<State>, Option<At>)> = changes::table
        .filter(changes::scheme.eq(scheme))
        .filter(changes::profile.eq(profile))
        .select((changes::state, changes::told_at))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(state, at)| (state, at.map(Into::into))))
}

/// Whether a letter about a request's decision is still to be written.
///
/// # Errors
/// If the database refuses.
pub fn letter_due(tx: &mut Read<'_>, scheme: SchemeId, request: crate::domain::ids::RightId) -> Stored<bool> {
    Ok(requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::id.eq(request))
        .select(requests::letter_due)
        .first(tx.conn)?)
}
