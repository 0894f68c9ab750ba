//! Requests of the people listed, each sealed under a key of its own; a code is kept as its look-up only.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Read, Stored, Write,
    both::Both,
    cell, keys, lookup,
    schema::requests,
    types::{AnyId, At},
};
use crate::{
    domain::{
        date::london_day,
        ids::{ProfileId, RightId, SanctionId, SchemeId, UserId},
        member::evidence::{Opens, Rights},
        profile::history::OwnRequest,
        right::{Asked, Asking, Kind, Notes, Outcome, Request, Way},
        sanction::appeal::Ground,
    },
    vault::{Lookup, Owner, Place, Sealed, Trace},
};

#[derive(Serialize, Deserialize)]
struct AskingCell {
    name: String,
    born: Option<NaiveDate>,
    email: String,
    phone: String,
    address: String,
    words: String,
    acts: String,
}

impl From<AskingCell> for Asking {
    fn from(AskingCell { name, born, email, phone, address, words, acts }: AskingCell) -> Self {
        Self { name, born, email, phone, address, words, acts }
    }
}
impl From<&Asking> for AskingCell {
    fn from(asking: &Asking) -> Self {
        let Asking { name, born, email, phone, address, words, acts } = asking.clone();
        Self { name, born, email, phone, address, words, acts }
    }
}

#[derive(Serialize, Deserialize)]
struct NotesCell {
    identity: String,
    clarity: String,
    extension: String,
    answer: String,
}

impl From<NotesCell> for Notes {
    fn from(NotesCell { identity, clarity, extension, answer }: NotesCell) -> Self {
        Self { identity, clarity, extension, answer }
    }
}
impl From<&Notes> for NotesCell {
    fn from(notes: &Notes) -> Self {
        let Notes { identity, clarity, extension, answer } = notes.clone();
        Self { identity, clarity, extension, answer }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = requests)]
struct Row {
    id: RightId,
    reference: i64,
    kind: Kind,
    way: Way,
    profile: Option<ProfileId>,
    sanction: Option<SanctionId>,
    ground: Option<Ground>,
    received_on: NaiveDate,
    entered_at: At,
    recorded_by: Option<UserId>,
    acknowledged_on: Option<NaiveDate>,
    identity_asked_on: Option<NaiveDate>,
    identity_proven_on: Option<NaiveDate>,
    clarity_asked_on: Option<NaiveDate>,
    clarity_given_on: Option<NaiveDate>,
    extended_on: Option<NaiveDate>,
    first_sent_on: Option<NaiveDate>,
    outcome: Option<Outcome>,
    decided_by: Option<UserId>,
    closed_on: Option<NaiveDate>,
    erase_on: Option<NaiveDate>,
}

impl From<Row> for Request {
    fn from(row: Row) -> Self {
        let asked = |on: Option<NaiveDate>, settled| on.map(|on| Asked { on, settled });
        Self {
            id: row.id,
            reference: row.reference,
            kind: row.kind,
            way: row.way,
            profile: row.profile,
            sanction: row.sanction,
            ground: row.ground,
            received: row.received_on,
            entered: row.entered_at.into(),
            recorded_by: row.recorded_by,
            acknowledged: row.acknowledged_on,
            identity: asked(row.identity_asked_on, row.identity_proven_on),
            clarity: asked(row.clarity_asked_on, row.clarity_given_on),
            extended: row.extended_on,
            first_sent: row.first_sent_on,
            outcome: row.outcome,
            decided_by: row.decided_by,
            closed: row.closed_on,
            erase_on: row.erase_on,
        }
    }
}

fn place(id: RightId, column: &'static str) -> Place {
    Place::new("requests", column, id)
}

/// Enters a request, with a code by which whoever made it follows it.
///
/// # Errors
/// If the database refuses.
pub fn insert(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    request: &Request,
    asking: &Asking,
    code: &str,
) -> Stored<()> {
    let id = request.id;
    let key = keys::create(tx, Owner::new(scheme, id))?;
    let asking = cell::seal::<Rights>(tx, &key, place(id, "asking"), &AskingCell::from(asking))?;
    let notes = cell::seal::<Rights>(tx, &key, place(id, "notes"), &NotesCell::from(&Notes::default()))?;
    let trace = Trace::of(code.as_bytes());
    let sealed = lookup::seal(tx, &key, "requests", id, &trace);
    let (epoch, code) = tx.vault.lookup(scheme, Lookup::Code, &trace);
    // In groups: a flat list of so many columns, for two databases, takes the compiler minutes.
    diesel::insert_into(requests::table)
        .values((
            (
                requests::id.eq(id),
                requests::scheme.eq(scheme),
                requests::reference.eq(request.reference),
                requests::kind.eq(request.kind),
                requests::way.eq(request.way),
                requests::ground.eq(request.ground),
                requests::recorded_by.eq(request.recorded_by),
                requests::letter_due.eq(false),
            ),
            (
                requests::asking.eq(asking),
                requests::notes.eq(notes),
                requests::code.eq(code),
                requests::code_epoch.eq(epoch),
                requests::trace.eq(sealed),
                requests::received_on.eq(request.received),
                requests::entered_at.eq(At::from(request.entered)),
            ),
        ))
        .execute(tx.conn)?;
    set(tx, scheme, request)
}

/// Keeps what became of a request: its days, whom it is about, what came of it.
///
/// # Errors
/// If the database refuses.
pub fn set(tx: &mut Write<'_>, scheme: SchemeId, request: &Request) -> Stored<()> {
    let Request { identity, clarity, .. } = request;
    diesel::update(requests::table.filter(requests::id.eq(request.id)).filter(requests::scheme.eq(scheme)))
        .set((
            (
                requests::profile.eq(request.profile),
                requests::sanction.eq(request.sanction),
                requests::acknowledged_on.eq(request.acknowledged),
                requests::identity_asked_on.eq(identity.map(|asked| asked.on)),
                requests::identity_proven_on.eq(identity.and_then(|asked| asked.settled)),
                requests::clarity_asked_on.eq(clarity.map(|asked| asked.on)),
                requests::clarity_given_on.eq(clarity.and_then(|asked| asked.settled)),
            ),
            (
                requests::extended_on.eq(request.extended),
                requests::first_sent_on.eq(request.first_sent),
                requests::outcome.eq(request.outcome),
                requests::decided_by.eq(request.decided_by),
                requests::closed_on.eq(request.closed),
                requests::erase_on.eq(request.erase_on),
            ),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what was written to the person.
///
/// # Errors
/// If the request's key is gone.
pub fn set_notes(tx: &mut Write<'_>, scheme: SchemeId, id: RightId, notes: &Notes) -> Stored<()> {
    let key = keys::load(tx, Owner::new(scheme, id))?;
    let sealed = cell::seal::<Rights>(tx, &key, place(id, "notes"), &NotesCell::from(notes))?;
    diesel::update(requests::table.filter(requests::id.eq(id)).filter(requests::scheme.eq(scheme)))
        .set(requests::notes.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// Which requests are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Closed ones, the latest first, instead of open ones, the oldest first.
    pub closed: bool,
    /// Those about a profile only, open and closed, the latest first.
    pub of: Option<ProfileId>,
    /// Appeals and reviews only.
    pub appeals: bool,
}

/// Requests of a scheme whose day of erasure has not come.
///
/// # Errors
/// If the database refuses.
pub fn list(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    which: Which,
    today: NaiveDate,
    limit: i64,
) -> Stored<Vec<Request>> {
    let mut kept = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::erase_on.is_null().or(requests::erase_on.gt(today)))
        .select(Row::as_select())
        .limit(limit)
        .into_boxed();
    if which.appeals {
        kept = kept.filter(requests::kind.eq_any([Kind::Appeal, Kind::Review]));
    }
    let rows: Vec<Row> = match which {
        Which { of: Some(profile), .. } => {
            kept.filter(requests::profile.eq(profile)).order(requests::entered_at.desc()).load(tx.conn)?
        }
        Which { closed: true, .. } => {
            kept.filter(requests::closed_on.is_not_null()).order(requests::closed_on.desc()).load(tx.conn)?
        }
        Which { closed: false, .. } => kept
            .filter(requests::closed_on.is_null())
            .order((requests::received_on, requests::entered_at))
            .load(tx.conn)?,
    };
    Ok(rows.into_iter().map(Request::from).collect())
}

/// A request of the viewer's scheme.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none, or its day of erasure has come.
pub fn load(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, id: RightId) -> Stored<Request> {
    let row: Row = requests::table
        .filter(requests::id.eq(id))
        .filter(requests::scheme.eq(viewer.scheme()))
        .filter(requests::erase_on.is_null().or(requests::erase_on.gt(london_day(viewer.at()))))
        .select(Row::as_select())
        .first(tx.conn)?;
    Ok(row.into())
}

/// What a request says, and what was written to the person.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is none.
pub fn words(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, id: RightId) -> Stored<(Asking, Notes)> {
    let (asking, notes): (Sealed, Sealed) = requests::table
        .filter(requests::id.eq(id))
        .filter(requests::scheme.eq(viewer.scheme()))
        .select((requests::asking, requests::notes))
        .first(tx.conn)?;
    let key = keys::load(tx, Owner::new(viewer.scheme(), id))?;
    let asking: AskingCell = cell::open::<Rights, _>(viewer, &key, place(id, "asking"), &asking)?;
    let notes: NotesCell = cell::open::<Rights, _>(viewer, &key, place(id, "notes"), &notes)?;
    Ok((asking.into(), notes.into()))
}

/// The request that a code follows, if any does.
///
/// # Errors
/// If the database refuses.
pub fn by_code(tx: &mut Read<'_>, scheme: SchemeId, code: &str) -> Stored<Option<RightId>> {
    let tags = tx.vault.lookups(scheme, Lookup::Code, &Trace::of(code.as_bytes()));
    Ok(requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::code.eq_any(tags))
        .select(requests::id)
        .first(tx.conn)
        .optional()?)
}

/// How many appeals and reviews wait.
///
/// # Errors
/// If the database refuses.
pub fn appeals_open(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<i64> {
    Ok(requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::closed_on.is_null())
        .filter(requests::kind.eq_any([Kind::Appeal, Kind::Review]))
        .count()
        .get_result(tx.conn)?)
}

/// A person's own requests, as far as the day of erasure depends on them.
///
/// # Errors
/// If the database refuses.
pub(super) fn of_history(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<OwnRequest>> {
    let rows: Vec<(NaiveDate, Option<NaiveDate>)> = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::profile.eq(id))
        .select((requests::received_on, requests::closed_on))
        .load_both(tx.conn)?;
    Ok(rows.into_iter().map(|(opened, closed)| OwnRequest { opened, closed }).collect())
}

/// Closed requests whose day has come.
///
/// # Errors
/// If the database refuses.
pub fn due(tx: &mut Read<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<Vec<Uuid>> {
    let ids: Vec<AnyId> = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::erase_on.le(today))
        .select(requests::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// Erases a closed request with its key and its mail, if its day has come.
///
/// # Errors
/// If the database refuses.
pub fn erase_due(tx: &mut Write<'_>, scheme: SchemeId, id: Uuid, today: NaiveDate) -> Stored<bool> {
    let due = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::id.eq(AnyId(id)))
        .filter(requests::erase_on.le(today))
        .select(requests::id);
    match due.first::<RightId>(tx.conn).optional()? {
        Some(id) => erase(tx, scheme, id).map(|()| true),
        None => Ok(false),
    }
}

/// Erases the requests about a profile: they go with it.
///
/// # Errors
/// If the database refuses.
pub(super) fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    let ids: Vec<RightId> = requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::profile.eq(profile))
        .select(requests::id)
        .load(tx.conn)?;
    ids.into_iter().try_for_each(|id| erase(tx, scheme, id))
}

fn erase(tx: &mut Write<'_>, scheme: SchemeId, id: RightId) -> Stored<()> {
    super::pack::erase_of(tx, scheme, id)?;
    super::restriction::erase_of(tx, scheme, id)?;
    keys::destroy(tx, Owner::new(scheme, id))?;
    super::erasure::erase_mail(tx, scheme, id.uuid())?;
    diesel::delete(requests::table.filter(requests::id.eq(id)).filter(requests::scheme.eq(scheme)))
        .execute(tx.conn)?;
    Ok(())
}
