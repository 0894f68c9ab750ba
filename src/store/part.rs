//! Takes items off a profile that are not this person's: back to where they came from, or one by one.

use chrono::NaiveDate;
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    Read, Stored, Write, associate, history,
    join::{ASSOCIATE, ASSOCIATE_OF_BOTH, CLAIM, INCIDENT, relink},
    profile,
    schema::*,
    subject,
    types::AnyId,
};
use crate::domain::{
    ids::{IncidentId, ItemId, PictureId, ProfileId, SanctionId, SchemeId},
    profile::identity::Identity,
};

/// What came with a joined profile: of each item its id, and of which kind it is.
fn items(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    holder: ProfileId,
    origin: ProfileId,
) -> Stored<Vec<(AnyId, String)>> {
    Ok(origins::table
        .filter(origins::scheme.eq(scheme))
        .filter(origins::holder.eq(holder))
        .filter(origins::origin.eq(origin))
        .select((origins::item, origins::kind))
        .load(tx.conn)?)
}

/// The incidents and sanctions that came with a joined profile.
///
/// # Errors
/// If the database refuses.
pub fn came_with(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    holder: ProfileId,
    origin: ProfileId,
) -> Stored<(Vec<IncidentId>, Vec<SanctionId>)> {
    let all = items(tx, scheme, holder, origin)?;
    let of = |kind: &str| all.iter().filter(|(_, is)| is == kind).map(|(id, _)| id.0).collect::<Vec<_>>();
    Ok((
        of(INCIDENT).into_iter().map(IncidentId::from).collect(),
        of("sanctions").into_iter().map(SanctionId::from).collect(),
    ))
}

/// Makes a profile's row anew for one whose key is still there: a join is undone. The rules that bound the profile it
/// was joined to go on binding it.
///
/// # Errors
/// If its key is gone.
pub fn revive(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    holder: ProfileId,
    id: ProfileId,
    identity: &Identity,
    today: NaiveDate,
) -> Stored<()> {
    let begun_under = history::begun_under(tx, scheme, holder)?;
    profile::insert_row(tx, scheme, id, identity, today, today)?;
    history::begin_under(tx, scheme, id, begun_under)
}

/// Gives everything back that came with a profile. Its row is there again. Returns how many items it was.
///
/// # Errors
/// If the database refuses.
pub fn give_back(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    holder: ProfileId,
    origin: ProfileId,
) -> Stored<usize> {
    let all = items(tx, scheme, holder, origin)?;
    for (item, kind) in &all {
        match kind.as_str() {
            INCIDENT => relink(tx, scheme, IncidentId::from(item.0), holder, origin)?,
            CLAIM => {
                diesel::update(
                    incidents::table
                        .filter(incidents::id.eq(IncidentId::from(item.0)))
                        .filter(incidents::scheme.eq(scheme))
                        .filter(incidents::claimed.eq(holder)),
                )
                .set(incidents::claimed.eq(origin))
                .execute(tx.conn)?;
                relink(tx, scheme, IncidentId::from(item.0), holder, origin)?;
            }
            ASSOCIATE | ASSOCIATE_OF_BOTH => {
                let other = ProfileId::from(item.0);
                if kind == ASSOCIATE && other != holder {
                    associate::set(tx, scheme, holder, other, false)?;
                }
                if profile::exists(tx, scheme, other)? {
                    associate::set(tx, scheme, origin, other, true)?;
                }
            }
            table => give_row(tx, scheme, table, *item, origin)?,
        }
    }
    diesel::delete(
        origins::table
            .filter(origins::scheme.eq(scheme))
            .filter(origins::holder.eq(holder))
            .filter(origins::origin.eq(origin)),
    )
    .execute(tx.conn)?;
    diesel::delete(joined::table.filter(joined::profile.eq(origin)).filter(joined::scheme.eq(scheme)))
        .execute(tx.conn)?;
    // Without a join left, a report of the profile's own reads its own periods again.
    let joins = joined::table.filter(joined::scheme.eq(scheme)).filter(joined::holder.eq(holder));
    if !diesel::select(diesel::dsl::exists(joins)).get_result::<bool>(tx.conn)? {
        diesel::delete(origins::table.filter(origins::scheme.eq(scheme)).filter(origins::holder.eq(holder)))
            .execute(tx.conn)?;
    }
    for profile in [holder, origin] {
        one_main(tx, scheme, profile)?;
    }
    Ok(all.len())
}

fn give_row(tx: &mut Write<'_>, scheme: SchemeId, kind: &str, item: AnyId, to: ProfileId) -> Stored<()> {
    macro_rules! back {
        ($($table:ident),+) => {$(
            if kind == stringify!($table) {
                diesel::update($table::table.filter($table::scheme.eq(scheme)).filter($table::id.eq(item)))
                    .set($table::profile.eq(to))
                    .execute(tx.conn)?;
            }
        )+};
    }
    back!(
        pictures,
        sanctions,
        letters,
        suggestions,
        sightings,
        special_facts,
        best_interests,
        holds,
        requests
    );
    Ok(())
}

/// Puts a picture on the card of a profile that has some and none there.
///
/// # Errors
/// If the database refuses.
pub fn one_main(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    let held = super::picture::of_profiles(tx, scheme, &[profile])?;
    match held.first() {
        Some(first) if !first.main => super::picture::set_main(tx, scheme, profile, first.id),
        _ => Ok(()),
    }
}

/// An item has left a profile: nothing is noted of it any more.
///
/// # Errors
/// If the database refuses.
pub fn forget_origin(tx: &mut Write<'_>, scheme: SchemeId, item: impl Into<Uuid>) -> Stored<()> {
    diesel::delete(
        origins::table.filter(origins::scheme.eq(scheme)).filter(origins::item.eq(AnyId(item.into()))),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// Takes an incident off a profile, and puts it on another if one is given that it does not name yet. What relied on
/// it does not any more.
///
/// # Errors
/// If the database refuses.
pub fn move_incident(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    incident: IncidentId,
    from: ProfileId,
    to: Option<ProfileId>,
) -> Stored<()> {
    let named = subject::of_incident(tx, scheme, incident)?;
    match to.filter(|to| named.iter().all(|subject| subject.profile != *to)) {
        Some(to) => relink(tx, scheme, incident, from, to)?,
        None => {
            subject::remove(tx, scheme, incident, from)?;
        }
    }
    let given: Vec<SanctionId> = sanctions::table
        .filter(sanctions::scheme.eq(scheme))
        .filter(sanctions::profile.eq(from))
        .select(sanctions::id)
        .load(tx.conn)?;
    diesel::delete(
        sanction_incidents::table
            .filter(sanction_incidents::scheme.eq(scheme))
            .filter(sanction_incidents::sanction.eq_any(given))
            .filter(sanction_incidents::incident.eq(incident)),
    )
    .execute(tx.conn)?;
    forget_origin(tx, scheme, incident)
}

/// Gives sightings of a profile to another, or erases them.
///
/// # Errors
/// If the database refuses.
pub fn move_sightings(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    from: ProfileId,
    to: Option<ProfileId>,
    ids: &[ItemId],
) -> Stored<usize> {
    let chosen = sightings::table
        .filter(sightings::scheme.eq(scheme))
        .filter(sightings::profile.eq(from))
        .filter(sightings::id.eq_any(ids));
    let moved = match to {
        Some(to) => diesel::update(chosen).set(sightings::profile.eq(to)).execute(tx.conn)?,
        None => diesel::delete(chosen).execute(tx.conn)?,
    };
    for id in ids {
        forget_origin(tx, scheme, *id)?;
    }
    Ok(moved)
}

/// Takes a special-category fact off its profile; what becomes of its words is the deed's business.
///
/// # Errors
/// If the database refuses.
pub fn remove_fact(tx: &mut Write<'_>, scheme: SchemeId, from: ProfileId, id: ItemId) -> Stored<()> {
    let this = special_facts::table
        .filter(special_facts::scheme.eq(scheme))
        .filter(special_facts::profile.eq(from))
        .filter(special_facts::id.eq(id));
    if diesel::select(diesel::dsl::exists(this)).get_result::<bool>(tx.conn)? {
        diesel::delete(special_audiences::table.filter(special_audiences::fact.eq(id))).execute(tx.conn)?;
        diesel::delete(this).execute(tx.conn)?;
    }
    forget_origin(tx, scheme, id)
}

/// Takes the row of a picture out; its bytes are noted for removal.
///
/// # Errors
/// If the database refuses.
pub fn remove_picture(tx: &mut Write<'_>, scheme: SchemeId, id: PictureId, blobs: &[String]) -> Stored<()> {
    diesel::delete(pictures::table.filter(pictures::id.eq(id)).filter(pictures::scheme.eq(scheme)))
        .execute(tx.conn)?;
    super::picture::remove_blobs(tx, scheme, blobs)?;
    forget_origin(tx, scheme, id)
}
