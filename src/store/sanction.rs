//! Warnings and exclusions: statement and decision are sealed under the profile's key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, StoreError, Stored, Write,
    among::among,
    both::{Both, columns},
    cell, keys, origin,
    schema::{sanction_incidents, sanction_premises, sanctions},
    types::{At, Day},
};
use crate::{
    domain::{
        ids::{IncidentId, PremisesId, ProfileId, SanctionId, SchemeId, UserId},
        member::evidence::{Opens, Summary},
        sanction::{Sanction, Term, kind::Kind, service::Method, state::State},
    },
    faults::step,
    vault::{Owner, Place, Sealed},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sanctions)]
struct Row {
    id: SanctionId,
    profile: ProfileId,
    kind: Kind,
    state: State,
    months: Option<i32>,
    everywhere: bool,
    proposed_by: Option<UserId>,
    proposed_at: At,
    decided_by: Option<UserId>,
    decided_at: Option<At>,
    served_on: Option<NaiveDate>,
    served_how: Option<Method>,
    ends_on: Option<NaiveDate>,
    revoked_on: Option<NaiveDate>,
    expiry_told: bool,
}

impl From<Row> for Sanction {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            profile: row.profile,
            kind: row.kind,
            state: row.state,
            months: row.months.map(i32::unsigned_abs),
            everywhere: row.everywhere,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at.into(),
            decided_by: row.decided_by,
            decided_at: row.decided_at.map(Into::into),
            served_on: row.served_on,
            served_how: row.served_how,
            ends_on: row.ends_on,
            revoked_on: row.revoked_on,
            expiry_told: row.expiry_told,
        }
    }
}

fn place(column: &'static str, id: SanctionId) -> Place {
    Place::new("sanctions", column, id)
}

/// Adds a sanction with the incidents relied on and, unless it holds everywhere, its premises. `statement` says why
/// it is proportionate.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    sanction: &Sanction,
    statement: &str,
    relied_on: &[IncidentId],
    premises: &[PremisesId],
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, sanction.profile))?;
    let sealed = cell::seal::<Summary>(tx, &key, place("statement", sanction.id), &statement)?;
    diesel::insert_into(sanctions::table)
        .values((
            (
                sanctions::id.eq(sanction.id),
                sanctions::scheme.eq(scheme),
                sanctions::profile.eq(sanction.profile),
                sanctions::kind.eq(sanction.kind),
                sanctions::state.eq(sanction.state),
                sanctions::months.eq(sanction.months.map(u32::cast_signed)),
                sanctions::everywhere.eq(sanction.everywhere),
                sanctions::proposed_by.eq(sanction.proposed_by),
            ),
            (
                sanctions::proposed_at.eq(At::from(sanction.proposed_at)),
                sanctions::decided_by.eq(sanction.decided_by),
                sanctions::decided_at.eq(sanction.decided_at.map(At::from)),
                sanctions::expiry_told.eq(false),
                sanctions::statement.eq(sealed),
            ),
        ))
        .execute(tx.conn)?;
    for incident in relied_on {
        diesel::insert_into(sanction_incidents::table)
            .values((
                sanction_incidents::scheme.eq(scheme),
                sanction_incidents::sanction.eq(sanction.id),
                sanction_incidents::incident.eq(incident),
            ))
            .execute(tx.conn)?;
    }
    keep_premises(tx, scheme, sanction.id, premises)
}

/// Keeps the premises a sanction holds for: those whose authority stands on the day of issue.
///
/// # Errors
/// If the database refuses.
pub fn keep_premises(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: SanctionId,
    premises: &[PremisesId],
) -> Stored<()> {
    diesel::delete(
        sanction_premises::table
            .filter(sanction_premises::scheme.eq(scheme))
            .filter(sanction_premises::sanction.eq(id)),
    )
    .execute(tx.conn)?;
    for site in premises {
        diesel::insert_into(sanction_premises::table)
            .values((
                sanction_premises::scheme.eq(scheme),
                sanction_premises::sanction.eq(id),
                sanction_premises::premises.eq(site),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A sanction of a scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, id: SanctionId) -> Stored<Sanction> {
    Ok(sanctions::table
        .filter(sanctions::id.eq(id))
        .filter(sanctions::scheme.eq(scheme))
        .select(Row::as_select())
        .first(tx.conn)?
        .into())
}

/// The sanctions of a profile, the newest first.
///
/// # Errors
/// If the database refuses.
pub fn of_profiles(tx: &mut Read<'_>, scheme: SchemeId, profiles: &[ProfileId]) -> Stored<Vec<Sanction>> {
    let mut all = Vec::new();
    for these in among(sanctions::profile, profiles) {
        let rows: Vec<Row> = sanctions::table
            .filter(sanctions::scheme.eq(scheme))
            .filter(these)
            .order(sanctions::proposed_at.desc())
            .select(columns::<Row>())
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().map(Sanction::from));
    }
    Ok(all)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sanctions)]
struct TermRow {
    id: SanctionId,
    profile: ProfileId,
    kind: Kind,
    state: State,
    everywhere: bool,
    served_on: Option<Day>,
    ends_on: Option<Day>,
    revoked_on: Option<Day>,
}

impl From<TermRow> for Term {
    fn from(row: TermRow) -> Self {
        let TermRow { id, profile, kind, state, everywhere, served_on, ends_on, revoked_on } = row;
        let [served_on, ends_on, revoked_on] =
            [served_on, ends_on, revoked_on].map(|day| day.map(|Day(day)| day));
        Self { id, profile, kind, state, everywhere, served_on, ends_on, revoked_on }
    }
}

/// What was given to some people, as much of it as members are told; from an index alone.
///
/// # Errors
/// If the database refuses.
pub fn terms(tx: &mut Read<'_>, scheme: SchemeId, profiles: &[ProfileId]) -> Stored<Vec<Term>> {
    let mut all = Vec::with_capacity(profiles.len());
    for these in among(sanctions::profile, profiles) {
        let rows: Vec<TermRow> = sanctions::table
            .filter(sanctions::scheme.eq(scheme))
            .filter(these)
            .select(columns::<TermRow>())
            .load_both(tx.conn)?;
        all.extend(rows.into_iter().map(Term::from));
    }
    Ok(all)
}

/// The sanctions of a scheme in a state, the oldest first.
///
/// # Errors
/// If the database refuses.
pub fn in_state(tx: &mut Read<'_>, scheme: SchemeId, state: State) -> Stored<Vec<Sanction>> {
    let rows: Vec<Row> = sanctions::table
        .filter(sanctions::scheme.eq(scheme))
        .filter(sanctions::state.eq(state))
        .order(sanctions::proposed_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Sanction::from).collect())
}

/// The incidents a sanction relies on.
///
/// # Errors
/// If the database refuses.
pub fn relied_on(tx: &mut Read<'_>, scheme: SchemeId, id: SanctionId) -> Stored<Vec<IncidentId>> {
    Ok(sanction_incidents::table
        .filter(sanction_incidents::scheme.eq(scheme))
        .filter(sanction_incidents::sanction.eq(id))
        .select(sanction_incidents::incident)
        .load(tx.conn)?)
}

/// The premises listed for a sanction.
///
/// # Errors
/// If the database refuses.
pub fn premises(tx: &mut Read<'_>, scheme: SchemeId, id: SanctionId) -> Stored<Vec<PremisesId>> {
    Ok(sanction_premises::table
        .filter(sanction_premises::scheme.eq(scheme))
        .filter(sanction_premises::sanction.eq(id))
        .select(sanction_premises::premises)
        .load(tx.conn)?)
}

/// Why it is proportionate, and, once decided, the reasons of who decided.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or the profile's key is gone.
pub fn words(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Summary>,
    sanction: &Sanction,
) -> Stored<(String, Option<String>)> {
    let (statement, decision) = sanctions::table
        .filter(sanctions::id.eq(sanction.id))
        .filter(sanctions::scheme.eq(viewer.scheme()))
        .select((sanctions::statement, sanctions::decision))
        .first::<(Sealed, Option<Sealed>)>(tx.conn)?;
    let key = origin::key(tx, viewer.scheme(), sanction.profile, sanction.id)?;
    let open = |column, sealed: &Sealed| {
        cell::open::<Summary, String>(viewer, &key, place(column, sanction.id), sealed)
    };
    Ok((open("statement", &statement)?, decision.map(|sealed| open("decision", &sealed)).transpose()?))
}

/// Moves a sanction on: every column but who proposed what. Only from the state it is expected in, so that two
/// people at once cannot both.
///
/// # Errors
/// [`StoreError::Duplicate`] if somebody was quicker.
pub fn update(tx: &mut Write<'_>, scheme: SchemeId, from: State, sanction: &Sanction) -> Stored<()> {
    let changed = diesel::update(
        sanctions::table
            .filter(sanctions::id.eq(sanction.id))
            .filter(sanctions::scheme.eq(scheme))
            .filter(sanctions::state.eq(from)),
    )
    .set((
        sanctions::state.eq(sanction.state),
        sanctions::months.eq(sanction.months.map(u32::cast_signed)),
        sanctions::decided_by.eq(sanction.decided_by),
        sanctions::decided_at.eq(sanction.decided_at.map(At::from)),
        sanctions::served_on.eq(sanction.served_on),
        sanctions::served_how.eq(sanction.served_how),
        sanctions::ends_on.eq(sanction.ends_on),
        sanctions::revoked_on.eq(sanction.revoked_on),
        sanctions::expiry_told.eq(sanction.expiry_told),
    ))
    .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Duplicate) }
}

/// Keeps who recorded the service.
///
/// # Errors
/// If the database refuses.
pub fn set_served_by(tx: &mut Write<'_>, scheme: SchemeId, id: SanctionId, by: UserId) -> Stored<()> {
    diesel::update(sanctions::table.filter(sanctions::id.eq(id)).filter(sanctions::scheme.eq(scheme)))
        .set(sanctions::served_by.eq(by))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps the reasons of who decided.
///
/// # Errors
/// If the profile's key is gone.
pub fn set_decision(tx: &mut Write<'_>, scheme: SchemeId, sanction: &Sanction, reasons: &str) -> Stored<()> {
    let key = origin::key(tx, scheme, sanction.profile, sanction.id)?;
    let sealed = cell::seal::<Summary>(tx, &key, place("decision", sanction.id), &reasons)?;
    diesel::update(
        sanctions::table.filter(sanctions::id.eq(sanction.id)).filter(sanctions::scheme.eq(scheme)),
    )
    .set(sanctions::decision.eq(sealed))
    .execute(tx.conn)?;
    Ok(())
}

/// Exclusions in force whose last day is past, and decided ones that nobody served by `unserved_before`.
///
/// # Errors
/// If the database refuses.
pub fn due(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    today: NaiveDate,
    decided_before: DateTime<Utc>,
) -> Stored<Vec<Sanction>> {
    let rows: Vec<Row> =
        sanctions::table
            .filter(sanctions::scheme.eq(scheme))
            .filter(sanctions::state.eq(State::Served).and(sanctions::ends_on.lt(today)).or(
                sanctions::state.eq(State::Decided).and(sanctions::decided_at.lt(At::from(decided_before))),
            ))
            .order(sanctions::proposed_at)
            .select(Row::as_select())
            .load(tx.conn)?;
    Ok(rows.into_iter().map(Sanction::from).collect())
}

/// Erases every sanction of a profile.
///
/// # Errors
/// If something still points at one.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    let ids: Vec<SanctionId> = sanctions::table
        .filter(sanctions::scheme.eq(scheme))
        .filter(sanctions::profile.eq(profile))
        .select(sanctions::id)
        .load(tx.conn)?;
    if step("erase.sanction_incidents")? {
        diesel::delete(sanction_incidents::table.filter(sanction_incidents::sanction.eq_any(&ids)))
            .execute(tx.conn)?;
    }
    if step("erase.sanction_premises")? {
        diesel::delete(sanction_premises::table.filter(sanction_premises::sanction.eq_any(&ids)))
            .execute(tx.conn)?;
    }
    if step("erase.sanctions")? {
        diesel::delete(sanctions::table.filter(sanctions::id.eq_any(&ids))).execute(tx.conn)?;
    }
    Ok(())
}
