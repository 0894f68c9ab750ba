//! Asks the rules again until when a profile is shown and when it is erased, and keeps the answer where every query
//! finds it (architecture, idea 1). Every deed that changes a profile's history ends with this.

use chrono::{DateTime, NaiveDate, Utc};

use super::{bound, index};
use crate::{
    actions::{Act, Refusal},
    domain::{
        ids::ProfileId,
        member::evidence::{Acting, Identity, Opens, Viewer},
        profile::{
            Profile,
            circulation::{circulation, shown_until},
            curb::curbed,
            erasure::erased_on,
            history::History,
            minor::{BestInterests, Gate, gate},
            status::{card, shown},
        },
        right::restricting::Hidden,
        rules::Rules,
        scheme::book::Book,
    },
    search::{Entry, Shelf},
    store::{self, Read, ledger::Matter, profile::Clocks},
};

/// What the rules are asked about.
pub struct Facts {
    /// The profile.
    pub profile: Profile,
    /// The number of the rules it was begun under.
    pub begun_under: u32,
    history: History,
    decision: Option<BestInterests>,
    hidden: Hidden,
    today: NaiveDate,
    at: DateTime<Utc>,
}

impl Facts {
    /// The facts of a profile.
    ///
    /// # Errors
    /// If there is no such profile.
    pub fn load<R>(tx: &mut Read<'_>, viewer: &Viewer<R>, id: ProfileId) -> Result<Self, Refusal>
    where
        Viewer<R>: Opens<Identity>,
    {
        let scheme = viewer.scheme();
        Ok(Self {
            history: store::history::load(tx, scheme, id)?,
            profile: store::profile::load(tx, viewer, id)?,
            begun_under: store::history::begun_under(tx, scheme, id)?,
            decision: store::history::best_interests(tx, scheme, id)?,
            hidden: store::restriction::hidden(tx, scheme, id)?,
            today: viewer.today(),
            at: viewer.at(),
        })
    }

    /// What some rules answer for the profile now.
    pub fn clocks(&self, rules: &Rules) -> Clocks {
        let Self { profile, history, decision, hidden, today, at, begun_under: _ } = self;
        let gate = gate(profile.age(), *decision, *today, rules);
        let until = curbed(shown_until(&circulation(history, rules), gate), history);
        let until = until.filter(|_| !hidden.everything);
        let card = card(history, profile.age(), *today);
        Clocks {
            shown_until: until,
            erased_on: erased_on(history, rules).due,
            status: card.status,
            under_18: card.under_18,
            photo_shown: !matches!(gate, Gate::ShownAsMinor { photo: false })
                && gate.is_open()
                && !hidden.pictures,
            begins_at: (shown(until, *today) && !profile.shown(*today)).then_some(*at),
        }
    }
}

/// What the rules that bind a profile answer for it now; nothing is changed.
///
/// # Errors
/// If there is no such profile.
pub fn answer<R>(
    tx: &mut Read<'_>,
    viewer: &Viewer<R>,
    book: &Book,
    id: ProfileId,
) -> Result<(Profile, Clocks), Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let facts = Facts::load(tx, viewer, id)?;
    let clocks = facts.clocks(&book.binding(facts.begun_under));
    Ok((facts.profile, clocks))
}

/// Reckons a profile's clocks within a deed; the index of names follows once it is committed.
///
/// # Errors
/// If there is no such profile.
pub fn reckon<R>(act: &mut Act<'_, '_, R>, id: ProfileId) -> Result<Clocks, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let viewer = act.viewer;
    let facts = Facts::load(act.tx, &viewer, id)?;
    let clocks = facts.clocks(&bound::bound(act.tx, &act.scheme, id)?);
    if viewer.user().is_some() {
        withdrawn_before_its_day(act, id, clocks.shown_until)?;
    }
    keep(act, &facts.profile, &clocks)?;
    Ok(clocks)
}

/// What a person's decision takes from members' eyes earlier than was foreseen, no restore shows them again.
fn withdrawn_before_its_day<R>(
    act: &mut Act<'_, '_, R>,
    id: ProfileId,
    until: Option<NaiveDate>,
) -> Result<(), Refusal> {
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let foreseen = store::sweep::kept(act.tx, scheme, id)?.shown_until.filter(|day| shown(Some(*day), today));
    if foreseen.is_some_and(|foreseen| until.is_none_or(|until| until < foreseen)) {
        act.pledge(Matter::Withdrawal(id, until.filter(|until| shown(Some(*until), today))));
    }
    Ok(())
}

/// Keeps what the rules answered for a profile; the index of names follows once it is committed.
///
/// # Errors
/// If the database fails.
pub fn keep<R>(act: &mut Act<'_, '_, R>, profile: &Profile, clocks: &Clocks) -> Result<(), Refusal> {
    let (scheme, today, id) = (act.scheme.id, act.viewer.today(), profile.id());
    store::profile::set_clocks(act.tx, scheme, id, clocks)?;
    let (names, date_of_birth) = profile.searchable();
    let shelf = if shown(clocks.shown_until, today) { Shelf::Circulated } else { Shelf::Withdrawn };
    index::put(act, shelf, Entry { profile: id, names, date_of_birth });
    Ok(())
}
