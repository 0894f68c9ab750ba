//! Moves whatever hangs on a profile to the one it is joined to, each item with a note of where it came from.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Read, Stored, Write, schema::*, subject, types::AnyId};
use crate::domain::{
    ids::{IncidentId, ProfileId, SchemeId, UserId},
    incident::Subject,
    profile::merging::replaces,
};

/// Of which kind a moved item is.
pub(super) const INCIDENT: &str = "incident";
pub(super) const CLAIM: &str = "claim";
pub(super) const ASSOCIATE: &str = "associate";
/// Somebody who was linked to both.
pub(super) const ASSOCIATE_OF_BOTH: &str = "associate_of_both";

/// Notes where an item came from, unless it is noted since an earlier join.
fn note(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    (holder, origin): (ProfileId, ProfileId),
    item: impl Into<Uuid>,
    kind: &str,
) -> Stored<()> {
    let item = AnyId(item.into());
    let known = origins::table.filter(origins::holder.eq(holder)).filter(origins::item.eq(item));
    if diesel::select(diesel::dsl::exists(known)).get_result::<bool>(tx.conn)? {
        return Ok(());
    }
    diesel::insert_into(origins::table)
        .values((
            origins::scheme.eq(scheme),
            origins::holder.eq(holder),
            origins::item.eq(item),
            origins::origin.eq(origin),
            origins::kind.eq(kind),
            origins::short.eq(false),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes both profiles' rows for this transaction, in one order whoever asks: of two who join the same two at once,
/// one waits for the other.
///
/// # Errors
/// If the database refuses.
pub fn hold(tx: &mut Write<'_>, scheme: SchemeId, one: ProfileId, two: ProfileId) -> Stored<()> {
    for id in [one.min(two), one.max(two)] {
        diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
            .set(profiles::version.eq(profiles::version + 1))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Moves everything but identity, contact details and the row itself.
///
/// # Errors
/// If the database refuses.
pub fn take_over(tx: &mut Write<'_>, scheme: SchemeId, holder: ProfileId, goes: ProfileId) -> Stored<()> {
    // What both hold notes of: the note of the one that stays is kept.
    let own: Vec<AnyId> =
        origins::table.filter(origins::holder.eq(holder)).select(origins::item).load(tx.conn)?;
    diesel::delete(origins::table.filter(origins::holder.eq(goes)).filter(origins::item.eq_any(own)))
        .execute(tx.conn)?;
    diesel::update(origins::table.filter(origins::scheme.eq(scheme)).filter(origins::holder.eq(goes)))
        .set(origins::holder.eq(holder))
        .execute(tx.conn)?;
    diesel::update(joined::table.filter(joined::scheme.eq(scheme)).filter(joined::holder.eq(goes)))
        .set(joined::holder.eq(holder))
        .execute(tx.conn)?;
    links(tx, scheme, holder, goes)?;
    claims(tx, scheme, holder, goes)?;
    associates(tx, scheme, holder, goes)?;
    let has_picture =
        pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::profile.eq(holder));
    if diesel::select(diesel::dsl::exists(has_picture)).get_result::<bool>(tx.conn)? {
        diesel::update(
            pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::profile.eq(goes)),
        )
        .set(pictures::main.eq(false))
        .execute(tx.conn)?;
    }
    macro_rules! items {
        ($($table:ident),+) => {$(
            let held = $table::table.filter($table::scheme.eq(scheme)).filter($table::profile.eq(goes));
            let ids: Vec<AnyId> = held.select($table::id).load(tx.conn)?;
            for id in ids {
                note(tx, scheme, (holder, goes), id.0, stringify!($table))?;
            }
            diesel::update(held).set($table::profile.eq(holder)).execute(tx.conn)?;
        )+};
    }
    items!(
        pictures,
        sanctions,
        letters,
        suggestions,
        sightings,
        special_facts,
        best_interests,
        holds,
        requests
    );
    diesel::update(
        corrections::table.filter(corrections::scheme.eq(scheme)).filter(corrections::profile.eq(goes)),
    )
    .set(corrections::profile.eq(holder))
    .execute(tx.conn)?;
    grants_of_both(tx, scheme, holder, goes)
}

/// Whoever might see only one of two withdrawn people does not see both by their being joined.
fn grants_of_both(tx: &mut Write<'_>, scheme: SchemeId, holder: ProfileId, goes: ProfileId) -> Stored<()> {
    let of = |profile: ProfileId| {
        grants::table.filter(grants::scheme.eq(scheme)).filter(grants::profile.eq(profile))
    };
    let theirs: Vec<UserId> = of(goes).select(grants::user_id).load(tx.conn)?;
    diesel::delete(of(holder).filter(grants::user_id.ne_all(theirs))).execute(tx.conn)?;
    diesel::delete(of(goes)).execute(tx.conn)?;
    Ok(())
}

fn links(tx: &mut Write<'_>, scheme: SchemeId, holder: ProfileId, goes: ProfileId) -> Stored<()> {
    let own = subject::of_profile(tx, scheme, holder)?;
    for theirs in subject::of_profile(tx, scheme, goes)? {
        let held = own.iter().find(|one| one.incident == theirs.incident);
        match held {
            Some(held) if !replaces(held.standing, theirs.standing) => {
                subject::remove(tx, scheme, theirs.incident, goes)?;
                continue;
            }
            Some(_) => {
                subject::remove(tx, scheme, theirs.incident, holder)?;
            }
            None => {}
        }
        note(tx, scheme, (holder, goes), theirs.incident, INCIDENT)?;
        relink(tx, scheme, theirs.incident, goes, holder)?;
    }
    Ok(())
}

/// Names another profile in the place of one, with what was found and when it was linked.
pub(super) fn relink(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    incident: IncidentId,
    from: ProfileId,
    to: ProfileId,
) -> Stored<()> {
    let subject: Option<Subject> =
        subject::of_profile(tx, scheme, from)?.into_iter().find(|subject| subject.incident == incident);
    if let Some(subject) = subject {
        subject::remove(tx, scheme, incident, from)?;
        subject::insert(tx, scheme, &Subject { profile: to, ..subject })?;
    }
    Ok(())
}

/// Reports that point at the profile and wait for their review.
fn claims(tx: &mut Write<'_>, scheme: SchemeId, holder: ProfileId, goes: ProfileId) -> Stored<()> {
    let claimed = incidents::table.filter(incidents::scheme.eq(scheme)).filter(incidents::claimed.eq(goes));
    let ids: Vec<IncidentId> = claimed.select(incidents::id).load(tx.conn)?;
    for id in ids {
        note(tx, scheme, (holder, goes), id, CLAIM)?;
    }
    diesel::update(claimed).set(incidents::claimed.eq(holder)).execute(tx.conn)?;
    Ok(())
}

fn associates(tx: &mut Write<'_>, scheme: SchemeId, holder: ProfileId, goes: ProfileId) -> Stored<()> {
    let own = super::associate::of(tx, scheme, holder)?;
    for other in super::associate::of(tx, scheme, goes)? {
        super::associate::set(tx, scheme, goes, other, false)?;
        let kind = if own.contains(&other) { ASSOCIATE_OF_BOTH } else { ASSOCIATE };
        note(tx, scheme, (holder, goes), other, kind)?;
        if other != holder {
            super::associate::set(tx, scheme, holder, other, true)?;
        }
    }
    Ok(())
}

/// Marks reports of a profile as keeping their short periods.
///
/// # Errors
/// If the database refuses.
pub fn mark_short(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    holder: ProfileId,
    reports: &[IncidentId],
) -> Stored<()> {
    for report in reports {
        note(tx, scheme, (holder, holder), *report, INCIDENT)?;
        diesel::update(
            origins::table
                .filter(origins::scheme.eq(scheme))
                .filter(origins::holder.eq(holder))
                .filter(origins::item.eq(AnyId(report.uuid()))),
        )
        .set(origins::short.eq(true))
        .execute(tx.conn)?;
    }
    Ok(())
}

/// Takes a profile's row out whose items have gone to another; its key stays with them.
///
/// # Errors
/// If something still points at it.
pub fn forget_row(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId) -> Stored<()> {
    diesel::delete(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}

/// A profile's own days, that its clocks depend on.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn days(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<super::origin::Days> {
    let (named, created, unmatched) = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(scheme))
        .select((profiles::named_on, profiles::created_on, profiles::unmatched_on))
        .first(tx.conn)?;
    Ok(super::origin::Days { named, created, unmatched })
}

/// Keeps a profile's own days.
///
/// # Errors
/// If the database refuses.
pub fn set_days(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    days: super::origin::Days,
) -> Stored<()> {
    diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .set((
            profiles::named_on.eq(days.named),
            profiles::created_on.eq(days.created),
            profiles::unmatched_on.eq(days.unmatched),
        ))
        .execute(tx.conn)?;
    Ok(())
}
