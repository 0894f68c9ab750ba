//! Accepted incidents in the order of their ids, for whoever reads all of them page by page.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored,
    incident::Row,
    restriction,
    schema::{incidents, subjects},
    types::At,
};
use crate::domain::{
    ids::{IncidentId, PremisesId, ProfileId, SchemeId},
    incident::{Incident, kind::Kind, report::State},
};

/// Which incidents are asked for.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Those after this one.
    pub after: Option<IncidentId>,
    /// Accepted at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// At one of these.
    pub near: Option<Vec<PremisesId>>,
    /// That stand for this person.
    pub person: Option<ProfileId>,
    /// At most so many.
    pub limit: i64,
}

/// Accepted incidents of a scheme, in the order of their ids.
///
/// # Errors
/// If the database refuses.
pub fn page(tx: &mut Read<'_>, scheme: SchemeId, which: &Which) -> Stored<Vec<Incident>> {
    let mut query = incidents::table
        .filter(incidents::scheme.eq(scheme))
        .filter(incidents::state.eq(State::Accepted))
        .select(Row::as_select())
        .order(incidents::id)
        .limit(which.limit)
        .into_boxed();
    if let Some(after) = which.after {
        query = query.filter(incidents::id.gt(after));
    }
    if let Some(since) = which.since {
        query = query.filter(incidents::reviewed_at.ge(At::from(since)));
    }
    if let Some(kind) = which.kind {
        query = query.filter(incidents::kind.eq(kind));
    }
    if let Some(near) = &which.near {
        query = query.filter(incidents::premises.eq_any(near));
    }
    if let Some(person) = which.person {
        let theirs = subjects::table
            .filter(subjects::scheme.eq(scheme))
            .filter(subjects::profile.eq(person))
            .filter(subjects::struck_on.is_null())
            .select(subjects::incident);
        let hidden = restriction::hidden(tx, scheme, person)?.reports;
        query = query.filter(incidents::id.eq_any(theirs)).filter(incidents::id.ne_all(hidden));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Incident::from).collect())
}
