//! What police were told: one row a call, which names people by random ids only, and what they have used up.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, StoreError, Stored, Write,
    both::Both,
    cell, keys,
    schema::{disclosures, spent},
    types::At,
};
use crate::{
    domain::{
        agency::purpose::Purpose,
        deed::Deed,
        ids::{AgreementId, ClientId, EventId, OfficerId, SchemeId},
        member::evidence::{Agreements, Opens},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

/// A disclosure about to be written.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// Its event in the audit trail.
    pub event: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Under which agreement.
    pub agreement: AgreementId,
    /// By which client; nothing for an officer's own page.
    pub client: Option<ClientId>,
    /// To whom.
    pub officer: OfficerId,
    /// As the force knows them, sealed.
    pub reference: Sealed,
    /// What was asked for: the deed, in the trail's words.
    pub what: &'static str,
    /// What for.
    pub purpose: Purpose,
    /// What was told of: random ids.
    pub about: Vec<Uuid>,
}

/// A disclosure as read back.
#[derive(Debug, Clone)]
pub struct Disclosed {
    /// Its event in the audit trail.
    pub event: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Under which agreement.
    pub agreement: AgreementId,
    /// By which client.
    pub client: Option<ClientId>,
    /// To whom.
    pub officer: OfficerId,
    /// As the force knows them; nothing once the agreement's key is destroyed.
    pub reference: Option<String>,
    /// What was asked for, in the trail's words.
    pub what: String,
    /// What for.
    pub purpose: Purpose,
    /// What was told of: random ids.
    pub about: Vec<Uuid>,
}

/// Which disclosures are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// All.
    All,
    /// To this officer.
    To(OfficerId),
    /// Of this person, or incident.
    Of(Uuid),
    /// This report, handed over.
    Handed(Uuid),
    /// Under this agreement.
    Under(AgreementId),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = disclosures)]
struct Row {
    event: EventId,
    at: At,
    agreement: AgreementId,
    client: Option<ClientId>,
    officer: OfficerId,
    reference: Sealed,
    what: String,
    purpose: Purpose,
    about: String,
}

fn place(event: EventId) -> Place {
    Place::new("disclosures", "reference", event)
}

/// Seals an officer's reference for the row of an event.
///
/// # Errors
/// Never, for a text.
pub fn seal(tx: &Read<'_>, key: &DataKey, event: EventId, reference: &str) -> Stored<Sealed> {
    cell::seal::<Agreements>(tx, key, place(event), &reference)
}

/// Writes a disclosure.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, disclosure: Disclosure) -> Stored<()> {
    let Disclosure { event, at, agreement, client, officer, reference, what, purpose, about } = disclosure;
    let about: Vec<String> = about.iter().map(|id| id.simple().to_string()).collect();
    diesel::insert_into(disclosures::table)
        .values((
            disclosures::event.eq(event),
            disclosures::scheme.eq(scheme),
            disclosures::at.eq(At::from(at)),
            disclosures::agreement.eq(agreement),
            disclosures::client.eq(client),
            disclosures::officer.eq(officer),
            disclosures::reference.eq(reference),
            disclosures::what.eq(what),
            disclosures::purpose.eq(purpose),
            disclosures::about.eq(about.join(" ")),
        ))
        .execute_both(tx.conn)?;
    Ok(())
}

/// Disclosures of the viewer's scheme before an instant, the latest first.
///
/// # Errors
/// If the database refuses.
pub fn page(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Agreements>,
    which: Which,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> Stored<Vec<Disclosed>> {
    let mut query = disclosures::table
        .filter(disclosures::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .order((disclosures::at.desc(), disclosures::event))
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(disclosures::at.lt(At::from(before)));
    }
    query = match which {
        Which::All => query,
        Which::To(officer) => query.filter(disclosures::officer.eq(officer)),
        Which::Of(id) => query.filter(disclosures::about.like(format!("%{}%", id.simple()))),
        Which::Handed(id) => query
            .filter(disclosures::what.eq(Deed::HandToPolice.as_str()))
            .filter(disclosures::about.like(format!("%{}%", id.simple()))),
        Which::Under(agreement) => query.filter(disclosures::agreement.eq(agreement)),
    };
    let rows: Vec<Row> = query.load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.agreement.uuid()))?;
    rows.into_iter().map(|row| row.open(&keys, viewer)).collect()
}

impl Row {
    fn open(self, keys: &HashMap<Uuid, DataKey>, viewer: &impl Opens<Agreements>) -> Stored<Disclosed> {
        let key = keys.get(&self.agreement.uuid());
        let reference =
            key.map(|key| cell::open(viewer, key, place(self.event), &self.reference)).transpose()?;
        let about = self.about.split_whitespace().map(Uuid::parse_str).collect::<Result<_, _>>();
        Ok(Disclosed {
            event: self.event,
            at: self.at.into(),
            agreement: self.agreement,
            client: self.client,
            officer: self.officer,
            reference,
            what: self.what,
            purpose: self.purpose,
            about: about.map_err(|_| StoreError::Damaged("disclosures"))?,
        })
    }
}

/// How many times police were told of a person, or of who made a report.
///
/// # Errors
/// If the database refuses.
pub fn count_of(tx: &mut Read<'_>, scheme: SchemeId, id: Uuid) -> Stored<u64> {
    let told = disclosures::table
        .filter(disclosures::scheme.eq(scheme))
        .filter(disclosures::about.like(format!("%{}%", id.simple())));
    Ok(told.count().get_result::<i64>(tx.conn)?.unsigned_abs())
}

/// When something was told by a deed, the latest first.
///
/// # Errors
/// If the database refuses.
pub fn times_of(tx: &mut Read<'_>, scheme: SchemeId, id: Uuid, what: &str) -> Stored<Vec<DateTime<Utc>>> {
    let times: Vec<At> = disclosures::table
        .filter(disclosures::scheme.eq(scheme))
        .filter(disclosures::what.eq(what))
        .filter(disclosures::about.like(format!("%{}%", id.simple())))
        .order(disclosures::at.desc())
        .select(disclosures::at)
        .load(tx.conn)?;
    Ok(times.into_iter().map(Into::into).collect())
}

/// To whom something was told, of what, and when.
pub type Told = (OfficerId, Vec<Uuid>, DateTime<Utc>);

/// Whom each officer was told of by some deeds since an instant, and when; the latest first.
///
/// # Errors
/// If the database refuses.
pub fn since(tx: &mut Read<'_>, scheme: SchemeId, what: &[&str], since: DateTime<Utc>) -> Stored<Vec<Told>> {
    let rows: Vec<Row> = disclosures::table
        .filter(disclosures::scheme.eq(scheme))
        .filter(disclosures::at.ge(At::from(since)))
        .filter(disclosures::what.eq_any(what))
        .order(disclosures::at.desc())
        .select(Row::as_select())
        .load(tx.conn)?;
    let ids = |about: &str| about.split_whitespace().filter_map(|id| Uuid::parse_str(id).ok()).collect();
    Ok(rows.into_iter().map(|row| (row.officer, ids(&row.about), row.at.into())).collect())
}

/// The key of an agreement under which officers' references are sealed.
///
/// # Errors
/// [`StoreError::NotFound`] once it is destroyed.
pub fn key(tx: &mut Read<'_>, scheme: SchemeId, agreement: AgreementId) -> Stored<DataKey> {
    keys::load(tx, Owner::new(scheme, agreement))
}

/// Notes that something is used up that may be used once; `false` if it was before.
///
/// # Errors
/// If the database refuses.
pub fn spend(tx: &mut Write<'_>, scheme: SchemeId, digest: &[u8], until: DateTime<Utc>) -> Stored<bool> {
    let noted = diesel::insert_into(spent::table)
        .values((spent::scheme.eq(scheme), spent::digest.eq(digest), spent::until.eq(At::from(until))))
        .on_conflict_do_nothing()
        .execute_both(tx.conn)?;
    Ok(noted == 1)
}

/// Forgets what was used up, and nobody would believe any more.
///
/// # Errors
/// If the database refuses.
pub fn forget_spent(tx: &mut Write<'_>, now: DateTime<Utc>) -> Stored<usize> {
    Ok(diesel::delete(spent::table.filter(spent::until.lt(At::from(now)))).execute_both(tx.conn)?)
}
