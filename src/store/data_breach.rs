//! The register of breaches: how far each is in the clear, what is known and decided sealed, each under a key of
//! its own.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Read, StoreError, Stored, Write, cell, keys, schema::breaches, types::At};
use crate::{
    domain::{
        data_breach::{Breach, Course, Data, Decisions, Facts, Nature, Risk, Whose, clock::Stage},
        ids::{DataBreachId, SchemeId, UserId},
        member::evidence::{Breaches, Opens},
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct RecordCell {
    happened: String,
    natures: Vec<String>,
    whose: Vec<String>,
    data: Vec<String>,
    people: String,
    records: String,
    consequences: String,
    measures: String,
    risk: String,
    reference: String,
    delay: String,
    told: String,
    learnt: String,
}

impl RecordCell {
    fn of(facts: &Facts, decisions: &Decisions) -> Self {
        let Facts { happened, natures, whose, data, people, records, consequences, measures } = facts.clone();
        let Decisions { risk, reference, delay, people: told, learnt } = decisions.clone();
        Self {
            happened,
            natures: natures.into_iter().map(|one| one.as_str().to_owned()).collect(),
            whose: whose.into_iter().map(|one| one.as_str().to_owned()).collect(),
            data: data.into_iter().map(|one| one.as_str().to_owned()).collect(),
            people,
            records,
            consequences,
            measures,
            risk,
            reference,
            delay,
            told,
            learnt,
        }
    }

    fn read(self) -> Option<(Facts, Decisions)> {
        let Self { happened, people, records, consequences, measures, .. } = self;
        let natures = self.natures.iter().map(|word| Nature::parse(word)).collect::<Option<_>>()?;
        let whose = self.whose.iter().map(|word| Whose::parse(word)).collect::<Option<_>>()?;
        let data = self.data.iter().map(|word| Data::parse(word)).collect::<Option<_>>()?;
        let facts = Facts { happened, natures, whose, data, people, records, consequences, measures };
        let Self { risk, reference, delay, told: people, learnt, .. } = self;
        Some((facts, Decisions { risk, reference, delay, people, learnt }))
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = breaches)]
struct Row {
    id: DataBreachId,
    record: Sealed,
    aware_at: At,
    risk: Option<Risk>,
    reported_at: Option<At>,
    people_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    entered_by: Option<UserId>,
    entered_at: At,
}

impl Row {
    fn course(&self) -> Course {
        Course {
            aware_at: self.aware_at.into(),
            risk: self.risk,
            reported_at: self.reported_at.map(Into::into),
            people_on: self.people_on,
            closed_on: self.closed_on,
        }
    }

    fn open(self, key: &DataKey, viewer: &impl Opens<Breaches>) -> Stored<Breach> {
        let course = self.course();
        let record: RecordCell = cell::open(viewer, key, place(self.id), &self.record)?;
        let (facts, decisions) = record.read().ok_or(StoreError::Damaged("breaches"))?;
        let (entered_by, entered_at) = (self.entered_by, self.entered_at.into());
        Ok(Breach { id: self.id, facts, decisions, course, entered_by, entered_at })
    }
}

fn place(id: DataBreachId) -> Place {
    Place::new("breaches", "record", id)
}

/// Enters a breach, under a key of its own.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, breach: &Breach) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, breach.id))?;
    let record = RecordCell::of(&breach.facts, &breach.decisions);
    let record = cell::seal::<Breaches>(tx, &key, place(breach.id), &record)?;
    let Course { aware_at, risk, reported_at, people_on, closed_on } = breach.course;
    diesel::insert_into(breaches::table)
        .values((
            breaches::id.eq(breach.id),
            breaches::scheme.eq(scheme),
            breaches::record.eq(record),
            breaches::aware_at.eq(At::from(aware_at)),
            breaches::risk.eq(risk),
            breaches::reported_at.eq(reported_at.map(At::from)),
            breaches::people_on.eq(people_on),
            breaches::closed_on.eq(closed_on),
            breaches::entered_by.eq(breach.entered_by),
            breaches::entered_at.eq(At::from(breach.entered_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what is known, what was decided, and how far it is.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn set(tx: &mut Write<'_>, scheme: SchemeId, breach: &Breach) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, breach.id))?;
    let record = RecordCell::of(&breach.facts, &breach.decisions);
    let record = cell::seal::<Breaches>(tx, &key, place(breach.id), &record)?;
    let Course { aware_at, risk, reported_at, people_on, closed_on } = breach.course;
    let one = breaches::table.filter(breaches::id.eq(breach.id)).filter(breaches::scheme.eq(scheme));
    let kept = diesel::update(one)
        .set((
            breaches::record.eq(record),
            breaches::aware_at.eq(At::from(aware_at)),
            breaches::risk.eq(risk),
            breaches::reported_at.eq(reported_at.map(At::from)),
            breaches::people_on.eq(people_on),
            breaches::closed_on.eq(closed_on),
        ))
        .execute(tx.conn)?;
    if kept == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// A breach of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Breaches>, id: DataBreachId) -> Stored<Breach> {
    let row: Row = breaches::table
        .filter(breaches::id.eq(id))
        .filter(breaches::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    row.open(&key, viewer)
}

/// Every breach of the viewer's scheme, the latest noticed first.
///
/// # Errors
/// If the database refuses, or a cell does not open.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Breaches>) -> Stored<Vec<Breach>> {
    let rows: Vec<Row> = breaches::table
        .filter(breaches::scheme.eq(viewer.scheme()))
        .order((breaches::aware_at.desc(), breaches::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.id.uuid()))?;
    rows.into_iter()
        .map(|row| {
            let key = keys.get(&row.id.uuid()).ok_or(StoreError::NotFound)?;
            row.open(key, viewer)
        })
        .collect()
}

/// How far every breach of a scheme is, the first noticed in front, and of which stage the controllers were mailed last.
///
/// # Errors
/// If the database refuses.
pub fn courses(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(DataBreachId, Course, Option<Stage>)>> {
    let rows: Vec<(Row, Option<Stage>)> = breaches::table
        .filter(breaches::scheme.eq(scheme))
        .order((breaches::aware_at, breaches::id))
        .select((Row::as_select(), breaches::mailed))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(row, mailed)| (row.id, row.course(), mailed)).collect())
}

/// Notes of which stage the controllers are mailed.
///
/// # Errors
/// If the database refuses.
pub fn note_mailed(tx: &mut Write<'_>, scheme: SchemeId, id: DataBreachId, stage: Stage) -> Stored<()> {
    let one = breaches::table.filter(breaches::id.eq(id)).filter(breaches::scheme.eq(scheme));
    diesel::update(one).set(breaches::mailed.eq(stage)).execute(tx.conn)?;
    Ok(())
}

/// Erases a breach with its key.
///
/// # Errors
/// If the database refuses.
pub fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: DataBreachId) -> Stored<()> {
    keys::destroy(tx, Owner::new(scheme, id))?;
    diesel::delete(breaches::table.filter(breaches::id.eq(id)).filter(breaches::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}
