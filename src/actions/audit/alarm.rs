//! Tells the controllers that the witness does not sign the audit trail's heads, and that it does again: one mail each
//!

use std::path::Path;

use chrono::{DateTime, Utc};

use super::{checkpoint::Written, witnessed};
use crate::{
    actions::{
        Act, Refusal, Shared, mail,
        timetable::{NOTHING_TO_DO, nothing_to_do},
    },
    domain::{
        assurance::witnessed::{Told, told, unwitnessed},
        date::spoken_instant,
        deed::Deed,
        mail::{Keep, Message},
        member::{evidence::Scheduler, record::UserDetails, role::Role, state::State},
        scheme::Scheme,
    },
    mail::wording::{Unwitnessed, message},
    store::{self, Store, StoreError},
};

/// Judges each scheme by what is witnessed now, and tells its controllers if that is news; returns in how many schemes
/// it was. Where no witness is set nobody is told.
///
/// # Errors
/// If the settings name no witness that can be one, or the database fails.
pub async fn judge(service: &Shared) -> Result<usize, Refusal> {
    let Some(witness) = witnessed::known(&service.settings, &service.vault.ring())? else { return Ok(0) };
    let (heads, vault) = (service.settings.heads(), service.vault.clone());
    let all = service.store.read::<_, Refusal>(move |tx| {
        let schemes = store::scheme::all(tx)?.into_iter();
        let judged = schemes.map(|scheme| {
            let state = witnessed::state(tx, &heads, scheme.id, &vault.ring(), &witness.key)?;
            Ok((state, store::witness::told(tx, scheme.id)?.unwitnessed, scheme))
        });
        judged.collect::<Result<Vec<_>, Refusal>>()
    });
    let (all, now) = (all.await?, service.clock.now());
    service.measures().unwitnessed(all.iter().filter_map(|(state, ..)| state.uncovered).min());
    let mut news = 0;
    for (Written { uncovered, .. }, already, scheme) in all {
        if let Some(tells) = told(uncovered, already, now) {
            news += usize::from(tell(service, &scheme, tells).await?);
        }
    }
    Ok(news)
}

/// In how many schemes the trail is unwitnessed. For the commands.
///
/// # Errors
/// If the database fails.
pub fn how_many(
    store: &Store,
    heads: &Path,
    witness: &witnessed::Known,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    store.read_here(|tx| {
        let ring = tx.vault.ring();
        let mut many = 0;
        for scheme in store::scheme::all(tx)? {
            let state = witnessed::state(tx, heads, scheme.id, &ring, &witness.key)?;
            many += usize::from(unwitnessed(state.uncovered, now) || state.at.is_none());
        }
        Ok(many)
    })
}

async fn tell(service: &Shared, scheme: &Scheme, tells: Told) -> Result<bool, Refusal> {
    let since = match tells {
        Told::Begins(since) => Some(since),
        Told::Ends => None,
    };
    let done = service.tick(scheme.id, move |act| {
        let id = act.scheme.id;
        // Another node may have told them meanwhile.
        let already = store::witness::told(act.tx, id)?.unwitnessed;
        if already.is_some() == since.is_some() || !store::witness::note_unwitnessed(act.tx, id, since)? {
            return nothing_to_do();
        }
        let from = since.or(already).map(spoken_instant).unwrap_or_default();
        let link = act.service.settings().url(&act.scheme.host, "/assurance/promises");
        let town = act.scheme.name.clone();
        let subject = match since {
            Some(_) => format!("{town}: the audit trail has no witness"),
            None => format!("{town}: the audit trail has its witness again"),
        };
        to_controllers(act, |user| {
            let over = since.is_none();
            let words = Unwitnessed { name: &user.name, scheme: &town, since: &from, over, link: &link };
            message(&user.email, subject.clone(), &words)
        })?;
        act.record(if since.is_some() { Deed::LackWitness } else { Deed::HaveWitness }, &[]);
        Ok(())
    });
    match done.await {
        Ok(()) => Ok(true),
        Err(Refusal::Rule(why)) if why == NOTHING_TO_DO => Ok(false),
        Err(error) => Err(error),
    }
}

/// Queues a message to each controller of the scheme; `word` words it for one of them.
pub(in crate::actions) fn to_controllers(
    act: &mut Act<'_, '_, Scheduler>,
    word: impl Fn(&UserDetails) -> Message,
) -> Result<usize, Refusal> {
    let viewer = act.viewer;
    let grants = store::user::grants(act.tx, act.scheme.id, None)?;
    let mut told = 0;
    for grant in grants.into_iter().filter(|grant| grant.role == Role::Controller && grant.confirmed) {
        let user = store::user::load(act.tx, &viewer, grant.user)?;
        if user.state == State::Active {
            mail::queue(act, grant.user, &word(&user.details), Keep::Usual)?;
            told += 1;
        }
    }
    Ok(told)
}
