//! Special-category facts: sealed under the profile's key, class special, each with its named audience.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Read, Stored, Write, cell, keys,
    schema::{special_audiences, special_facts},
    types::At,
};
use crate::{
    domain::{
        ids::{BusinessId, ItemId, ProfileId, SchemeId, UserId},
        incident::source::Source,
        member::evidence::{Opens, Special},
        profile::special::Kind,
    },
    vault::{Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct FactCell {
    fact: String,
    reason: String,
}

/// A special-category fact, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Id.
    pub id: ItemId,
    /// What it is about.
    pub kind: Kind,
    /// From whom.
    pub source: Source,
    /// The fact.
    pub fact: String,
    /// Why it is needed.
    pub reason: String,
    /// The members it is shown to.
    pub audience: Vec<BusinessId>,
}

fn place(id: ItemId) -> Place {
    Place::new("special_facts", "fact", id)
}

/// Keeps a fact.
///
/// # Errors
/// If the profile's key is gone.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    profile: ProfileId,
    fact: &Fact,
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, profile))?;
    let words = FactCell { fact: fact.fact.clone(), reason: fact.reason.clone() };
    let sealed = cell::seal::<Special>(tx, &key, place(fact.id), &words)?;
    diesel::insert_into(special_facts::table)
        .values((
            special_facts::id.eq(fact.id),
            special_facts::scheme.eq(scheme),
            special_facts::profile.eq(profile),
            special_facts::kind.eq(fact.kind.as_str()),
            special_facts::source.eq(fact.source),
            special_facts::fact.eq(sealed),
            special_facts::recorded_by.eq(by),
            special_facts::recorded_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    for business in &fact.audience {
        diesel::insert_into(special_audiences::table)
            .values((
                special_audiences::scheme.eq(scheme),
                special_audiences::fact.eq(fact.id),
                special_audiences::business.eq(business),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The special facts of a profile, all audiences: for administrator and controller.
///
/// # Errors
/// If the profile's key is gone.
pub fn of_profile(tx: &mut Read<'_>, viewer: &impl Opens<Special>, profile: ProfileId) -> Stored<Vec<Fact>> {
    let rows: Vec<(ItemId, String, Source, Sealed)> = special_facts::table
        .filter(special_facts::scheme.eq(viewer.scheme()))
        .filter(special_facts::profile.eq(profile))
        .order(special_facts::recorded_at)
        .select((special_facts::id, special_facts::kind, special_facts::source, special_facts::fact))
        .load(tx.conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = keys::load(tx, Owner::new(viewer.scheme(), profile))?;
    let mut facts = Vec::new();
    for (id, kind, source, sealed) in rows {
        let kind = Kind::parse(&kind).ok_or(super::StoreError::Damaged("special_facts"))?;
        let FactCell { fact, reason } = cell::open::<Special, _>(viewer, &key, place(id), &sealed)?;
        let audience = special_audiences::table
            .filter(special_audiences::scheme.eq(viewer.scheme()))
            .filter(special_audiences::fact.eq(id))
            .select(special_audiences::business)
            .load(tx.conn)?;
        facts.push(Fact { id, kind, source, fact, reason, audience });
    }
    Ok(facts)
}
