//! Schemes: found by host name.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    both::{Both, columns},
    schema::schemes,
    types::At,
};
use crate::domain::{
    ids::SchemeId,
    scheme::{Contact, Scheme},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = schemes)]
struct Row {
    id: SchemeId,
    host: String,
    name: String,
    area: String,
    email: String,
    phone: String,
    address: String,
    website: String,
    rules: String,
    rules_version: i32,
    rules_since: NaiveDate,
    agreement_version: i32,
    logo_name: Option<String>,
    demo: bool,
}

impl From<Row> for Scheme {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            host: row.host,
            name: row.name,
            area: row.area,
            contact: Contact {
                email: row.email,
                phone: row.phone,
                address: row.address,
                website: row.website,
            },
            rules: row.rules,
            rules_version: row.rules_version.unsigned_abs(),
            rules_since: row.rules_since,
            agreement_version: row.agreement_version.unsigned_abs(),
            logo: row.logo_name,
            demo: row.demo,
        }
    }
}

/// Founds a scheme.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if the host name has one.
pub fn insert(tx: &mut Write<'_>, scheme: &Scheme, at: DateTime<Utc>) -> Stored<()> {
    diesel::insert_into(schemes::table)
        .values((
            schemes::id.eq(scheme.id),
            schemes::host.eq(&scheme.host),
            schemes::name.eq(&scheme.name),
            schemes::area.eq(&scheme.area),
            schemes::email.eq(&scheme.contact.email),
            schemes::phone.eq(&scheme.contact.phone),
            schemes::address.eq(&scheme.contact.address),
            schemes::website.eq(&scheme.contact.website),
            schemes::rules.eq(&scheme.rules),
            schemes::rules_version.eq(scheme.rules_version.cast_signed()),
            schemes::rules_since.eq(scheme.rules_since),
            schemes::agreement_version.eq(scheme.agreement_version.cast_signed()),
            schemes::next_reference.eq(1_i64),
            schemes::demo.eq(scheme.demo),
            schemes::created_at.eq(At::from(at)),
        ))
        .execute(tx.conn)?;
    super::audit::begin(tx, scheme.id)
}

/// The scheme of a host name.
///
/// # Errors
/// [`super::StoreError::NotFound`] for an unknown host.
pub fn by_host(tx: &mut Read<'_>, host: &str) -> Stored<Arc<Scheme>> {
    if let Some(met) = tx.scheme.as_ref().filter(|met| tx.view && met.host == host) {
        return Ok(met.clone());
    }
    let row: Row =
        schemes::table.filter(schemes::host.eq(host)).select(columns::<Row>()).first_both(tx.conn)?;
    let scheme = Arc::new(Scheme::from(row));
    tx.scheme = Some(scheme.clone());
    Ok(scheme)
}

/// The scheme of an id.
///
/// # Errors
/// [`super::StoreError::NotFound`] for an unknown id.
pub fn load(tx: &mut Read<'_>, id: SchemeId) -> Stored<Scheme> {
    Ok(schemes::table.filter(schemes::id.eq(id)).select(columns::<Row>()).first_both::<Row>(tx.conn)?.into())
}

/// Every scheme of the installation: for the timetable and the commands only.
///
/// # Errors
/// If the database refuses.
pub fn all(tx: &mut Read<'_>) -> Stored<Vec<Scheme>> {
    let rows = schemes::table.order(schemes::host).select(Row::as_select()).load(tx.conn)?;
    Ok(rows.into_iter().map(Scheme::from).collect())
}

/// Keeps how a scheme is called and reached.
///
/// # Errors
/// If the database refuses.
pub fn set_details(
    tx: &mut Write<'_>,
    id: SchemeId,
    name: &str,
    area: &str,
    contact: &Contact,
) -> Stored<()> {
    let Contact { email, phone, address, website } = contact;
    diesel::update(schemes::table.filter(schemes::id.eq(id)))
        .set((
            schemes::name.eq(name),
            schemes::area.eq(area),
            schemes::email.eq(email),
            schemes::phone.eq(phone),
            schemes::address.eq(address),
            schemes::website.eq(website),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps a scheme's logo under a name, or none.
///
/// # Errors
/// If the database refuses.
pub fn set_logo(tx: &mut Write<'_>, id: SchemeId, logo: Option<(&str, &[u8])>) -> Stored<()> {
    let (name, bytes) = logo.unzip();
    diesel::update(schemes::table.filter(schemes::id.eq(id)))
        .set((schemes::logo.eq(bytes), schemes::logo_name.eq(name)))
        .execute(tx.conn)?;
    Ok(())
}

/// A scheme's logo, a JPEG, if it has one.
///
/// # Errors
/// If the database refuses.
pub fn logo(tx: &mut Read<'_>, id: SchemeId) -> Stored<Option<Vec<u8>>> {
    Ok(schemes::table.filter(schemes::id.eq(id)).select(schemes::logo).first(tx.conn)?)
}

/// Puts another version of the rules in force, after version `base`; `false` if another one came first.
///
/// # Errors
/// If the database refuses.
pub fn set_rules(tx: &mut Write<'_>, id: SchemeId, base: u32, rules: &str, since: NaiveDate) -> Stored<bool> {
    let on_base =
        schemes::table.filter(schemes::id.eq(id)).filter(schemes::rules_version.eq(base.cast_signed()));
    let changed = diesel::update(on_base)
        .set((
            schemes::rules.eq(rules),
            schemes::rules_version.eq(schemes::rules_version + 1),
            schemes::rules_since.eq(since),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// The next number of a report.
///
/// # Errors
/// If the database refuses.
pub fn next_reference(tx: &mut Write<'_>, id: SchemeId) -> Stored<i64> {
    let next: i64 = diesel::update(schemes::table.filter(schemes::id.eq(id)))
        .set(schemes::next_reference.eq(schemes::next_reference + 1))
        .returning(schemes::next_reference)
        .get_result(tx.conn)?;
    Ok(next - 1)
}
