//! Copies of everything: who made and approved one, what was decided in it, and how it is collected.

use std::collections::BTreeMap;

use super::{
    Read, Stored, Write, cell, keys,
    schema::{packs, requests},
    types::At,
};
use crate::{
    domain::{
        ids::{PackId, ProfileId, RightId, SchemeId, UserId},
        member::evidence::{Opens, Rights},
        pack::{
            Pack, State,
            masking::{Choice, Choices},
            stills::Part,
        },
    },
    vault::{DataKey, Owner, Place, Sealed},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChoiceCell {
    Show(String),
    Strike(Vec<String>),
    Withhold(String),
    Cut(Part, Option<Part>),
}

impl From<ChoiceCell> for Choice {
    fn from(choice: ChoiceCell) -> Self {
        match choice {
            ChoiceCell::Show(why) => Self::Show(why),
            ChoiceCell::Strike(words) => Self::Strike(words),
            ChoiceCell::Withhold(why) => Self::Withhold(why),
            ChoiceCell::Cut(keep, blur) => Self::Cut(keep, blur),
        }
    }
}
impl From<&Choice> for ChoiceCell {
    fn from(choice: &Choice) -> Self {
        match choice.clone() {
            Choice::Show(why) => Self::Show(why),
            Choice::Strike(words) => Self::Strike(words),
            Choice::Withhold(why) => Self::Withhold(why),
            Choice::Cut(keep, blur) => Self::Cut(keep, blur),
        }
    }
}

/// How a copy is collected: by a link, with a passphrase that goes another way.
#[derive(Serialize, Deserialize)]
pub struct Access {
    /// The link's token.
    pub token: String,
    /// The passphrase, as it is looked up.
    pub passphrase: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = packs)]
struct Row {
    id: PackId,
    request: RightId,
    state: State,
    begun_by: Option<UserId>,
    begun_at: At,
    proposed_by: Option<UserId>,
    proposed_at: Option<At>,
    approved_by: Option<UserId>,
    approved_at: Option<At>,
    file: Option<PackId>,
    tries: i32,
    opened_at: Option<At>,
    erase_on: Option<NaiveDate>,
}

impl From<Row> for Pack {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request,
            state: row.state,
            begun_by: row.begun_by,
            begun_at: row.begun_at.into(),
            proposed: row.proposed_at.map(|at| (row.proposed_by, at.into())),
            approved: row.approved_at.map(|at| (row.approved_by, at.into())),
            file: row.file,
            tries: row.tries.unsigned_abs(),
            opened_at: row.opened_at.map(Into::into),
            erase_on: row.erase_on,
        }
    }
}

fn place(id: PackId, column: &'static str) -> Place {
    Place::new("packs", column, id)
}

/// Begins a copy; it gets a key of its own once it is made.
///
/// # Errors
/// If the request's key is gone.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, pack: &Pack) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, pack.request))?;
    let none: BTreeMap<String, ChoiceCell> = BTreeMap::new();
    let choices = cell::seal::<Rights>(tx, &key, place(pack.id, "choices"), &none)?;
    diesel::insert_into(packs::table)
        .values((
            packs::id.eq(pack.id),
            packs::scheme.eq(scheme),
            packs::request.eq(pack.request),
            packs::state.eq(pack.state),
            packs::begun_by.eq(pack.begun_by),
            packs::begun_at.eq(At::from(pack.begun_at)),
            packs::choices.eq(choices),
            packs::tries.eq(0),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps where a copy stands.
///
/// # Errors
/// If there is none.
pub fn set(tx: &mut Write<'_>, scheme: SchemeId, pack: &Pack) -> Stored<()> {
    let (proposed_by, proposed_at) = pack.proposed.unzip();
    let (approved_by, approved_at) = pack.approved.unzip();
    let kept = diesel::update(packs::table.filter(packs::id.eq(pack.id)).filter(packs::scheme.eq(scheme)))
        .set((
            (
                packs::state.eq(pack.state),
                packs::proposed_by.eq(proposed_by.flatten()),
                packs::proposed_at.eq(proposed_at.map(At::from)),
                packs::approved_by.eq(approved_by.flatten()),
                packs::approved_at.eq(approved_at.map(At::from)),
            ),
            (
                packs::file.eq(pack.file),
                packs::tries.eq(pack.tries.cast_signed()),
                packs::opened_at.eq(pack.opened_at.map(At::from)),
                packs::erase_on.eq(pack.erase_on),
            ),
        ))
        .execute(tx.conn)?;
    if kept == 1 { Ok(()) } else { Err(super::StoreError::NotFound) }
}

/// The copies that were made for a request, the latest first.
///
/// # Errors
/// If the database refuses.
pub fn of_request(tx: &mut Read<'_>, scheme: SchemeId, request: RightId) -> Stored<Vec<Pack>> {
    let rows: Vec<Row> = packs::table
        .filter(packs::scheme.eq(scheme))
        .filter(packs::request.eq(request))
        .order((packs::begun_at.desc(), packs::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Pack::from).collect())
}

/// The copy that a link leads to.
///
/// # Errors
/// If the database refuses.
pub fn by_link(tx: &mut Read<'_>, scheme: SchemeId, link: &[u8]) -> Stored<Option<Pack>> {
    let row: Option<Row> = packs::table
        .filter(packs::scheme.eq(scheme))
        .filter(packs::link.eq(link))
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Pack::from))
}

/// What was decided about its facts and pictures.
///
/// # Errors
/// If the request's key is gone.
pub fn choices(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, pack: &Pack) -> Stored<Choices> {
    let sealed: Sealed = packs::table
        .filter(packs::id.eq(pack.id))
        .filter(packs::scheme.eq(viewer.scheme()))
        .select(packs::choices)
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), pack.request))?;
    let cells: BTreeMap<String, ChoiceCell> =
        cell::open::<Rights, _>(viewer, &key, place(pack.id, "choices"), &sealed)?;
    Ok(cells.into_iter().map(|(key, choice)| (key, choice.into())).collect())
}

/// Keeps what was decided.
///
/// # Errors
/// If the request's key is gone.
pub fn set_choices(tx: &mut Write<'_>, scheme: SchemeId, pack: &Pack, choices: &Choices) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, pack.request))?;
    let cells: BTreeMap<&String, ChoiceCell> =
        choices.iter().map(|(key, choice)| (key, choice.into())).collect();
    let sealed = cell::seal::<Rights>(tx, &key, place(pack.id, "choices"), &cells)?;
    diesel::update(packs::table.filter(packs::id.eq(pack.id)).filter(packs::scheme.eq(scheme)))
        .set(packs::choices.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// The key of what was made.
///
/// # Errors
/// [`super::StoreError::NotFound`] before it is made, and once it is deleted.
pub fn key(tx: &mut Read<'_>, scheme: SchemeId, pack: &Pack) -> Stored<DataKey> {
    keys::load(tx, Owner::new(scheme, pack.file.ok_or(super::StoreError::NotFound)?))
}

/// Keeps how it is collected; an older link opens nothing any more.
///
/// # Errors
/// If its key is gone.
pub fn set_access(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    pack: &Pack,
    access: &Access,
    link: &[u8],
) -> Stored<()> {
    let key = key(tx, scheme, pack)?;
    let sealed = cell::seal::<Rights>(tx, &key, place(pack.id, "access"), access)?;
    diesel::update(packs::table.filter(packs::id.eq(pack.id)).filter(packs::scheme.eq(scheme)))
        .set((packs::access.eq(sealed), packs::link.eq(link)))
        .execute(tx.conn)?;
    Ok(())
}

/// How it is collected.
///
/// # Errors
/// [`super::StoreError::NotFound`] if it is not ready, or deleted.
pub fn access(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, pack: &Pack) -> Stored<Access> {
    let sealed: Option<Sealed> = packs::table
        .filter(packs::id.eq(pack.id))
        .filter(packs::scheme.eq(viewer.scheme()))
        .select(packs::access)
        .first(tx.conn)?;
    let sealed = sealed.ok_or(super::StoreError::NotFound)?;
    let key = key(tx, viewer.scheme(), pack)?;
    cell::open::<Rights, _>(viewer, &key, place(pack.id, "access"), &sealed)
}

/// The requests whose copy waits for a second person, and who put it forward.
///
/// # Errors
/// If the database refuses.
pub fn proposed(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(RightId, Option<UserId>)>> {
    Ok(packs::table
        .filter(packs::scheme.eq(scheme))
        .filter(packs::state.eq(State::Proposed))
        .order((packs::proposed_at, packs::id))
        .select((packs::request, packs::proposed_by))
        .load(tx.conn)?)
}

/// Copies that are ready; whether their time is over says the rule.
///
/// # Errors
/// If the database refuses.
pub fn ready(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<Pack>> {
    let rows: Vec<Row> = packs::table
        .filter(packs::scheme.eq(scheme))
        .filter(packs::state.eq(State::Ready))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Pack::from).collect())
}

/// Deletes what was made: its key, its link. The row stays with the request, to say what was decided.
///
/// # Errors
/// If the database refuses.
pub fn end(tx: &mut Write<'_>, scheme: SchemeId, pack: &Pack) -> Stored<()> {
    if let Some(file) = pack.file {
        keys::destroy(tx, Owner::new(scheme, file))?;
    }
    let (nothing, no_link): (Option<Sealed>, Option<Vec<u8>>) = (None, None);
    diesel::update(packs::table.filter(packs::id.eq(pack.id)).filter(packs::scheme.eq(scheme)))
        .set((packs::access.eq(nothing), packs::link.eq(no_link), packs::state.eq(pack.end())))
        .execute(tx.conn)?;
    Ok(())
}

/// What was made of copies about a profile, to remove it.
///
/// # Errors
/// If the database refuses.
pub fn of_profile(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<PackId>> {
    let made: Vec<Option<PackId>> = packs::table
        .inner_join(requests::table)
        .filter(packs::scheme.eq(scheme))
        .filter(requests::profile.eq(profile))
        .filter(packs::file.is_not_null())
        .select(packs::file)
        .load(tx.conn)?;
    Ok(made.into_iter().flatten().collect())
}

/// Erases the copies of a request, with their keys: they go with it.
///
/// # Errors
/// If the database refuses.
pub(super) fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, request: RightId) -> Stored<()> {
    for pack in of_request(tx, scheme, request)? {
        if let Some(file) = pack.file {
            keys::destroy(tx, Owner::new(scheme, file))?;
        }
    }
    let these = packs::table.filter(packs::scheme.eq(scheme)).filter(packs::request.eq(request));
    diesel::delete(these).execute(tx.conn)?;
    Ok(())
}
