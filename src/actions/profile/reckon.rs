//! Asks the rules again until when a profile is shown and when it is erased, and keeps the answer where every query
//! finds it (architecture, idea 1). Every deed that changes a profile's history ends with this.

use crate::{
    actions::{Act, Refusal, Service},
    domain::{
        ids::ProfileId,
        member::evidence::{Identity, Opens, Viewer},
        profile::{
            circulation::{circulation, shown_until},
            erasure::erased_on,
            minor::{Gate, gate},
            status::{card, shown},
        },
    },
    search::{Entry, Shelf},
    store::{self, profile::Clocks},
};

/// Reckons a profile's clocks within a deed; the index of names follows once it is committed.
///
/// # Errors
/// If there is no such profile.
pub fn reckon<R>(act: &mut Act<'_, '_, R>, id: ProfileId) -> Result<Clocks, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let (scheme, today, at) = (act.scheme.id, act.viewer.today(), act.now());
    let rules = Service::rules(&act.scheme)?;
    let history = store::history::load(act.tx, scheme, id)?;
    let profile = store::profile::load(act.tx, &act.viewer, id)?;
    let decision = store::history::best_interests(act.tx, scheme, id)?;
    let gate = gate(profile.age(), decision, today, &rules);
    let until = shown_until(&circulation(&history, &rules), gate);
    let card = card(&history, profile.age(), today);
    let clocks = Clocks {
        shown_until: until,
        erased_on: erased_on(&history, &rules).due,
        status: card.status,
        under_18: card.under_18,
        photo_shown: !matches!(gate, Gate::ShownAsMinor { photo: false }) && gate.is_open(),
        begins_at: (shown(until, today) && !profile.shown(today)).then_some(at),
    };
    store::profile::set_clocks(act.tx, scheme, id, &clocks)?;
    let (names, date_of_birth) = profile.searchable();
    let shelf = if shown(until, today) { Shelf::Circulated } else { Shelf::Withdrawn };
    act.afterwards(move |service| {
        service.with_index(|index| index.put(scheme, shelf, Entry { profile: id, names, date_of_birth }));
    });
    Ok(clocks)
}
