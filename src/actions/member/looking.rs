//! Counts whom each member opens, and stops who opens unusually many (R-61 ff.).
//!
//! The counts are in memory, so that a look costs no statement more. A process that starts fills them from the audit
//! trail. Several nodes each count what they show themselves: a member who is served by two may open up to twice as
//! many. A stop stands in the member's row, and holds on every node at once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use crate::{
    actions::{
        Call, Look, Refusal, Seen, Service, Shared,
        refusal::Problems,
        timetable::{NOTHING_TO_DO, nothing_to_do},
    },
    domain::{
        deed::Deed,
        ids::{ProfileId, SchemeId, UserId},
        member::{
            evidence::{Account, Acting, Member, Opens, Steward},
            looking::{SPAN, counts, lift, one_too_many, stopped_until},
        },
        text,
    },
    store::{self, Read},
};

/// Whom each user opened within the hour, and when last.
type Opened = HashMap<UserId, HashMap<ProfileId, DateTime<Utc>>>;

/// The counts of each scheme that was looked at since the start.
#[derive(Default)]
pub(in crate::actions) struct Looking(Mutex<HashMap<SchemeId, Opened>>);

impl Looking {
    /// Makes the counts of a scheme, if they are not there yet, from the trail of the last hour.
    fn fill(&self, tx: &mut Read<'_>, scheme: SchemeId, now: DateTime<Utc>) -> Result<(), Refusal> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains_key(&scheme) {
            return Ok(());
        }
        let mut opened = Opened::new();
        for (user, profile, at) in store::audit::opened(tx, scheme, now - SPAN)? {
            opened.entry(user).or_default().entry(ProfileId::from(profile)).or_insert(at);
        }
        known().entry(scheme).or_insert(opened);
        Ok(())
    }

    /// Works on the counts of one user; those that no longer count are gone.
    fn of<T>(
        &self,
        scheme: SchemeId,
        user: UserId,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut HashMap<ProfileId, DateTime<Utc>>) -> T,
    ) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_scheme = all.entry(scheme).or_default();
        let own = of_scheme.entry(user).or_default();
        own.retain(|_, at| counts(*at, now));
        let done = work(own);
        if own.is_empty() {
            of_scheme.remove(&user);
        }
        done
    }
}

/// Counts a profile that a member opens.
///
/// # Errors
/// [`Refusal::Unusual`] if it is one too many: then the member is to be stopped.
pub fn opens(look: &mut Look<'_, '_, Member>, id: ProfileId) -> Result<(), Refusal> {
    let (scheme, now) = (look.scheme.id, look.viewer.at());
    let user = look.viewer.user().ok_or(Refusal::SignIn)?;
    let rules = Service::rules(&look.scheme)?;
    let looking = &look.service.looking;
    looking.fill(look.tx, scheme, now)?;
    let too_many = |own: &mut HashMap<ProfileId, DateTime<Utc>>| {
        let too_many = one_too_many(own.len(), own.contains_key(&id), &rules);
        if !too_many {
            own.insert(id, now);
        }
        too_many
    };
    if !looking.of(scheme, user, now, too_many) {
        return Ok(());
    }
    // What was opened before a stop was lifted no longer counts, on whichever node it was lifted.
    let Some(from) = store::stop::counted_from(look.tx, scheme, user)? else {
        return Err(Refusal::Unusual { scheme, user });
    };
    let again = looking.of(scheme, user, now, |own| {
        own.retain(|_, at| *at >= from);
        too_many(own)
    });
    if again { Err(Refusal::Unusual { scheme, user }) } else { Ok(()) }
}

/// Stops whoever a look found to open unusually many, once; any other answer is given back as it is.
///
/// # Errors
/// As the look; [`Refusal::Stopped`] for who is stopped.
pub async fn watched<T>(service: &Shared, seen: Result<Seen<T>, Refusal>) -> Result<Seen<T>, Refusal> {
    let Err(Refusal::Unusual { scheme, user }) = seen else { return seen };
    let now = service.clock.now();
    let stopped = service.tick(scheme, move |act| {
        if !store::stop::begin(act.tx, scheme, user, now, now - SPAN)? {
            return nothing_to_do();
        }
        act.record(Deed::StopLooking, &[user.uuid()]);
        Ok(())
    });
    match stopped.await {
        Ok(()) => tracing::warn!(%scheme, %user, "a member was stopped: unusually many people opened"),
        // Another request of theirs was quicker.
        Err(Refusal::Rule(why)) if why == NOTHING_TO_DO => {}
        Err(error) => return Err(error),
    }
    Err(Refusal::Stopped { until: now + SPAN })
}

/// Somebody who was stopped, until somebody has looked into it.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Whom.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The business, or empty.
    pub place: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when people's pages are closed to them; nothing if the hour is over.
    pub until: Option<DateTime<Utc>>,
    /// It is the viewer.
    pub own: bool,
}

impl Stop {
    /// Who it is: name and business.
    pub fn who(&self) -> String {
        if self.place.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.place) }
    }
}

/// Who was stopped, the latest first.
///
/// # Errors
/// 404 for everybody but an administrator and a controller.
pub async fn stops(service: &Shared, call: Call) -> Result<Seen<Vec<Stop>>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewStops, |look| {
            let viewer = look.viewer;
            let stops = list(look.tx, &viewer)?;
            for stop in &stops {
                look.concerns(stop.user);
            }
            Ok(stops)
        })
        .await
}

/// Who was stopped, for any list of what is due.
pub(in crate::actions) fn list(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
) -> Result<Vec<Stop>, Refusal> {
    let mut stops = Vec::new();
    for (id, since) in store::stop::list(tx, viewer.scheme())? {
        let user = store::user::load(tx, viewer, id)?;
        let business = user.business.map(|id| store::business::load(tx, viewer, id)).transpose()?;
        stops.push(Stop {
            user: id,
            name: user.details.name,
            place: business.map(|business| business.details.name).unwrap_or_default(),
            since,
            until: stopped_until(Some(since), viewer.at()),
            own: viewer.user() == Some(id),
        });
    }
    Ok(stops)
}

/// Lifts a stop, or notes what was found out once its hour is over. Their count begins anew.
///
/// # Errors
/// A message on `reason`; [`Refusal::Rule`] for one's own; [`Refusal::NotFound`] if nobody of that id is stopped.
pub async fn lift_stop(service: &Shared, call: Call, user: UserId, reason: String) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&reason, 10, 1_000));
            let by = act.viewer.user().ok_or(Refusal::SignIn)?;
            lift(user, by).map_err(|why| Refusal::Rule(why.to_string()))?;
            let (scheme, now) = (act.scheme.id, act.now());
            if store::stop::list(act.tx, scheme)?.iter().all(|(stopped, _)| *stopped != user) {
                return Err(Refusal::NotFound);
            }
            problems.end()?;
            store::stop::lift(act.tx, scheme, user, now)?;
            act.record_words(Deed::LiftStop, &[user.uuid()], user, &reason.unwrap_or_default())?;
            Ok(())
        })
        .await
}
