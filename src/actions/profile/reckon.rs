//! Asks the rules again until when a profile is shown and when it is erased, and keeps the answer where every query
//! finds it (architecture, idea 1). Every deed that changes a profile's history ends with this.

use chrono::{DateTime, Utc};

use crate::{
    actions::{Act, Refusal, Service},
    domain::{
        ids::ProfileId,
        member::evidence::{Acting, Identity, Opens, Viewer},
        profile::{
            Profile,
            circulation::{circulation, shown_until},
            erasure::erased_on,
            minor::{Gate, gate},
            status::{card, shown},
        },
        rules::Rules,
    },
    search::{Entry, Shelf},
    store::{self, Read, profile::Clocks},
};

/// What the rules answer for a profile now; nothing is changed.
///
/// # Errors
/// If there is no such profile.
pub fn answer<R>(
    tx: &mut Read<'_>,
    viewer: &Viewer<R>,
    rules: &Rules,
    id: ProfileId,
) -> Result<(Profile, Clocks), Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let (scheme, today): (_, _) = (viewer.scheme(), viewer.today());
    let at: DateTime<Utc> = viewer.at();
    let history = store::history::load(tx, scheme, id)?;
    let profile = store::profile::load(tx, viewer, id)?;
    let decision = store::history::best_interests(tx, scheme, id)?;
    let gate = gate(profile.age(), decision, today, rules);
    let until = shown_until(&circulation(&history, rules), gate);
    let card = card(&history, profile.age(), today);
    let clocks = Clocks {
        shown_until: until,
        erased_on: erased_on(&history, rules).due,
        status: card.status,
        under_18: card.under_18,
        photo_shown: !matches!(gate, Gate::ShownAsMinor { photo: false }) && gate.is_open(),
        begins_at: (shown(until, today) && !profile.shown(today)).then_some(at),
    };
    Ok((profile, clocks))
}

/// Reckons a profile's clocks within a deed; the index of names follows once it is committed.
///
/// # Errors
/// If there is no such profile.
pub fn reckon<R>(act: &mut Act<'_, '_, R>, id: ProfileId) -> Result<Clocks, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let rules = Service::rules(&act.scheme)?;
    let viewer = act.viewer;
    let (profile, clocks) = answer(act.tx, &viewer, &rules, id)?;
    store::profile::set_clocks(act.tx, scheme, id, &clocks)?;
    let (names, date_of_birth) = profile.searchable();
    let shelf = if shown(clocks.shown_until, today) { Shelf::Circulated } else { Shelf::Withdrawn };
    act.afterwards(move |service| {
        service.with_index(|index| index.put(scheme, shelf, Entry { profile: id, names, date_of_birth }));
    });
    Ok(clocks)
}
