//! Reckons whom other rules would affect, by the rules themselves.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    actions::{
        Look, Refusal,
        profile::{bound, reckon::Facts, sight::seen_if},
    },
    domain::{
        disclosure::{administrator::Brief, controller::Person},
        ids::ProfileId,
        member::{
            evidence::{Acting, Identity, Opens, Steward, Viewer},
            role::Role,
        },
        rules::Rules,
        scheme::{
            Scheme,
            book::Book,
            effect::{Counts, Dates, Effect, effect},
        },
    },
    store::{self, Read, profile::Clocks},
};

/// So many people are listed at most.
pub const LISTED: usize = 50;

/// Somebody whose dates would move.
#[derive(Debug, Clone)]
pub struct Affected {
    /// Whom.
    pub profile: ProfileId,
    /// As the viewer knows the person.
    pub called: String,
    /// The last day shown: now, and then.
    pub shown: (Option<NaiveDate>, Option<NaiveDate>),
    /// The day of erasure: now, and then.
    pub erased: (NaiveDate, NaiveDate),
    /// What happens.
    pub effect: Effect,
}

/// Whom a change would affect.
#[derive(Debug, Clone, Default)]
pub struct Whom {
    /// How many.
    pub counts: Counts,
    /// Those the viewer may see, the soonest first; at most [`LISTED`].
    pub listed: Vec<Affected>,
    /// How many are affected but not listed.
    pub unlisted: usize,
}

/// A profile whose dates would move: as they are, and as they would be.
pub struct Moved {
    /// The facts the rules were asked about.
    pub facts: Facts,
    /// What binds now.
    pub now: Clocks,
    /// What would bind.
    pub then: Clocks,
    /// What happens.
    pub effect: Effect,
}

fn dates(clocks: &Clocks) -> Dates {
    Dates { shown_until: clocks.shown_until, erased_on: clocks.erased_on, photo_shown: clocks.photo_shown }
}

/// Every profile that anybody may still read, reckoned by the rules in force and by the proposed ones. What does not
/// move is counted and not given back.
///
/// # Errors
/// If the database fails.
pub fn moved<R>(
    tx: &mut Read<'_>,
    viewer: &Viewer<R>,
    scheme: &Scheme,
    proposed: &Rules,
) -> Result<(Counts, Vec<Moved>), Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let today = viewer.today();
    let book = bound::book(tx, scheme)?;
    let after = book.with(proposed.clone(), today);
    let mut binding: HashMap<u32, (Rules, Rules)> = HashMap::new();
    let both = |begun: u32| -> (Rules, Rules) { (Book::binding(&book, begun), after.binding(begun)) };
    let (mut counts, mut moved) = (Counts::default(), Vec::new());
    for id in store::sweep::profiles(tx, scheme.id)? {
        let facts = Facts::load(tx, viewer, id)?;
        let (of_now, of_then) = binding.entry(facts.begun_under).or_insert_with(|| both(facts.begun_under));
        let (now, then, alone) = (facts.clocks(of_now), facts.clocks(of_then), facts.clocks(proposed));
        if now.erased_on <= today {
            continue;
        }
        let effect = effect(dates(&now), dates(&then), dates(&alone), today);
        counts.add(effect);
        if effect.is_any() {
            moved.push(Moved { facts, now, then, effect });
        }
    }
    moved.sort_by_key(|one| {
        (!one.effect.erased_now, !one.effect.withdrawn_now, one.then.shown_until, one.then.erased_on)
    });
    Ok((counts, moved))
}

/// Whom proposed rules would affect, as far as the viewer may see: an administrator sees nobody withdrawn without a
/// grant.
///
/// # Errors
/// If the database fails.
pub fn whom(look: &mut Look<'_, '_, Steward>, proposed: &Rules) -> Result<Whom, Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.clone());
    let (counts, moved) = moved(look.tx, &viewer, &scheme, proposed)?;
    let all = moved.len();
    let mut listed = Vec::new();
    for Moved { facts, now, then, effect } in moved {
        if listed.len() == LISTED {
            break;
        }
        let profile = facts.profile.id();
        let Some(called) = called(look, facts)? else { continue };
        look.concerns(profile);
        listed.push(Affected {
            profile,
            called,
            shown: (now.shown_until, then.shown_until),
            erased: (now.erased_on, then.erased_on),
            effect,
        });
    }
    Ok(Whom { counts, unlisted: all - listed.len(), listed })
}

fn called(look: &mut Look<'_, '_, Steward>, facts: Facts) -> Result<Option<String>, Refusal> {
    let (viewer, today) = (look.viewer, look.viewer.today());
    if viewer.role() == Role::Controller.as_str() {
        return Ok(Some(Person::of(facts.profile, today).called));
    }
    let seen = seen_if(look.tx, &look.scheme, &viewer, facts.profile.id())?;
    Ok(seen.map(|profile| Brief::of(&profile, today).called().to_owned()))
}
