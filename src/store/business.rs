//! Businesses and their premises: details sealed under the business's key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Read, StoreError, Stored, Write,
    both::{Both, columns},
    cell, keys,
    schema::{businesses, data_keys, premises},
    types::At,
};
use crate::{
    domain::{
        ids::{BusinessId, PremisesId, SchemeId},
        member::{
            evidence::{Account, Opens},
            record::{Business, BusinessDetails, Premises, PremisesDetails},
            state::State,
        },
    },
    vault::{DataKey, Owner, Place, Sealed},
};

#[derive(Serialize, Deserialize)]
struct BusinessCell {
    name: String,
    trade: String,
}

#[derive(Serialize, Deserialize)]
struct PremisesCell {
    name: String,
    address: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = businesses)]
pub(super) struct Row {
    id: BusinessId,
    state: State,
    details: Sealed,
    authority_on: Option<NaiveDate>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = premises)]
struct PremisesRow {
    id: PremisesId,
    business: BusinessId,
    area: String,
    details: Sealed,
    open: bool,
}

fn place(id: BusinessId) -> Place {
    Place::new("businesses", "details", id)
}
fn premises_place(id: PremisesId) -> Place {
    Place::new("premises", "details", id)
}

impl Row {
    pub(super) fn unlock(
        self,
        tx: &Read<'_>,
        viewer: &impl Opens<Account>,
        wrapped: (i64, Vec<u8>),
    ) -> Stored<Business> {
        let key = keys::unwrap(tx, Owner::new(viewer.scheme(), self.id), wrapped)?;
        self.open(&key, viewer)
    }

    fn open(self, key: &DataKey, viewer: &impl Opens<Account>) -> Stored<Business> {
        let BusinessCell { name, trade } = cell::open(viewer, key, place(self.id), &self.details)?;
        Ok(Business {
            id: self.id,
            state: self.state,
            details: BusinessDetails { name, trade },
            authority_on: self.authority_on,
        })
    }
}

impl PremisesRow {
    fn open(self, key: &DataKey, viewer: &impl Opens<Account>) -> Stored<Premises> {
        let PremisesCell { name, address } = cell::open(viewer, key, premises_place(self.id), &self.details)?;
        Ok(Premises {
            id: self.id,
            business: self.business,
            area: self.area,
            details: PremisesDetails { name, address },
            open: self.open,
        })
    }
}

/// Adds a business with a key of its own.
///
/// # Errors
/// If the database refuses.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, business: &Business, at: DateTime<Utc>) -> Stored<()> {
    let key = keys::create(tx, Owner::new(scheme, business.id))?;
    let sealed = seal(tx, &key, business.id, &business.details)?;
    diesel::insert_into(businesses::table)
        .values((
            businesses::id.eq(business.id),
            businesses::scheme.eq(scheme),
            businesses::state.eq(business.state),
            businesses::details.eq(sealed),
            businesses::authority_on.eq(business.authority_on),
            businesses::created_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn seal(tx: &Read<'_>, key: &DataKey, id: BusinessId, details: &BusinessDetails) -> Stored<Sealed> {
    let BusinessDetails { name, trade } = details.clone();
    cell::seal::<Account>(tx, key, place(id), &BusinessCell { name, trade })
}

/// Changes a business's details, state or authority.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there.
pub fn update(tx: &mut Write<'_>, scheme: SchemeId, business: &Business) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, business.id))?;
    let sealed = seal(tx, &key, business.id, &business.details)?;
    diesel::update(
        businesses::table.filter(businesses::id.eq(business.id)).filter(businesses::scheme.eq(scheme)),
    )
    .set((
        businesses::state.eq(business.state),
        businesses::details.eq(sealed),
        businesses::authority_on.eq(business.authority_on),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// A business of the viewer's scheme.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Account>, id: BusinessId) -> Stored<Business> {
    let (row, wrapped) = businesses::table
        .inner_join(data_keys::table.on(data_keys::owner.eq(businesses::id)))
        .filter(businesses::id.eq(id))
        .filter(businesses::scheme.eq(viewer.scheme()))
        .filter(data_keys::scheme.eq(viewer.scheme()))
        .select((columns::<Row>(), (data_keys::epoch, data_keys::wrapped)))
        .first_both::<(Row, (i64, Vec<u8>))>(tx.conn)?;
    row.unlock(tx, viewer, wrapped)
}

/// Suspends a business, or lets it act again.
///
/// # Errors
/// If the database refuses.
pub fn set_state(tx: &mut Write<'_>, scheme: SchemeId, id: BusinessId, state: State) -> Stored<()> {
    diesel::update(businesses::table.filter(businesses::id.eq(id)).filter(businesses::scheme.eq(scheme)))
        .set(businesses::state.eq(state))
        .execute(tx.conn)?;
    Ok(())
}

/// Every business of the viewer's scheme, by name.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, viewer: &impl Opens<Account>) -> Stored<Vec<Business>> {
    let rows: Vec<Row> = businesses::table
        .filter(businesses::scheme.eq(viewer.scheme()))
        .select(Row::as_select())
        .load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.id.uuid()))?;
    let mut all = rows
        .into_iter()
        .map(|row| {
            let key = keys.get(&row.id.uuid()).ok_or(StoreError::NotFound)?;
            row.open(key, viewer)
        })
        .collect::<Stored<Vec<_>>>()?;
    all.sort_by(|a, b| a.details.name.cmp(&b.details.name));
    Ok(all)
}

/// Adds premises.
///
/// # Errors
/// [`StoreError::NotFound`] if the business is not there.
pub fn insert_premises(tx: &mut Write<'_>, scheme: SchemeId, site: &Premises) -> Stored<()> {
    let sealed = seal_premises(tx, scheme, site)?;
    diesel::insert_into(premises::table)
        .values((
            premises::id.eq(site.id),
            premises::scheme.eq(scheme),
            premises::business.eq(site.business),
            premises::area.eq(&site.area),
            premises::details.eq(sealed),
            premises::open.eq(site.open),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Changes premises.
///
/// # Errors
/// [`StoreError::NotFound`] if they are not there.
pub fn update_premises(tx: &mut Write<'_>, scheme: SchemeId, site: &Premises) -> Stored<()> {
    let sealed = seal_premises(tx, scheme, site)?;
    let changed =
        diesel::update(premises::table.filter(premises::id.eq(site.id)).filter(premises::scheme.eq(scheme)))
            .set((premises::area.eq(&site.area), premises::details.eq(sealed), premises::open.eq(site.open)))
            .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

fn seal_premises(tx: &mut Write<'_>, scheme: SchemeId, site: &Premises) -> Stored<Sealed> {
    let key = keys::load(tx, Owner::new(scheme, site.business))?;
    let PremisesDetails { name, address } = site.details.clone();
    cell::seal::<Account>(tx, &key, premises_place(site.id), &PremisesCell { name, address })
}

/// Premises of one business, or of all members of the scheme, by name.
///
/// # Errors
/// If the database refuses.
pub fn premises(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    of: Option<BusinessId>,
) -> Stored<Vec<Premises>> {
    let mut query = premises::table
        .filter(premises::scheme.eq(viewer.scheme()))
        .select(PremisesRow::as_select())
        .into_boxed();
    if let Some(business) = of {
        query = query.filter(premises::business.eq(business));
    }
    let rows: Vec<PremisesRow> = query.load(tx.conn)?;
    let keys = keys::load_many(tx, viewer.scheme(), rows.iter().map(|row| row.business.uuid()))?;
    let mut all = rows
        .into_iter()
        .map(|row| {
            let key = keys.get(&row.business.uuid()).ok_or(StoreError::NotFound)?;
            row.open(key, viewer)
        })
        .collect::<Stored<Vec<_>>>()?;
    all.sort_by(|a, b| a.details.name.cmp(&b.details.name));
    Ok(all)
}

/// Some premises, by id.
///
/// # Errors
/// [`StoreError::NotFound`] if they are not in the viewer's scheme.
pub fn site(tx: &mut Read<'_>, viewer: &impl Opens<Account>, id: PremisesId) -> Stored<Premises> {
    let row = premises::table
        .filter(premises::id.eq(id))
        .filter(premises::scheme.eq(viewer.scheme()))
        .select(PremisesRow::as_select())
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), row.business))?;
    row.open(&key, viewer)
}
