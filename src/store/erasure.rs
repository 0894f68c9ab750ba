//! What an erasure takes out of the tables, and the look afterwards whether anything is left.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, Stored, Write, cell, correction, incident, keys, letter, origin, redaction, sanction,
    schema::*,
    types::{AnyId, At},
};
use crate::{
    domain::{
        ids::{IncidentId, LetterId, PictureId, ProfileId, SanctionId, SchemeId},
        incident::content::Content,
        member::evidence::{Account, Opens, Report, Summary},
    },
    faults::step,
    vault::{Owner, Place},
};

/// Takes out everything that hangs on a profile but its pictures, subjects and incidents: letters, sanctions,
/// suggestions, sightings, special facts, decisions, holds, grants, requests, associates and mail. Returns the letters, whose
/// blobs are to go as well.
///
/// # Errors
/// If something still points at one of the rows.
pub fn take_out(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<LetterId>> {
    let letters = letter::erase_of(tx, scheme, id)?;
    sanction::erase_of(tx, scheme, id)?;
    let facts =
        special_facts::table.filter(special_facts::scheme.eq(scheme)).filter(special_facts::profile.eq(id));
    let ids: Vec<AnyId> = facts.select(special_facts::id).load(tx.conn)?;
    if step("erase.special_audiences")? {
        let audiences = special_audiences::table.filter(special_audiences::fact.eq_any(ids));
        diesel::delete(audiences).execute(tx.conn)?;
    }
    macro_rules! of_profile {
        ($($table:ident),+) => {$(
            if step(concat!("erase.", stringify!($table)))? {
                diesel::delete($table::table.filter($table::scheme.eq(scheme)).filter($table::profile.eq(id)))
                    .execute(tx.conn)?;
            }
        )+};
    }
    of_profile!(special_facts, suggestions, sightings, best_interests, holds, grants);
    if step("erase.requests")? {
        super::right::erase_of(tx, scheme, id)?;
    }
    if step("erase.corrections")? {
        correction::erase_of(tx, scheme, id)?;
    }
    if step("erase.joined")? {
        take_out_joined(tx, scheme, id)?;
    }
    if step("erase.associates")? {
        diesel::delete(
            associates::table
                .filter(associates::scheme.eq(scheme))
                .filter(associates::profile.eq(id).or(associates::other.eq(id))),
        )
        .execute(tx.conn)?;
    }
    if step("erase.mail")? {
        erase_mail(tx, scheme, id.uuid())?;
    }
    if step("erase.mail_with_letters")? {
        let with_letters =
            outbox::table.filter(outbox::scheme.eq(scheme)).filter(outbox::letter.eq_any(&letters));
        diesel::delete(with_letters).execute(tx.conn)?;
    }
    if step("erase.claims")? {
        let claims = incidents::table.filter(incidents::scheme.eq(scheme)).filter(incidents::claimed.eq(id));
        diesel::update(claims).set(incidents::claimed.eq(None::<ProfileId>)).execute(tx.conn)?;
    }
    Ok(letters)
}

/// Whoever was joined to a profile goes with it: keys, mail, and where each item came from.
fn take_out_joined(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId) -> Stored<()> {
    for came in origin::joined_to(tx, scheme, id)? {
        erase_mail(tx, scheme, came.uuid())?;
        keys::destroy(tx, Owner::new(scheme, came))?;
    }
    diesel::delete(joined::table.filter(joined::scheme.eq(scheme)).filter(joined::holder.eq(id)))
        .execute(tx.conn)?;
    diesel::delete(
        origins::table
            .filter(origins::scheme.eq(scheme))
            .filter(origins::holder.eq(id).or(origins::item.eq(AnyId(id.uuid())))),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// Takes an owner's mail out of the outbox, sent or not.
///
/// # Errors
/// If the database refuses.
pub fn erase_mail(tx: &mut Write<'_>, scheme: SchemeId, owner: Uuid) -> Stored<()> {
    diesel::delete(outbox::table.filter(outbox::scheme.eq(scheme)).filter(outbox::owner.eq(AnyId(owner))))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes an incident out with whatever points at it; its pictures have gone before.
///
/// # Errors
/// If something still points at it.
pub fn take_out_incident(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId) -> Stored<()> {
    if step("erase.relied_on")? {
        diesel::delete(sanction_incidents::table.filter(sanction_incidents::incident.eq(id)))
            .execute(tx.conn)?;
    }
    diesel::delete(subjects::table.filter(subjects::scheme.eq(scheme)).filter(subjects::incident.eq(id)))
        .execute(tx.conn)?;
    diesel::delete(
        redactions::table.filter(redactions::scheme.eq(scheme)).filter(redactions::incident.eq(id)),
    )
    .execute(tx.conn)?;
    // A picture that was cut for the profile of somebody no longer named here lives with that profile.
    diesel::update(pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::incident.eq(id)))
        .set(pictures::incident.eq(None::<IncidentId>))
        .execute(tx.conn)?;
    if step("erase.mail_of_incident")? {
        erase_mail(tx, scheme, id.uuid())?;
    }
    super::part::forget_origin(tx, scheme, id)?;
    super::permission::erase(tx, scheme, id)?;
    super::restriction::forget(tx, scheme, id)?;
    incident::erase(tx, scheme, id)
}

/// Pictures that were cut from one that goes keep no word of it.
///
/// # Errors
/// If the database refuses.
pub fn forget_source(tx: &mut Write<'_>, scheme: SchemeId, source: PictureId) -> Stored<()> {
    if step("erase.sources")? {
        let cut = pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::taken_from.eq(source));
        diesel::update(cut).set(pictures::taken_from.eq(None::<PictureId>)).execute(tx.conn)?;
    }
    Ok(())
}

/// What is written about an incident.
#[derive(Debug, Clone)]
pub struct Written {
    /// The report.
    pub content: Content,
    /// The administrator's summary.
    pub summary: Option<String>,
    /// What the reporter was told.
    pub outcome: Option<String>,
}

impl Written {
    /// Every text in it, whoever wrote it.
    pub fn texts(&self) -> Vec<&String> {
        let Self { content, summary, outcome } = self;
        let Content { narrative, description, named, victims, witnesses, police_reference, .. } = content;
        let words = [narrative, description, named, victims, witnesses, police_reference];
        words.into_iter().chain(summary).chain(outcome).collect()
    }

    /// Every text in it, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        let Self { content, summary, outcome } = self;
        let Content { narrative, description, named, victims, witnesses, police_reference, .. } = content;
        let words = [narrative, description, named, victims, witnesses, police_reference];
        words.into_iter().chain(summary).chain(outcome).collect()
    }
}

/// What is written about an incident.
///
/// # Errors
/// [`super::StoreError::NotFound`] if its key is gone.
pub fn written<V>(tx: &mut Read<'_>, viewer: &V, id: IncidentId) -> Stored<Written>
where
    V: Opens<Report> + Opens<Summary>,
{
    Ok(Written {
        content: incident::content(tx, viewer, id)?,
        summary: incident::summary(tx, viewer, id)?,
        outcome: incident::outcome(tx, viewer, id)?,
    })
}

/// Seals what remains written about an incident under a new key and destroys the old one: what was left out is then
/// beyond recovery, also from a backup (architecture, idea 4). Mail that waits under the old key goes.
///
/// # Errors
/// If the incident's key is gone.
pub fn rewrite<V>(tx: &mut Write<'_>, viewer: &V, id: IncidentId, written: &Written) -> Stored<()>
where
    V: Opens<Account> + Opens<Report>,
{
    let scheme = viewer.scheme();
    let mail = incident::reporter_mail(tx, viewer, id)?;
    erase_mail(tx, scheme, id.uuid())?;
    let waiting = redaction::of_incident(tx, viewer, id)?;
    let key = if step("erase.reseal")? {
        keys::destroy(tx, Owner::new(scheme, id))?;
        keys::create(tx, Owner::new(scheme, id))?
    } else {
        keys::load(tx, Owner::new(scheme, id))?
    };
    redaction::seal_anew(tx, scheme, &waiting)?;
    incident::set_content(tx, scheme, id, &written.content)?;
    if let Some(summary) = &written.summary {
        incident::set_summary(tx, scheme, id, summary)?;
    }
    if let Some(outcome) = &written.outcome {
        incident::set_outcome(tx, scheme, id, outcome)?;
    }
    let sealed = mail
        .map(|mail| cell::seal::<Account>(tx, &key, Place::new("incidents", "reporter_mail", id), &mail))
        .transpose()?;
    diesel::update(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
        .set(incidents::reporter_mail.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// Marks that an id is gone, for police. `due` is from when on it was due; nothing for one that went with
/// another.
///
/// # Errors
/// If it is marked already.
pub fn bury(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: ProfileId,
    at: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
    erase_on: NaiveDate,
) -> Stored<()> {
    diesel::insert_into(tombstones::table)
        .values((
            tombstones::profile.eq(id),
            tombstones::scheme.eq(scheme),
            tombstones::erased_at.eq(At::from(at)),
            tombstones::due_at.eq(due.map(At::from)),
            tombstones::erase_on.eq(erase_on),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// When a profile was erased, if it was.
///
/// # Errors
/// If the database refuses.
pub fn buried(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Option<DateTime<Utc>>> {
    let at: Option<At> = tombstones::table
        .filter(tombstones::scheme.eq(scheme))
        .filter(tombstones::profile.eq(id))
        .select(tombstones::erased_at)
        .first(tx.conn)
        .optional()?;
    Ok(at.map(Into::into))
}

/// How many blobs wait for their removal.
///
/// # Errors
/// If the database refuses.
pub fn blobs_waiting(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<u64> {
    let waiting = blob_removals::table.filter(blob_removals::scheme.eq(scheme)).count();
    Ok(waiting.get_result::<i64>(tx.conn)?.unsigned_abs())
}

/// Whether blobs noted up to an instant still wait for their removal.
///
/// # Errors
/// If the database refuses.
pub fn blobs_wait(tx: &mut Read<'_>, scheme: SchemeId, noted: DateTime<Utc>) -> Stored<bool> {
    let waiting = blob_removals::table
        .filter(blob_removals::scheme.eq(scheme))
        .filter(blob_removals::since.le(At::from(noted)));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(tx.conn)?)
}

/// In which tables, by table and column, something of a profile is left. The audit trail, the tombstone, the
/// certificate that is not signed yet and the list of redactions hold its random id on purpose.
///
/// # Errors
/// If the database refuses.
pub fn left(tx: &mut Read<'_>, id: ProfileId) -> Stored<Vec<&'static str>> {
    Ok(census(tx, id)?.into_iter().map(|(place, _)| place).collect())
}

/// How many rows are a profile's or point at it, by table and column; places without any are left out.
///
/// # Errors
/// If the database refuses.
pub fn census(tx: &mut Read<'_>, id: ProfileId) -> Stored<Vec<(&'static str, u64)>> {
    let owner = AnyId(id.uuid());
    let mut found = Vec::new();
    macro_rules! look {
        ($($table:ident.$column:ident),+ $(,)?) => {$(
            let here = $table::table.filter($table::$column.eq(owner)).count();
            let count = here.get_result::<i64>(tx.conn)?.unsigned_abs();
            if count > 0 {
                found.push((concat!(stringify!($table), ".", stringify!($column)), count));
            }
        )+};
    }
    look! {
        data_keys.owner, profiles.id, incidents.claimed, subjects.profile, associates.profile, associates.other,
        pictures.profile, sanctions.profile, letters.profile, suggestions.profile, sightings.profile,
        special_facts.profile, best_interests.profile, holds.profile, grants.profile, outbox.owner,
        joined.profile, joined.holder, origins.holder, origins.item, origins.origin, corrections.profile,
        requests.profile,
    }
    Ok(found)
}

/// The sanctions, letters and pictures of a profile, whose ids nothing may hold afterwards.
///
/// # Errors
/// If the database refuses.
pub fn belongings(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<Uuid>> {
    let mut all: Vec<Uuid> = vec![id.uuid()];
    all.extend(origin::joined_to(tx, scheme, id)?.into_iter().map(Uuid::from));
    macro_rules! of_profile {
        ($($table:ident as $id:ty),+) => {$(
            let ids: Vec<$id> = $table::table
                .filter($table::scheme.eq(scheme))
                .filter($table::profile.eq(id))
                .select($table::id)
                .load(tx.conn)?;
            all.extend(ids.into_iter().map(Uuid::from));
        )+};
    }
    all.extend(super::pack::of_profile(tx, scheme, id)?.into_iter().map(Uuid::from));
    of_profile!(
        sanctions as SanctionId,
        letters as LetterId,
        suggestions as AnyId,
        sightings as AnyId,
        special_facts as AnyId,
        best_interests as AnyId,
        holds as AnyId,
        grants as AnyId,
        requests as AnyId
    );
    let shown: Vec<PictureId> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::profile.eq(id))
        .select(pictures::id)
        .load(tx.conn)?;
    all.extend(shown.into_iter().map(Uuid::from));
    Ok(all)
}
