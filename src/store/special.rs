//! Special-category facts, each with its named audience: sealed under the profile's key.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Read, Stored, Write, cell, keys, origin,
    schema::{special_audiences, special_facts},
    types::At,
};
use crate::{
    domain::{
        ids::{BusinessId, ItemId, ProfileId, SchemeId, UserId},
        incident::source::Source,
        member::evidence::{Opens, Special as Class},
        profile::special::{Kind, Special},
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct FactCell {
    words: String,
    reason: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = special_facts)]
struct Row {
    id: ItemId,
    kind: Kind,
    source: Source,
    fact: Sealed,
    recorded_by: Option<UserId>,
    recorded_at: At,
}

fn place(id: ItemId) -> Place {
    Place::new("special_facts", "fact", id)
}

/// Keeps a fact and its audience.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, special: &Special) -> Stored<()> {
    let Special { id, profile, kind, source, words, reason, audience, recorded_by, recorded_at } = special;
    let key = keys::load(tx, Owner::new(scheme, *profile))?;
    let fact = FactCell { words: words.clone(), reason: reason.clone() };
    let sealed = cell::seal::<Class>(tx, &key, place(*id), &fact)?;
    diesel::insert_into(special_facts::table)
        .values((
            special_facts::id.eq(id),
            special_facts::scheme.eq(scheme),
            special_facts::profile.eq(profile),
            special_facts::kind.eq(kind),
            special_facts::source.eq(source),
            special_facts::fact.eq(sealed),
            special_facts::recorded_by.eq(recorded_by),
            special_facts::recorded_at.eq(At::from(*recorded_at)),
        ))
        .execute(tx.conn)?;
    for business in audience {
        diesel::insert_into(special_audiences::table)
            .values((
                special_audiences::scheme.eq(scheme),
                special_audiences::fact.eq(id),
                special_audiences::business.eq(business),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The facts about a person: those that `audience` is named for, or all. Only these are opened.
///
/// # Errors
/// If the profile's key is gone.
pub fn of_profile(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Class>,
    profile: ProfileId,
    audience: Option<BusinessId>,
) -> Stored<Vec<Special>> {
    let rows: Vec<Row> = special_facts::table
        .filter(special_facts::scheme.eq(viewer.scheme()))
        .filter(special_facts::profile.eq(profile))
        .order(special_facts::recorded_at)
        .select(Row::as_select())
        .load(tx.conn)?;
    let mut facts = Vec::new();
    for row in rows {
        let named: Vec<BusinessId> = special_audiences::table
            .filter(special_audiences::scheme.eq(viewer.scheme()))
            .filter(special_audiences::fact.eq(row.id))
            .select(special_audiences::business)
            .load(tx.conn)?;
        if audience.is_some_and(|business| !named.contains(&business)) {
            continue;
        }
        let key = origin::key(tx, viewer.scheme(), profile, row.id)?;
        let cell: FactCell = cell::open::<Class, _>(viewer, &key, place(row.id), &row.fact)?;
        facts.push(Special {
            id: row.id,
            profile,
            kind: row.kind,
            source: row.source,
            words: cell.words,
            reason: cell.reason,
            audience: named,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at.into(),
        });
    }
    Ok(facts)
}

/// Erases every fact about a person.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    let ids: Vec<ItemId> = special_facts::table
        .filter(special_facts::scheme.eq(scheme))
        .filter(special_facts::profile.eq(profile))
        .select(special_facts::id)
        .load(tx.conn)?;
    diesel::delete(special_audiences::table.filter(special_audiences::fact.eq_any(&ids))).execute(tx.conn)?;
    diesel::delete(special_facts::table.filter(special_facts::id.eq_any(&ids))).execute(tx.conn)?;
    Ok(())
}
