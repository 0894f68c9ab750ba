//! Incidents: what was written is sealed under the incident's key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Read, Stored, Write, cell, keys, schema::incidents, types::At};
use crate::{
    domain::{
        ids::{BusinessId, IncidentId, PremisesId, ProfileId, SchemeId, UserId},
        incident::{Incident, content::Content, kind::Kind, loss::Band, person::Acquaintance, report::State},
        member::evidence::{Account, Opens, Report, Summary},
    },
    faults::step,
    vault::{Owner, Place, Sealed},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = incidents)]
pub(super) struct Row {
    id: IncidentId,
    reference: i64,
    state: State,
    kind: Kind,
    band: Band,
    premises: Option<PremisesId>,
    business: Option<BusinessId>,
    reporter: Option<UserId>,
    recorder: Option<UserId>,
    by_member: bool,
    threat_or_damage: bool,
    weapon: bool,
    who: Acquaintance,
    claimed: Option<ProfileId>,
    occurred_at: At,
    submitted_at: Option<At>,
    changed_at: At,
    reviewed_at: Option<At>,
    reviewed_by: Option<UserId>,
    erase_on: Option<NaiveDate>,
}

impl From<Row> for Incident {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            state: row.state,
            kind: row.kind,
            band: row.band,
            premises: row.premises,
            business: row.business,
            reporter: row.reporter,
            recorder: row.recorder,
            by_member: row.by_member,
            threat_or_damage: row.threat_or_damage,
            weapon: row.weapon,
            who: row.who,
            claimed: row.claimed,
            occurred_at: row.occurred_at.into(),
            submitted_at: row.submitted_at.map(Into::into),
            changed_at: row.changed_at.into(),
            reviewed: row.reviewed_at.map(Into::into).zip(row.reviewed_by),
            erase_on: row.erase_on,
        }
    }
}

impl From<&Incident> for Row {
    fn from(incident: &Incident) -> Self {
        Self {
            id: incident.id,
            reference: incident.reference,
            state: incident.state,
            kind: incident.kind,
            band: incident.band,
            premises: incident.premises,
            business: incident.business,
            reporter: incident.reporter,
            recorder: incident.recorder,
            by_member: incident.by_member,
            threat_or_damage: incident.threat_or_damage,
            weapon: incident.weapon,
            who: incident.who,
            claimed: incident.claimed,
            occurred_at: incident.occurred_at.into(),
            submitted_at: incident.submitted_at.map(Into::into),
            changed_at: incident.changed_at.into(),
            reviewed_at: incident.reviewed.map(|(at, _)| at.into()),
            reviewed_by: incident.reviewed.map(|(_, by)| by),
            erase_on: incident.erase_on,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct ContentCell {
    narrative: String,
    description: String,
    named: String,
    victims: String,
    witnesses: String,
    police: bool,
    police_reference: String,
    staff_hurt: bool,
    loss_pence: Option<u64>,
    recovered_pence: Option<u64>,
}

impl From<ContentCell> for Content {
    fn from(cell: ContentCell) -> Self {
        Self {
            narrative: cell.narrative,
            description: cell.description,
            named: cell.named,
            victims: cell.victims,
            witnesses: cell.witnesses,
            police: cell.police,
            police_reference: cell.police_reference,
            staff_hurt: cell.staff_hurt,
            loss_pence: cell.loss_pence,
            recovered_pence: cell.recovered_pence,
        }
    }
}

impl From<&Content> for ContentCell {
    fn from(content: &Content) -> Self {
        let content = content.clone();
        Self {
            narrative: content.narrative,
            description: content.description,
            named: content.named,
            victims: content.victims,
            witnesses: content.witnesses,
            police: content.police,
            police_reference: content.police_reference,
            staff_hurt: content.staff_hurt,
            loss_pence: content.loss_pence,
            recovered_pence: content.recovered_pence,
        }
    }
}

fn place(column: &'static str, id: IncidentId) -> Place {
    Place::new("incidents", column, id)
}

/// Adds an incident with a key of its own. `submission` is the reporter's once-only key, hashed; the reporter's
/// address is kept as a cell of the report.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the same submission came before.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    incident: &Incident,
    submission: &[u8],
    content: &Content,
    reporter_mail: Option<&str>,
) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, incident.id))?;
    let report = cell::seal::<Report>(tx, &key, place("report", incident.id), &ContentCell::from(content))?;
    let mail = reporter_mail
        .map(|mail| cell::seal::<Account>(tx, &key, place("reporter_mail", incident.id), &mail))
        .transpose()?;
    diesel::insert_into(incidents::table)
        .values((
            Row::from(incident),
            incidents::scheme.eq(scheme),
            incidents::submission.eq(submission),
            incidents::report.eq(report),
            incidents::reporter_mail.eq(mail),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The incident of a submission, if it came before.
///
/// # Errors
/// If the database refuses.
pub fn by_submission(tx: &mut Read<'_>, scheme: SchemeId, submission: &[u8]) -> Stored<Option<Incident>> {
    Ok(incidents::table
        .filter(incidents::scheme.eq(scheme))
        .filter(incidents::submission.eq(submission))
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?
        .map(Incident::from))
}

/// An incident of a scheme.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, id: IncidentId) -> Stored<Incident> {
    Ok(incidents::table
        .filter(incidents::id.eq(id))
        .filter(incidents::scheme.eq(scheme))
        .select(Row::as_select())
        .first(tx.conn)?
        .into())
}

/// Which incidents are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// In this state.
    pub state: Option<State>,
    /// By this reporter.
    pub reporter: Option<UserId>,
    /// At this business.
    pub business: Option<BusinessId>,
    /// Where this profile was pointed at.
    pub claimed: Option<ProfileId>,
    /// At most so many, the newest first; 0 for all.
    pub limit: i64,
}

/// Incidents of a scheme, the newest first.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId, which: Which) -> Stored<Vec<Incident>> {
    let mut query = incidents::table
        .filter(incidents::scheme.eq(scheme))
        .select(Row::as_select())
        .order((incidents::submitted_at.desc(), incidents::reference.desc()))
        .into_boxed();
    if let Some(state) = which.state {
        query = query.filter(incidents::state.eq(state));
    }
    if let Some(reporter) = which.reporter {
        query = query.filter(incidents::reporter.eq(reporter));
    }
    if let Some(business) = which.business {
        query = query.filter(incidents::business.eq(business));
    }
    if let Some(claimed) = which.claimed {
        query = query.filter(incidents::claimed.eq(claimed));
    }
    if which.limit > 0 {
        query = query.limit(which.limit);
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Incident::from).collect())
}

/// What the reporter wrote.
///
/// # Errors
/// [`super::StoreError::NotFound`] if the incident, or its key, is gone.
pub fn content(tx: &mut Read<'_>, viewer: &impl Opens<Report>, id: IncidentId) -> Stored<Content> {
    let sealed: Sealed = incidents::table
        .filter(incidents::id.eq(id))
        .filter(incidents::scheme.eq(viewer.scheme()))
        .select(incidents::report)
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    Ok(cell::open::<Report, ContentCell>(viewer, &key, place("report", id), &sealed)?.into())
}

/// The administrator's summary, which other members may see.
///
/// # Errors
/// [`super::StoreError::NotFound`] if the incident, or its key, is gone.
pub fn summary(tx: &mut Read<'_>, viewer: &impl Opens<Summary>, id: IncidentId) -> Stored<Option<String>> {
    let sealed: Option<Sealed> = incidents::table
        .filter(incidents::id.eq(id))
        .filter(incidents::scheme.eq(viewer.scheme()))
        .select(incidents::summary)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    cell::open::<Summary, String>(viewer, &key, place("summary", id), &sealed).map(Some)
}

/// What the reviewer told the reporter.
///
/// # Errors
/// [`super::StoreError::NotFound`] if the incident, or its key, is gone.
pub fn outcome(tx: &mut Read<'_>, viewer: &impl Opens<Report>, id: IncidentId) -> Stored<Option<String>> {
    let sealed: Option<Sealed> = incidents::table
        .filter(incidents::id.eq(id))
        .filter(incidents::scheme.eq(viewer.scheme()))
        .select(incidents::outcome)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    cell::open::<Report, String>(viewer, &key, place("outcome", id), &sealed).map(Some)
}

/// The reporter's address, to tell them what came of it.
///
/// # Errors
/// [`super::StoreError::NotFound`] if the incident, or its key, is gone.
pub fn reporter_mail(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    id: IncidentId,
) -> Stored<Option<String>> {
    let sealed: Option<Sealed> = incidents::table
        .filter(incidents::id.eq(id))
        .filter(incidents::scheme.eq(viewer.scheme()))
        .select(incidents::reporter_mail)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    cell::open::<Account, String>(viewer, &key, place("reporter_mail", id), &sealed).map(Some)
}

/// Changes an incident's plain columns: state, kind, dates, who reviewed it.
///
/// # Errors
/// If the database refuses.
pub fn update(tx: &mut Write<'_>, scheme: SchemeId, incident: &Incident) -> Stored<()> {
    let at = |instant: DateTime<Utc>| At::from(instant);
    diesel::update(
        incidents::table.filter(incidents::id.eq(incident.id)).filter(incidents::scheme.eq(scheme)),
    )
    .set((
        (
            incidents::state.eq(incident.state),
            incidents::kind.eq(incident.kind),
            incidents::band.eq(incident.band),
            incidents::premises.eq(incident.premises),
            incidents::business.eq(incident.business),
            incidents::threat_or_damage.eq(incident.threat_or_damage),
            incidents::weapon.eq(incident.weapon),
        ),
        (
            incidents::who.eq(incident.who),
            incidents::claimed.eq(incident.claimed),
            incidents::occurred_at.eq(at(incident.occurred_at)),
            incidents::submitted_at.eq(incident.submitted_at.map(at)),
            incidents::changed_at.eq(at(incident.changed_at)),
            incidents::reviewed_at.eq(incident.reviewed.map(|(instant, _)| at(instant))),
            incidents::reviewed_by.eq(incident.reviewed.map(|(_, by)| by)),
            incidents::erase_on.eq(incident.erase_on),
        ),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// Replaces what the reporter wrote (while a draft or returned; with mentions from review on).
///
/// # Errors
/// If the incident's key is gone.
pub fn set_content(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId, content: &Content) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Report>(tx, &key, place("report", id), &ContentCell::from(content))?;
    diesel::update(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
        .set(incidents::report.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps the administrator's summary for members.
///
/// # Errors
/// If the incident's key is gone.
pub fn set_summary(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId, summary: &str) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Summary>(tx, &key, place("summary", id), &summary)?;
    diesel::update(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
        .set(incidents::summary.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what the reviewer tells the reporter.
///
/// # Errors
/// If the incident's key is gone.
pub fn set_outcome(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId, outcome: &str) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Report>(tx, &key, place("outcome", id), &outcome)?;
    diesel::update(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
        .set(incidents::outcome.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// Erases an incident's row and key; subjects and pictures must have gone before.
///
/// # Errors
/// If something still points at it.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: IncidentId) -> Stored<()> {
    if step("erase.key_of_incident")? {
        keys::destroy(tx, Owner::new(scheme, id))?;
    }
    if !step("erase.incident")? {
        return Ok(());
    }
    diesel::delete(incidents::table.filter(incidents::id.eq(id)).filter(incidents::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}
