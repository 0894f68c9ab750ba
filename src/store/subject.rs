//! Who is a subject of which incident.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Read, Stored, Write, restriction, schema::subjects, types::At};
use crate::{
    domain::{
        ids::{IncidentId, ProfileId, SchemeId, UserId},
        incident::{
            Subject,
            finding::{Finding, Proof},
            source::Source,
            standing::{Standing, StrikeReason},
        },
    },
    faults::step,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = subjects)]
struct Row {
    incident: IncidentId,
    profile: ProfileId,
    proof: Option<Proof>,
    source: Source,
    linked_at: At,
    linked_by: Option<UserId>,
    struck_on: Option<NaiveDate>,
    struck_why: Option<StrikeReason>,
}

impl From<Row> for Subject {
    fn from(row: Row) -> Self {
        Self {
            incident: row.incident,
            profile: row.profile,
            finding: Finding::from_proof(row.proof),
            source: row.source,
            standing: row
                .struck_on
                .zip(row.struck_why)
                .map_or(Standing::Stands, |(on, reason)| Standing::Struck { on, reason }),
            hidden: false,
            linked_at: row.linked_at.into(),
            linked_by: row.linked_by,
        }
    }
}

fn struck(standing: Standing) -> (Option<NaiveDate>, Option<StrikeReason>) {
    match standing {
        Standing::Stands => (None, None),
        Standing::Struck { on, reason } => (Some(on), Some(reason)),
    }
}

/// Names a subject of an incident.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if it is named already.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, subject: &Subject) -> Stored<()> {
    let (struck_on, struck_why) = struck(subject.standing);
    diesel::insert_into(subjects::table)
        .values((
            subjects::scheme.eq(scheme),
            subjects::incident.eq(subject.incident),
            subjects::profile.eq(subject.profile),
            subjects::proof.eq(subject.finding.proof()),
            subjects::source.eq(subject.source),
            subjects::linked_at.eq(At::from(subject.linked_at)),
            subjects::linked_by.eq(subject.linked_by),
            subjects::struck_on.eq(struck_on),
            subjects::struck_why.eq(struck_why),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Changes what is found about a subject, and whether it stands.
///
/// # Errors
/// If the database refuses.
pub fn update(tx: &mut Write<'_>, scheme: SchemeId, subject: &Subject) -> Stored<()> {
    let (struck_on, struck_why) = struck(subject.standing);
    diesel::update(
        subjects::table
            .filter(subjects::scheme.eq(scheme))
            .filter(subjects::incident.eq(subject.incident))
            .filter(subjects::profile.eq(subject.profile)),
    )
    .set((
        subjects::proof.eq(subject.finding.proof()),
        subjects::struck_on.eq(struck_on),
        subjects::struck_why.eq(struck_why),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// Takes a subject off an incident; `false` if it was not named.
///
/// # Errors
/// If the database refuses.
pub fn remove(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    incident: IncidentId,
    profile: ProfileId,
) -> Stored<bool> {
    if !step("erase.subjects")? {
        return Ok(false);
    }
    Ok(diesel::delete(
        subjects::table
            .filter(subjects::scheme.eq(scheme))
            .filter(subjects::incident.eq(incident))
            .filter(subjects::profile.eq(profile)),
    )
    .execute(tx.conn)?
        == 1)
}

/// The subjects of an incident.
///
/// # Errors
/// If the database refuses.
pub fn of_incident(tx: &mut Read<'_>, scheme: SchemeId, incident: IncidentId) -> Stored<Vec<Subject>> {
    let rows: Vec<Row> = subjects::table
        .filter(subjects::scheme.eq(scheme))
        .filter(subjects::incident.eq(incident))
        .order(subjects::linked_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    let hidden = restriction::hides(tx, scheme, incident)?;
    Ok(rows.into_iter().map(|row| Subject { hidden: hidden.contains(&row.profile), ..row.into() }).collect())
}

/// The incidents a profile is a subject of.
///
/// # Errors
/// If the database refuses.
pub fn of_profile(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<Subject>> {
    let rows: Vec<Row> = subjects::table
        .filter(subjects::scheme.eq(scheme))
        .filter(subjects::profile.eq(profile))
        .order(subjects::linked_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    let hidden = restriction::hidden(tx, scheme, profile)?.reports;
    Ok(rows.into_iter().map(|row| Subject { hidden: hidden.contains(&row.incident), ..row.into() }).collect())
}
