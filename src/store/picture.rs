//! Pictures' rows. The bytes are sealed blobs: a still's under its own key, a profile's under the profile's.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    among::among,
    both::{Both, columns},
    keys, lookup, origin,
    schema::{blob_removals, pictures},
    types::At,
};
use crate::{
    domain::{
        ids::{IncidentId, PictureId, ProfileId, SchemeId, UserId},
        photo::Picture,
    },
    faults::step,
    vault::{DataKey, Lookup, Owner, Trace},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = pictures)]
struct Row {
    id: PictureId,
    incident: Option<IncidentId>,
    profile: Option<ProfileId>,
    taken_from: Option<PictureId>,
    width: i32,
    height: i32,
    main: bool,
    uploaded_at: At,
    uploaded_by: Option<UserId>,
    erase_on: Option<NaiveDate>,
}

impl From<Row> for Picture {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            incident: row.incident,
            profile: row.profile,
            taken_from: row.taken_from,
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            main: row.main,
            uploaded_at: row.uploaded_at.into(),
            uploaded_by: row.uploaded_by,
            erase_on: row.erase_on,
        }
    }
}

/// The key that seals a picture's bytes.
///
/// # Errors
/// [`super::StoreError::NotFound`] once it is destroyed.
pub fn key(tx: &mut Read<'_>, scheme: SchemeId, picture: &Picture) -> Stored<DataKey> {
    match picture.profile {
        Some(profile) => origin::key(tx, scheme, profile, picture.id),
        None => keys::load(tx, Owner::new(scheme, picture.id)),
    }
}

/// Adds a picture's row; `bytes` are those that were uploaded, to know the same picture again.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, picture: &Picture, bytes: &[u8]) -> Stored<()> {
    let trace = Trace::of(bytes);
    let (epoch, fingerprint) = tx.vault.lookup(scheme, Lookup::Picture, &trace);
    let key = key(tx, scheme, picture)?;
    let sealed = lookup::seal(tx, &key, "pictures", picture.id, &trace);
    diesel::insert_into(pictures::table)
        .values((
            pictures::id.eq(picture.id),
            pictures::scheme.eq(scheme),
            pictures::incident.eq(picture.incident),
            pictures::profile.eq(picture.profile),
            pictures::taken_from.eq(picture.taken_from),
            pictures::fingerprint.eq(fingerprint),
            pictures::fingerprint_epoch.eq(epoch),
            pictures::trace.eq(sealed),
            pictures::width.eq(picture.width.cast_signed()),
            pictures::height.eq(picture.height.cast_signed()),
            pictures::main.eq(picture.main),
            pictures::uploaded_at.eq(At::from(picture.uploaded_at)),
            pictures::uploaded_by.eq(picture.uploaded_by),
            pictures::erase_on.eq(picture.erase_on),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A picture of a scheme.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, id: PictureId) -> Stored<Picture> {
    Ok(pictures::table
        .filter(pictures::id.eq(id))
        .filter(pictures::scheme.eq(scheme))
        .select(Row::as_select())
        .first(tx.conn)?
        .into())
}

/// The stills of an incident, in the order they came.
///
/// # Errors
/// If the database refuses.
pub fn of_incident(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<Vec<Picture>> {
    let rows: Vec<Row> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::incident.eq(incident))
        .order((pictures::uploaded_at, pictures::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Picture::from).collect())
}

/// The pictures of profiles, of each the one on the card first.
///
/// # Errors
/// If the database refuses.
pub fn of_profiles(tx: &mut Read<'_>, scheme: SchemeId, profiles: &[ProfileId]) -> Stored<Vec<Picture>> {
    let mut all = Vec::new();
    for these in among(pictures::profile, profiles) {
        let rows: Vec<Row> = pictures::table
            .filter(pictures::scheme.eq(scheme))
            .filter(these)
            .order((pictures::main.desc(), pictures::uploaded_at.desc(), pictures::id))
            .select(columns::<Row>())
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().map(Picture::from));
    }
    Ok(all)
}

/// Which pictures profiles have, of each the one on the card first: ids only.
///
/// # Errors
/// If the database refuses.
pub fn photos(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profiles: &[ProfileId],
) -> Stored<Vec<(ProfileId, PictureId)>> {
    let mut all = Vec::new();
    for these in among(pictures::profile, profiles) {
        let rows: Vec<(Option<ProfileId>, PictureId)> = pictures::table
            .filter(pictures::scheme.eq(scheme))
            .filter(these)
            .order((pictures::main.desc(), pictures::uploaded_at.desc(), pictures::id))
            .select((pictures::profile, pictures::id))
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().filter_map(|(profile, picture)| Some((profile?, picture))));
    }
    Ok(all)
}

/// Other pictures with the same bytes: a hint at review, nothing more.
///
/// # Errors
/// If the database refuses.
pub fn same_as(tx: &mut Read<'_>, scheme: SchemeId, id: PictureId) -> Stored<Vec<Picture>> {
    let (fingerprint, epoch) = pictures::table
        .filter(pictures::id.eq(id))
        .filter(pictures::scheme.eq(scheme))
        .select((pictures::fingerprint, pictures::fingerprint_epoch))
        .first::<(Vec<u8>, i64)>(tx.conn)?;
    let rows: Vec<Row> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::fingerprint.eq(fingerprint))
        .filter(pictures::fingerprint_epoch.eq(epoch))
        .filter(pictures::id.ne(id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Picture::from).collect())
}

/// The still of an incident that was uploaded with these bytes, if there is one: a send that is repeated adds none.
///
/// # Errors
/// If the database refuses.
pub fn of_bytes(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    incident: IncidentId,
    bytes: &[u8],
) -> Stored<Option<PictureId>> {
    let (epoch, fingerprint) = tx.vault.lookup(scheme, Lookup::Picture, &Trace::of(bytes));
    Ok(pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::incident.eq(incident))
        .filter(pictures::fingerprint.eq(fingerprint))
        .filter(pictures::fingerprint_epoch.eq(epoch))
        .select(pictures::id)
        .first(tx.conn)
        .optional()?)
}

/// Puts one picture of a profile on its card.
///
/// # Errors
/// If the database refuses.
pub fn set_main(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId, id: PictureId) -> Stored<()> {
    let of_profile =
        pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::profile.eq(profile));
    diesel::update(of_profile).set(pictures::main.eq(false)).execute(tx.conn)?;
    diesel::update(pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::id.eq(id)))
        .set(pictures::main.eq(true))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives the stills of an incident a day of their own to go, or none.
///
/// # Errors
/// If the database refuses.
pub fn set_erase_on(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    incident: IncidentId,
    erase_on: Option<NaiveDate>,
) -> Stored<()> {
    diesel::update(
        pictures::table.filter(pictures::scheme.eq(scheme)).filter(pictures::incident.eq(incident)),
    )
    .set(pictures::erase_on.eq(erase_on))
    .execute(tx.conn)?;
    Ok(())
}

/// Stills whose day has come.
///
/// # Errors
/// If the database refuses.
pub fn due(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Picture>> {
    let rows: Vec<Row> = pictures::table
        .filter(pictures::scheme.eq(scheme))
        .filter(pictures::erase_on.le(today))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Picture::from).collect())
}

/// Erases a picture's row and its own key, and notes its blobs for removal.
///
/// # Errors
/// If the database refuses.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, picture: &Picture, blobs: &[String]) -> Stored<()> {
    if picture.profile.is_none() && step("erase.key_of_still")? {
        keys::destroy(tx, Owner::new(scheme, picture.id))?;
    }
    if step("erase.pictures")? {
        diesel::delete(
            pictures::table.filter(pictures::id.eq(picture.id)).filter(pictures::scheme.eq(scheme)),
        )
        .execute(tx.conn)?;
    }
    remove_blobs(tx, scheme, blobs)
}

/// Notes blobs for removal: the job removes each until the object store says not found.
///
/// # Errors
/// If the database refuses.
pub fn remove_blobs(tx: &mut Write<'_>, scheme: SchemeId, blobs: &[String]) -> Stored<()> {
    // Not later than the deletion they belong to, which waits for what was noted up to its own instant.
    let since = At::from(tx.began);
    if !step("erase.note_blobs")? {
        return Ok(());
    }
    for blob in blobs {
        diesel::insert_into(blob_removals::table)
            .values((
                blob_removals::scheme.eq(scheme),
                blob_removals::blob.eq(blob),
                blob_removals::since.eq(since),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Blobs that must go.
///
/// # Errors
/// If the database refuses.
pub fn blobs_to_remove(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<String>> {
    Ok(blob_removals::table
        .filter(blob_removals::scheme.eq(scheme))
        .order(blob_removals::since)
        .select(blob_removals::blob)
        .load(tx.conn)?)
}

/// Notes that a blob is gone.
///
/// # Errors
/// If the database refuses.
pub fn blob_removed(tx: &mut Write<'_>, scheme: SchemeId, blob: &str) -> Stored<()> {
    diesel::delete(
        blob_removals::table.filter(blob_removals::scheme.eq(scheme)).filter(blob_removals::blob.eq(blob)),
    )
    .execute(tx.conn)?;
    Ok(())
}
