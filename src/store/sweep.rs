//! Candidates for the timetable: SQL finds them, the rules decide (architecture, idea 1).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use uuid::Uuid;

use super::{
    Read, Stored, Write, keys,
    profile::Clocks,
    schema::*,
    types::{AnyId, At},
};
use crate::{
    domain::{
        ids::{IncidentId, LetterId, PackId, PictureId, ProfileId, SchemeId},
        incident::report::State,
        mail::Standing,
        profile::status::Status,
    },
    vault::Owner,
};

/// Every profile of a scheme.
///
/// # Errors
/// If the database refuses.
pub fn profiles(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<ProfileId>> {
    Ok(profiles::table
        .filter(profiles::scheme.eq(scheme))
        .order(profiles::id)
        .select(profiles::id)
        .load(tx.conn)?)
}

/// The clocks of a profile as they are kept now.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is no such profile.
pub fn kept(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Clocks> {
    type Kept = (Option<NaiveDate>, NaiveDate, Status, bool, bool);
    let (shown_until, erased_on, status, under_18, photo_shown): Kept = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(scheme))
        .select((
            profiles::shown_until,
            profiles::erased_on,
            profiles::status,
            profiles::under_18,
            profiles::photo_shown,
        ))
        .first(tx.conn)?;
    Ok(Clocks { shown_until, erased_on, status, under_18, photo_shown, begins_at: None })
}

/// Profiles that were shown, are no longer on `today`, and are not yet withdrawn.
///
/// # Errors
/// If the database refuses.
pub fn to_withdraw(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<ProfileId>> {
    let past = profiles::shown_until
        .lt(today)
        .or(profiles::shown_until.is_null().and(profiles::shown_since.is_not_null()));
    Ok(profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::withdrawn_at.is_null())
        .filter(past.assume_not_null())
        .order(profiles::id)
        .select(profiles::id)
        .load(tx.conn)?)
}

/// A profile with the days on which its clocks act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The profile.
    pub id: ProfileId,
    /// The last day it is shown.
    pub shown_until: Option<NaiveDate>,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// Since when these days are what they are.
    pub dated_at: DateTime<Utc>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Whether it was ever shown.
    pub was_shown: bool,
}

/// Profiles that are withdrawn by a day, or that a clock of theirs acts on by then, the next to go first.
///
/// # Errors
/// If the database refuses.
pub fn dated(tx: &mut Read<'_>, scheme: SchemeId, by: NaiveDate) -> Stored<Vec<Dated>> {
    type Row = (ProfileId, Option<NaiveDate>, NaiveDate, At, Option<At>, Option<At>);
    let rows: Vec<Row> = profiles::table
        .filter(profiles::scheme.eq(scheme))
        .filter(profiles::erased_on.le(by).or(profiles::shown_until.le(by).assume_not_null()))
        .order((profiles::erased_on, profiles::id))
        .select((
            profiles::id,
            profiles::shown_until,
            profiles::erased_on,
            profiles::dated_at,
            profiles::withdrawn_at,
            profiles::shown_since,
        ))
        .load(tx.conn)?;
    let made = |(id, shown_until, erased_on, dated_at, withdrawn_at, shown_since): Row| Dated {
        id,
        shown_until,
        erased_on,
        dated_at: dated_at.into(),
        withdrawn_at: withdrawn_at.map(Into::into),
        was_shown: shown_since.is_some(),
    };
    Ok(rows.into_iter().map(made).collect())
}

/// Incidents nobody is named in.
///
/// # Errors
/// If the database refuses.
pub fn without_subject(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<IncidentId>> {
    let named = subjects::table.filter(subjects::incident.eq(incidents::id));
    Ok(incidents::table
        .filter(incidents::scheme.eq(scheme))
        .filter(not(exists(named)))
        .order(incidents::changed_at)
        .select(incidents::id)
        .load(tx.conn)?)
}

/// Whether anybody is named in an incident.
///
/// # Errors
/// If the database refuses.
pub fn has_subject(tx: &mut Read<'_>, scheme: SchemeId, id: IncidentId) -> Stored<bool> {
    let named = subjects::table.filter(subjects::scheme.eq(scheme)).filter(subjects::incident.eq(id));
    Ok(diesel::select(exists(named)).get_result(tx.conn)?)
}

/// Stills shown as nobody's and attached to no accepted incident.
///
/// # Errors
/// If the database refuses.
pub fn loose_stills(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(PictureId, DateTime<Utc>)>> {
    let accepted = incidents::table
        .filter(incidents::id.nullable().eq(pictures::incident))
        .filter(incidents::state.eq(State::Accepted));
    let rows: Vec<(PictureId, At)> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::profile.is_null())
        .filter(not(exists(accepted)))
        .order(pictures::uploaded_at)
        .select((pictures::id, pictures::uploaded_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(id, at)| (id, at.into())).collect())
}

macro_rules! by_day {
    ($($(#[$doc:meta])* $name:ident, $gone:ident: $table:ident.$id:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// If the database refuses.
        pub fn $name(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
            let ids: Vec<AnyId> = $table::table
                .filter($table::scheme.eq(scheme))
                .filter($table::erase_on.le(today))
                .select($table::$id)
                .load(tx.conn)?;
            Ok(ids.into_iter().map(Uuid::from).collect())
        }

        /// Erases one of them, if its day has come; `false` if it has not, or it is gone.
        ///
        /// # Errors
        /// If the database refuses.
        pub fn $gone(tx: &mut Write<'_>, scheme: SchemeId, id: Uuid, today: NaiveDate) -> Stored<bool> {
            let gone = diesel::delete(
                $table::table
                    .filter($table::scheme.eq(scheme))
                    .filter($table::$id.eq(AnyId(id)))
                    .filter($table::erase_on.le(today)),
            )
            .execute(tx.conn)?;
            super::part::forget_origin(tx, scheme, id)?;
            Ok(gone == 1)
        }
    )+};
}

by_day! {
    /// Sightings whose day has come.
    sightings_due, erase_sighting: sightings.id;
    /// Tombstones whose day has come.
    tombstones_due, erase_tombstone: tombstones.profile;
}

/// Closed enquiries whose day has come.
///
/// # Errors
/// If the database refuses.
pub fn enquiries_due(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let ids: Vec<AnyId> = enquiries::table
        .filter(enquiries::scheme.eq(scheme))
        .filter(enquiries::erase_on.le(today))
        .select(enquiries::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Erases a closed enquiry with its key and its mail, if its day has come.
///
/// # Errors
/// If the database refuses.
pub fn erase_enquiry(tx: &mut Write<'_>, scheme: SchemeId, id: Uuid, today: NaiveDate) -> Stored<bool> {
    let due = enquiries::table
        .filter(enquiries::scheme.eq(scheme))
        .filter(enquiries::id.eq(AnyId(id)))
        .filter(enquiries::erase_on.le(today));
    if diesel::delete(due).execute(tx.conn)? == 0 {
        return Ok(false);
    }
    super::erasure::erase_mail(tx, scheme, id)?;
    keys::destroy(tx, Owner::new(scheme, id))?;
    Ok(true)
}

/// What is left of delivered mail past its day: rows without words.
///
/// # Errors
/// If the database refuses.
pub fn spent_mail(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let ids: Vec<AnyId> = outbox::table
        .filter(outbox::scheme.eq(scheme))
        .filter(outbox::state.eq("sent"))
        .filter(outbox::erase_on.le(today))
        .select(outbox::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Mail that nobody took by its day.
///
/// # Errors
/// If the database refuses.
pub fn undelivered_mail(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let ids: Vec<AnyId> = outbox::table
        .filter(outbox::scheme.eq(scheme))
        .filter(outbox::erase_on.le(today))
        .filter(outbox::message.is_not_null())
        .select(outbox::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Forgets a delivered message, its row as well.
///
/// # Errors
/// If the database refuses.
pub fn forget_mail(tx: &mut Write<'_>, scheme: SchemeId, id: Uuid) -> Stored<bool> {
    let sent = outbox::table
        .filter(outbox::scheme.eq(scheme))
        .filter(outbox::id.eq(AnyId(id)))
        .filter(outbox::state.eq("sent"));
    let gone = diesel::delete(sent).execute(tx.conn)? == 1;
    keys::destroy(tx, Owner::new(scheme, id))?;
    Ok(gone)
}

/// Wipes a message that waited to its last day; its row stays without words, as `standing` says.
///
/// # Errors
/// If the database refuses.
pub fn wipe_mail(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: Uuid,
    standing: Standing,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let waiting = outbox::table
        .filter(outbox::scheme.eq(scheme))
        .filter(outbox::id.eq(AnyId(id)))
        .filter(outbox::message.is_not_null());
    let wiped = diesel::update(waiting)
        .set((
            outbox::state.eq(standing),
            outbox::message.eq(None::<crate::vault::Sealed>),
            outbox::settled_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    keys::destroy(tx, Owner::new(scheme, id))?;
    Ok(wiped == 1)
}

/// Whether a blob's owner has a row: a picture, a letter, a copy or a scheme's logo.
///
/// # Errors
/// If the database refuses.
pub fn blob_owned(tx: &mut Read<'_>, scheme: SchemeId, owner: Uuid) -> Stored<bool> {
    let (picture, letter) = (PictureId::from(owner), LetterId::from(owner));
    let shown = pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::id.eq(picture));
    let sent = letters::table.filter(letters::scheme.eq(scheme)).filter(letters::id.eq(letter));
    let copied = packs::table.filter(packs::scheme.eq(scheme)).filter(packs::file.eq(PackId::from(owner)));
    Ok(scheme.uuid() == owner
        || diesel::select(exists(copied)).get_result(tx.conn)?
        || diesel::select(exists(shown)).get_result(tx.conn)?
        || diesel::select(exists(sent)).get_result(tx.conn)?)
}
