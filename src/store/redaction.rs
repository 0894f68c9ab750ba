//! Incidents whose words may still name an erased person: somebody reads them again. The name is gone; what is
//! remembered is which words of the incident were alike, sealed under the incident's key as these words themselves.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, cell, keys, schema::redactions, types::At};
use crate::{
    domain::{
        ids::{IncidentId, ItemId, ProfileId, SchemeId},
        member::evidence::{Opens, Report},
    },
    vault::{Owner, Place, Sealed},
};

/// An incident to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redaction {
    /// Its id.
    pub id: ItemId,
    /// The incident.
    pub incident: IncidentId,
    /// The person who was erased; holds back the certificate.
    pub profile: ProfileId,
    /// Since when it waits.
    pub since: DateTime<Utc>,
}

fn place(id: ItemId) -> Place {
    Place::new("redactions", "words", id)
}

/// Asks for somebody to read an incident again, for these words in it.
///
/// # Errors
/// If the incident's key is gone.
pub fn ask(tx: &mut Write<'_>, scheme: SchemeId, asked: Redaction, words: &[String]) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, asked.incident))?;
    let sealed = cell::seal::<Report>(tx, &key, place(asked.id), &words)?;
    diesel::insert_into(redactions::table)
        .values((
            redactions::id.eq(asked.id),
            redactions::scheme.eq(scheme),
            redactions::incident.eq(asked.incident),
            redactions::profile.eq(asked.profile),
            redactions::words.eq(sealed),
            redactions::since.eq(At::from(asked.since)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What is to be read again, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Redaction>> {
    let rows: Vec<(ItemId, IncidentId, ProfileId, At)> = redactions::table
        .filter(redactions::scheme.eq(scheme))
        .order(redactions::since)
        .select((redactions::id, redactions::incident, redactions::profile, redactions::since))
        .load(tx.conn)?;
    let made = |(id, incident, profile, since): (_, _, _, At)| Redaction {
        id,
        incident,
        profile,
        since: since.into(),
    };
    Ok(rows.into_iter().map(made).collect())
}

/// The words of an incident that were alike, of everything that waits for it.
///
/// # Errors
/// If the incident's key is gone.
pub fn of_incident(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Report>,
    incident: IncidentId,
) -> Stored<Vec<(ItemId, Vec<String>)>> {
    let rows: Vec<(ItemId, Sealed)> = redactions::table
        .filter(redactions::scheme.eq(viewer.scheme()))
        .filter(redactions::incident.eq(incident))
        .select((redactions::id, redactions::words))
        .load(tx.conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = keys::load(tx, Owner::new(viewer.scheme(), incident))?;
    let open =
        |(id, sealed): (ItemId, Sealed)| Ok((id, cell::open::<Report, _>(viewer, &key, place(id), &sealed)?));
    rows.into_iter().map(open).collect()
}

/// Seals the words anew once the incident has another key.
pub(super) fn seal_anew(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    waiting: &[(ItemId, Vec<String>)],
) -> Stored<()> {
    for (id, words) in waiting {
        let row = || redactions::table.filter(redactions::id.eq(*id)).filter(redactions::scheme.eq(scheme));
        let incident: IncidentId = row().select(redactions::incident).first(tx.conn)?;
        let key = keys::load(tx, Owner::new(scheme, incident))?;
        let sealed = cell::seal::<Report>(tx, &key, place(*id), words)?;
        diesel::update(row()).set(redactions::words.eq(sealed)).execute(tx.conn)?;
    }
    Ok(())
}

/// Notes that an incident was read again and names nobody any more; `false` if it was not to be.
///
/// # Errors
/// If the database refuses.
pub fn done(tx: &mut Write<'_>, scheme: SchemeId, id: ItemId) -> Stored<bool> {
    Ok(diesel::delete(redactions::table.filter(redactions::scheme.eq(scheme)).filter(redactions::id.eq(id)))
        .execute(tx.conn)?
        == 1)
}
