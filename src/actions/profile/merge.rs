//! Joins two profiles of one person. Every item keeps its origin, by which the join can be undone.

use super::{bound::bound, index, mentions::mention, people::found, reckon::reckon, sight::seen};
use crate::{
    actions::{
        Act, Call, Look, Refusal, Seen, Shared, incident::inbox, photo::link::Size, refusal::Problems,
    },
    domain::{
        deed::Deed,
        disclosure::administrator::{Brief, Person},
        ids::{IncidentId, ProfileId},
        member::evidence::{Acting, Administrator, Viewer},
        profile::{
            Profile,
            explain::explain,
            history::History,
            merging::{Recognised, joined_contact, joined_history, may_join, recognised, stays},
        },
        rules::Rules,
        scheme::Scheme,
        text::paragraphs,
    },
    store::{self, Read, origin::Joined},
};

/// The word that is typed to confirm.
pub const WORD: &str = "JOIN";

/// Two profiles, and what may be done with them.
struct Plan {
    rules: Rules,
    stays: (Profile, History),
    goes: (Profile, History),
    obstacle: Option<String>,
    /// The number of the rules that the older of the two was begun under.
    under: u32,
}

impl Plan {
    fn joined(&self, viewer: &Viewer<Administrator>) -> History {
        joined_history(&self.stays.1, &self.goes.1, &self.rules, viewer.today())
    }
}

fn plan(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<Administrator>,
    one: ProfileId,
    two: ProfileId,
) -> Result<Plan, Refusal> {
    let under =
        (store::history::begun_under(tx, scheme.id, one)?, store::history::begun_under(tx, scheme.id, two)?);
    let rules = bound(tx, scheme, if under.0 <= under.1 { one } else { two })?;
    let mut load = |id| -> Result<(Profile, History), Refusal> {
        let profile = seen(tx, scheme, viewer, id)?;
        Ok((profile, store::history::load(tx, scheme.id, id)?))
    };
    let (first, second) = (load(one)?, load(two)?);
    let obstacle = may_join((&first.0, &first.1), (&second.0, &second.1)).err().map(|why| why.to_string());
    let first_stays = stays(&first.0, &second.0) == one;
    let (stays, goes) = if first_stays { (first, second) } else { (second, first) };
    Ok(Plan { rules, under: under.0.min(under.1), stays, goes, obstacle })
}

/// Whom a person may be the same as, and what would come of joining the two.
#[derive(Debug)]
pub struct Foreseen {
    /// The person one came from.
    pub person: Person,
    /// People found by the words looked for.
    pub found: Vec<Brief>,
    /// Somebody withdrawn may match: ask the controller.
    pub withdrawn_hint: bool,
    /// The two, once another is chosen.
    pub pair: Option<Pair>,
    /// How many things wait in the inbox.
    pub waiting: usize,
}

/// Two profiles side by side.
#[derive(Debug)]
pub struct Pair {
    /// The other one that was chosen.
    pub other: ProfileId,
    /// Who stays, and who is joined to them.
    pub sides: [Side; 2],
    /// Until when the joined profile is shown, and why.
    pub shown: String,
    /// When it is erased, and why.
    pub erased: String,
    /// Why the two cannot be joined.
    pub obstacle: Option<String>,
}

/// One of two profiles.
#[derive(Debug)]
pub struct Side {
    /// Who.
    pub person: Person,
    /// The picture on the card.
    pub photo: Option<String>,
    /// How many incidents.
    pub incidents: usize,
    /// The profile's own dates.
    pub shown: String,
}

/// Looks for whom a person may be the same as, or at what joining them would do. Nothing is changed.
///
/// # Errors
/// [`Refusal::NotFound`] if one of them may not be seen.
pub async fn foresee(
    service: &Shared,
    call: Call,
    id: ProfileId,
    looked_for: String,
    other: Option<ProfileId>,
) -> Result<Seen<Foreseen>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewPerson, move |look| {
            let profile = seen(look.tx, &look.scheme, &look.viewer, id)?;
            look.concerns(id);
            let today = look.viewer.today();
            let (mut people, mut withdrawn_hint) = (Vec::new(), false);
            if !looked_for.trim().is_empty() {
                (people, withdrawn_hint) = found(look, &looked_for)?;
                people.retain(|one| one.id() != id);
            }
            for one in &people {
                look.concerns(one.id());
            }
            let pair = other.map(|other| pair(look, id, other)).transpose()?;
            Ok(Foreseen {
                person: Person::of(profile, today),
                found: people.iter().map(|one| Brief::of(one, today)).collect(),
                withdrawn_hint,
                pair,
                waiting: inbox::count(look)?,
            })
        })
        .await
}

fn pair(look: &mut Look<'_, '_, Administrator>, id: ProfileId, other: ProfileId) -> Result<Pair, Refusal> {
    let viewer = look.viewer;
    let plan = plan(look.tx, &look.scheme, &viewer, id, other)?;
    look.concerns(other);
    let dates = explain(&plan.joined(&viewer), &plan.rules, viewer.today());
    let Plan { rules, stays, goes, obstacle, under: _ } = plan;
    let mut side = |(profile, history): (Profile, History)| -> Result<Side, Refusal> {
        let pictures = store::picture::of_profiles(look.tx, look.scheme.id, &[profile.id()])?;
        Ok(Side {
            photo: pictures.first().map(|picture| look.picture(picture.id, Size::Large)),
            incidents: history.reports.len(),
            shown: explain(&history, &rules, viewer.today()).shown,
            person: Person::of(profile, viewer.today()),
        })
    };
    let sides = [side(stays)?, side(goes)?];
    Ok(Pair { other, sides, shown: dates.shown, erased: dates.erased, obstacle })
}

/// Joins two profiles; returns the one that stays.
///
/// # Errors
/// [`Refusal::Fields`] without a reason or the word; [`Refusal::Rule`] if the two cannot be joined, or are already;
/// [`Refusal::NotFound`] if one of them may not be seen.
pub async fn merge(
    service: &Shared,
    call: Call,
    (id, other): (ProfileId, ProfileId),
    reason: String,
    word: String,
) -> Result<ProfileId, Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            store::join::hold(act.tx, act.scheme.id, id, other)?;
            not_yet(act, id, other)?;
            let plan = plan(act.tx, &act.scheme, &act.viewer, id, other)?;
            if let Some(obstacle) = &plan.obstacle {
                return Err(Refusal::Rule(obstacle.clone()));
            }
            let mut problems = Problems::default();
            let reason = problems.take("reason", paragraphs(&reason, 3, 1_000)).unwrap_or_default();
            if word.trim() != WORD {
                problems.add("word", format!("Please type {WORD} to go on."));
            }
            problems.end()?;
            join(act, plan, &reason)
        })
        .await
}

/// Of two who join the same two at once, the second is told that it is done.
fn not_yet(act: &mut Act<'_, '_, Administrator>, id: ProfileId, other: ProfileId) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    for (gone, there) in [(id, other), (other, id)] {
        if store::origin::holder(act.tx, scheme, gone)? == Some(there) {
            seen(act.tx, &act.scheme, &act.viewer, there)?;
            return Err(Refusal::Rule(
                "Somebody else has joined these two in the meantime. Nothing was changed.".to_owned(),
            ));
        }
    }
    Ok(())
}

fn join(act: &mut Act<'_, '_, Administrator>, plan: Plan, reason: &str) -> Result<ProfileId, Refusal> {
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    let ids = (plan.stays.0.id(), plan.goes.0.id());
    store::history::begin_under(act.tx, scheme, ids.0, plan.under)?;
    let short: Vec<IncidentId> =
        plan.joined(&viewer).reports.iter().filter(|one| one.short).map(|one| one.incident).collect();
    let Recognised { joined, own, theirs } = recognised(&plan.stays.0, &plan.goes.0);
    let contacts =
        (store::profile::contact(act.tx, &viewer, ids.0)?, store::profile::contact(act.tx, &viewer, ids.1)?);
    let days = (store::join::days(act.tx, scheme, ids.0)?, store::join::days(act.tx, scheme, ids.1)?);
    for subject in store::subject::of_profile(act.tx, scheme, ids.1)? {
        mention(act, subject.incident, ids.1, Some(ids.0))?;
    }
    store::profile::set_identity(act.tx, scheme, ids.0, &joined, None)?;
    if let Some(contact) = joined_contact(contacts.0.clone(), contacts.1.clone()) {
        store::profile::set_contact(act.tx, scheme, ids.0, &contact)?;
    }
    let since = store::origin::Days {
        named: None,
        created: days.0.created.min(days.1.created),
        unmatched: days.0.unmatched.max(days.1.unmatched),
    };
    store::join::set_days(act.tx, scheme, ids.0, since)?;
    store::join::take_over(act.tx, scheme, ids.0, ids.1)?;
    store::join::mark_short(act.tx, scheme, ids.0, &short)?;
    store::join::forget_row(act.tx, scheme, ids.1)?;
    let kept = Joined {
        profile: ids.1,
        holder: ids.0,
        identities: (own, theirs),
        contacts,
        days,
        at: act.now(),
        by: viewer.user(),
    };
    store::origin::keep(act.tx, scheme, &kept)?;
    act.record_words(Deed::MergeProfiles, &[ids.0.uuid(), ids.1.uuid()], ids.0, reason)?;
    index::remove(act, ids.1);
    reckon(act, ids.0)?;
    Ok(ids.0)
}

/// Where an old address leads: to the profile that somebody was joined to, if this viewer sees it.
///
/// # Errors
/// [`Refusal::NotFound`] if nobody of that id was joined to anybody the viewer sees.
pub async fn leads_to(service: &Shared, call: Call, id: ProfileId) -> Result<ProfileId, Refusal> {
    let read = move |tx: &mut Read<'_>, viewer: &Viewer<Administrator>, scheme: &Scheme| {
        let holder = store::origin::holder(tx, scheme.id, id)?.ok_or(Refusal::NotFound)?;
        seen(tx, scheme, viewer, holder)?;
        Ok(holder)
    };
    service.glance::<Administrator, _>(call, read).await.map(|(holder, _)| holder)
}

/// Where an old address of the gallery leads, if that person is shown today.
///
/// # Errors
/// As [`leads_to`].
pub async fn shown_at(service: &Shared, call: Call, id: ProfileId) -> Result<ProfileId, Refusal> {
    use crate::domain::member::evidence::Member;
    let read = move |tx: &mut Read<'_>, viewer: &Viewer<Member>, scheme: &Scheme| {
        let holder = store::origin::holder(tx, scheme.id, id)?.ok_or(Refusal::NotFound)?;
        let shown = store::report::is_shown(tx, viewer.scheme(), holder, viewer.today())?;
        if shown { Ok(holder) } else { Err(Refusal::NotFound) }
    };
    service.glance::<Member, _>(call, read).await.map(|(holder, _)| holder)
}
