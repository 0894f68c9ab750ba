//! Undoes a wrong match: items that are not this person's leave the profile at once, in one deed; R-26 decides
//! what is left; whoever saw them is told, the person too.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    mentions::mention,
    reckon::reckon,
    sight::seen,
    split_draft::{Items, items, why},
    tell::{Left, tell},
};
use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        letter::correct::write_or_tell,
        photo::{
            keep::{blob_key, blob_names, place},
            link::Size,
        },
    },
    domain::{
        date::{day_start, london_day},
        deed::Deed,
        ids::{PictureId, ProfileId, SchemeId},
        incident::review::{Decision, erase_on},
        member::evidence::{Administrator, Images},
        photo::Picture,
        profile::{
            identity::{Fact, Identity},
            minor::responsible,
            splitting::{given_to, parted_contact, parted_from, taken_from},
        },
        rules::NO_COUNTING_REPORT,
    },
    photos,
    store::{self, StoreError, origin::Days},
    vault::{DataKey, Owner, Sealed, WrappedKey},
};

/// The word that is typed to confirm.
pub const WORD: &str = "NOT THEM";

/// Where the items go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To somebody new: with the names that leave, or ID sought.
    New,
    /// To somebody who is held already.
    Other(ProfileId),
    /// To nobody: reports stay without a subject, the rest is erased.
    Nobody,
}

/// Takes items off a profile; says whether the viewer still sees it.
///
/// # Errors
/// [`Refusal::Fields`] for what is to be put right; [`Refusal::NotFound`] if a person or an item is not there.
pub async fn split(
    service: &Shared,
    call: Call,
    id: ProfileId,
    (ticked, to): (Vec<String>, To),
    (reason, word): (String, String),
) -> Result<bool, Refusal> {
    let ready = prepare(service, call.clone(), id, &ticked, to).await?;
    let still_seen = service
        .act::<Administrator, _>(call, move |act| {
            let reason = why(&reason, &word, WORD)?;
            let items = items(act.tx, &act.scheme, &act.viewer, id, &ticked)?;
            let to = receiver(act, id, &items, to, &ready)?;
            take_off(act, id, &items, to, ready, &reason)
        })
        .await?;
    write_or_tell(service, still_seen.1).await;
    Ok(still_seen.0)
}

/// Pictures sealed anew for whoever receives them, before the deed: one that is never committed is noise.
struct Ready {
    newcomer: (ProfileId, WrappedKey),
    pictures: Vec<(PictureId, PictureId, Vec<u8>)>,
}

async fn prepare(
    service: &Shared,
    call: Call,
    id: ProfileId,
    ticked: &[String],
    to: To,
) -> Result<Ready, Refusal> {
    let (ticked, newcomer) = (ticked.to_vec(), ProfileId::from_random(service.clock.random()));
    let shared = service.clone();
    let seen = service
        .look::<Administrator, _>(call, Deed::ViewPerson, move |look| {
            let items = items(look.tx, &look.scheme, &look.viewer, id, &ticked)?;
            look.concerns(id);
            let scheme = look.scheme.id;
            let (made, wrapped) = shared.vault.new_key(&shared.clock, Owner::new(scheme, newcomer));
            let key = match to {
                To::New => made,
                To::Other(other) => {
                    seen(look.tx, &look.scheme, &look.viewer, other)?;
                    store::keys::load(look.tx, Owner::new(scheme, other))?
                }
                To::Nobody => return Ok((Vec::new(), made, wrapped, look.viewer)),
            };
            let mut pictures: Vec<(PictureId, DataKey)> = Vec::new();
            for picture in items.pictures {
                look.concerns(picture.id);
                pictures.push((picture.id, store::picture::key(look.tx, scheme, &picture)?));
            }
            Ok((pictures, key, wrapped, look.viewer))
        })
        .await?;
    let (scheme, (held, key, wrapped, viewer)) = (seen.bar.scheme.id, seen.value);
    let mut pictures = Vec::new();
    for (picture, own) in held {
        let bytes = [
            opened(service, scheme, &viewer, &own, picture, Size::Large).await?,
            opened(service, scheme, &viewer, &own, picture, Size::Thumb).await?,
        ];
        let [large, thumb] = bytes;
        let anew = PictureId::from_random(service.clock.random());
        let kept = photos::Picture { large, thumb, width: 0, height: 0 };
        service.keep_picture(scheme, anew, &key, &kept).await?;
        pictures.push((picture, anew, kept.large));
    }
    Ok(Ready { newcomer: (newcomer, wrapped), pictures })
}

async fn opened(
    service: &Shared,
    scheme: SchemeId,
    viewer: &crate::domain::member::evidence::Viewer<Administrator>,
    key: &DataKey,
    id: PictureId,
    size: Size,
) -> Result<Vec<u8>, Refusal> {
    let sealed = service.blobs.get(&blob_key(scheme, id, size)).await;
    let sealed = sealed.map_err(|error| Refusal::Failed(error.to_string()))?.ok_or(Refusal::NotFound)?;
    let plain = key.open::<Images>(viewer, place(id, size), &Sealed(sealed)).map_err(StoreError::from)?;
    Ok(plain.to_vec())
}

/// The profile that receives the items, made if it is new.
fn receiver(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
    to: To,
    ready: &Ready,
) -> Result<Option<ProfileId>, Refusal> {
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    match to {
        To::Nobody => Ok(None),
        To::Other(other) if other == id => {
            Err(Refusal::field("other", "Please choose somebody else, or a new profile."))
        }
        To::Other(other) => {
            let age = seen(act.tx, &act.scheme, &act.viewer, other)?.age();
            for subject in &items.incidents {
                let incident = store::incident::load(act.tx, scheme, subject.incident)?;
                if !responsible(age, london_day(incident.occurred_at)) {
                    return Err(Refusal::field(
                        "other",
                        "This person was under 10 on that day: a child that young is never reported (R-17).",
                    ));
                }
            }
            Ok(Some(other))
        }
        To::New => {
            let (new, wrapped) = &ready.newcomer;
            store::keys::insert(act.tx, Owner::new(scheme, *new), wrapped.clone())?;
            let erased_on = NO_COUNTING_REPORT.after_never_earlier(today);
            store::profile::insert_row(act.tx, scheme, *new, &Identity::default(), today, erased_on)?;
            // What moves was taken down under these rules; none of it may be kept for longer now.
            let begun_under = store::history::begun_under(act.tx, scheme, id)?;
            store::history::begin_under(act.tx, scheme, *new, begun_under)?;
            Ok(Some(*new))
        }
    }
}

fn take_off(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
    to: Option<ProfileId>,
    ready: Ready,
    reason: &str,
) -> Result<(bool, SchemeId), Refusal> {
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let since = since(act, id, items)?;
    let counted = store::history::load(act.tx, scheme, id)?
        .restarting()
        .any(|report| items.incidents.iter().any(|subject| subject.incident == report.incident));
    incidents(act, id, items, to)?;
    pictures(act, id, items, to, ready)?;
    names(act, id, &items.names, to)?;
    facts(act, id, items, to)?;
    store::part::move_sightings(act.tx, scheme, id, to, &items.sightings)?;
    if counted {
        let days = store::join::days(act.tx, scheme, id)?;
        store::join::set_days(act.tx, scheme, id, Days { unmatched: Some(today), ..days })?;
    }
    let mut about = vec![id];
    about.extend(store::origin::joined_to(act.tx, scheme, id)?);
    let mut ids: Vec<Uuid> = vec![id.uuid()];
    ids.extend(to.map(Uuid::from));
    ids.extend(items.incidents.iter().map(|subject| subject.incident.uuid()));
    act.record_words(Deed::SplitProfile, &ids, id, reason)?;
    let about = about.into_iter().map(Uuid::from).collect();
    ended(act, id, to, Left::mismatched(id, items.count(), about, since))
}

/// Since when the earliest of the items has been on the profile.
fn since(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
) -> Result<DateTime<Utc>, Refusal> {
    let mut days: Vec<DateTime<Utc>> = items.incidents.iter().map(|subject| subject.linked_at).collect();
    days.extend(items.pictures.iter().map(|picture| picture.uploaded_at));
    days.extend(items.facts.iter().map(|fact| fact.recorded_at));
    let seen = store::sighting::of_profile(act.tx, act.scheme.id, id)?;
    days.extend(seen.iter().filter(|one| items.sightings.contains(&one.id)).map(|one| one.seen_at));
    if !items.names.is_empty() || days.is_empty() {
        days.push(day_start(store::join::days(act.tx, act.scheme.id, id)?.created));
    }
    Ok(days.into_iter().min().unwrap_or_else(|| act.now()))
}

fn incidents(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
    to: Option<ProfileId>,
) -> Result<(), Refusal> {
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    for subject in &items.incidents {
        mention(act, subject.incident, id, to)?;
        store::part::move_incident(act.tx, scheme, subject.incident, id, to)?;
        if !store::sweep::has_subject(act.tx, scheme, subject.incident)? {
            // Nobody is identified any more: it is kept twelve months from its submission.
            let mut incident = store::incident::load(act.tx, scheme, subject.incident)?;
            let submitted = london_day(incident.submitted_at.unwrap_or(incident.changed_at));
            incident.erase_on = erase_on(Decision::Accept, submitted, false, today);
            store::incident::update(act.tx, scheme, &incident)?;
        }
    }
    Ok(())
}

fn pictures(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
    to: Option<ProfileId>,
    ready: Ready,
) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    for picture in &items.pictures {
        store::part::remove_picture(act.tx, scheme, picture.id, &blob_names(scheme, picture.id))?;
        let anew = ready.pictures.iter().find(|(old, ..)| *old == picture.id);
        if let Some((to, (_, anew, bytes))) = to.zip(anew) {
            let row = Picture { id: *anew, profile: Some(to), main: false, ..picture.clone() };
            store::picture::insert(act.tx, scheme, &row, bytes)?;
        }
    }
    for profile in std::iter::once(id).chain(to) {
        store::part::one_main(act.tx, scheme, profile)?;
    }
    Ok(())
}

fn names(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    gone: &[String],
    to: Option<ProfileId>,
) -> Result<(), Refusal> {
    if gone.is_empty() {
        return Ok(());
    }
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    let held = store::profile::load(act.tx, &viewer, id)?;
    let (identity, left): (Identity, Vec<Fact<String>>) = taken_from(&held, gone);
    let named = store::join::days(act.tx, scheme, id)?.named.filter(|_| identity.name.is_some());
    store::profile::set_identity(act.tx, scheme, id, &identity, named)?;
    if let Some(to) = to {
        let other = store::profile::load(act.tx, &viewer, to)?;
        let days = store::join::days(act.tx, scheme, to)?;
        let identity = given_to(&other, &left);
        // A name that comes to somebody who was sought is a name confirmed today; a profile made by this deed
        // begins with it.
        let made_now = other.searchable().0.is_empty() && days.created == viewer.today();
        let named = days.named.or_else(|| (!made_now && other.is_sought()).then(|| viewer.today()));
        store::profile::set_identity(act.tx, scheme, to, &identity, named)?;
    }
    Ok(())
}

fn facts(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    items: &Items,
    to: Option<ProfileId>,
) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    for fact in &items.facts {
        store::part::remove_fact(act.tx, scheme, id, fact.id)?;
        if let Some(to) = to {
            let fact = crate::domain::profile::special::Special { profile: to, ..fact.clone() };
            store::special::insert(act.tx, scheme, &fact)?;
        }
    }
    Ok(())
}

/// The clocks follow, and everybody is told.
fn ended(
    act: &mut Act<'_, '_, Administrator>,
    id: ProfileId,
    to: Option<ProfileId>,
    left: Left,
) -> Result<(bool, SchemeId), Refusal> {
    for profile in std::iter::once(id).chain(to) {
        reckon(act, profile)?;
    }
    tell(act, &left)?;
    match seen(act.tx, &act.scheme, &act.viewer, id) {
        Ok(_) => Ok((true, act.scheme.id)),
        Err(Refusal::NotFound) => Ok((false, act.scheme.id)),
        Err(other) => Err(other),
    }
}

/// Undoes a join: everything that came with a profile goes back to it. Says whether the viewer still sees the one
/// that stayed.
///
/// # Errors
/// As [`split`].
pub async fn undo(
    service: &Shared,
    call: Call,
    (id, origin): (ProfileId, ProfileId),
    reason: String,
    word: String,
) -> Result<bool, Refusal> {
    let still_seen = service
        .act::<Administrator, _>(call, move |act| {
            let profile = seen(act.tx, &act.scheme, &act.viewer, id)?;
            let (scheme, viewer, today) = (act.scheme.id, act.viewer, act.viewer.today());
            let joins = store::origin::joins(act.tx, &viewer, id)?;
            let join = joins.into_iter().find(|join| join.profile == origin).ok_or(Refusal::NotFound)?;
            let reason = why(&reason, &word, WORD)?;
            let (gone, _) = store::part::came_with(act.tx, scheme, id, origin)?;
            let history = store::history::load(act.tx, scheme, id)?;
            let counted = history.restarting().any(|report| gone.contains(&report.incident));
            for incident in gone {
                mention(act, incident, id, Some(origin))?;
            }
            let identity = parted_from(&profile, &join.identities.0, &join.identities.1);
            store::profile::set_identity(act.tx, scheme, id, &identity, join.days.0.named)?;
            let held = store::profile::contact(act.tx, &viewer, id)?;
            let kept = parted_contact(held.clone(), join.contacts.0.clone(), join.contacts.1.clone());
            if kept != held {
                store::profile::set_contact(act.tx, scheme, id, &kept.unwrap_or_default())?;
            }
            let unmatched = if counted { Some(today) } else { join.days.0.unmatched };
            store::join::set_days(act.tx, scheme, id, Days { unmatched, ..join.days.0 })?;
            store::part::revive(act.tx, scheme, id, origin, &join.identities.1, today)?;
            store::join::set_days(act.tx, scheme, origin, join.days.1)?;
            if let Some(contact) = &join.contacts.1 {
                store::profile::set_contact(act.tx, scheme, origin, contact)?;
            }
            let items = store::part::give_back(act.tx, scheme, id, origin)?;
            act.record_words(Deed::SplitProfile, &[id.uuid(), origin.uuid()], id, &reason)?;
            let left = Left::mismatched(id, items.max(1), vec![id.uuid()], join.at);
            ended(act, id, Some(origin), left)
        })
        .await?;
    write_or_tell(service, still_seen.1).await;
    Ok(still_seen.0)
}
