//! What becomes of sanctions by time alone: an unserved notice lapses, a term ends. The timetable finds the
//! candidates with `store::sanction::due`; the rule decides here, so that running twice or late does no harm.

use chrono::NaiveDate;

use crate::{
    actions::{Act, Refusal, Service, letter, profile::reckon::reckon},
    domain::{
        date::london_day,
        deed::Deed,
        ids::SanctionId,
        member::evidence::{Acting, Scheduler},
        sanction::{Sanction, kind::Kind, letter::LetterKind, service, state},
    },
    store::{self, StoreError},
};

/// Lapses a decided sanction that nobody served in time; `false` if it is not to lapse.
///
/// # Errors
/// If there is no such sanction, or the database fails.
pub fn lapse(act: &mut Act<'_, '_, Scheduler>, id: SanctionId) -> Result<bool, Refusal> {
    let rules = Service::rules(&act.scheme)?;
    let today = act.viewer.today();
    let sanction = store::sanction::load(act.tx, act.scheme.id, id)?;
    let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
    if !service::lapsed(decided, today, &rules) {
        return Ok(false);
    }
    moved_on(act, sanction, state::Deed::Lapse, Deed::LapseExclusion)
}

/// Ends an exclusion whose last day is past: the card drops *excluded*, and the letter that confirms it follows once
/// this is committed; [`letter::write::write_due`] catches up if it could not. `false` if it is not to end.
///
/// # Errors
/// If there is no such sanction, or the database fails.
pub fn end_of_term(act: &mut Act<'_, '_, Scheduler>, id: SanctionId) -> Result<bool, Refusal> {
    let today = act.viewer.today();
    let sanction = store::sanction::load(act.tx, act.scheme.id, id)?;
    if sanction.kind != Kind::Exclusion || !past(sanction.ends_on, today) {
        return Ok(false);
    }
    let ended = moved_on(act, sanction, state::Deed::End, Deed::EndExclusion)?;
    if ended {
        let (service, scheme) = (act.service.clone(), act.viewer.scheme());
        act.afterwards(move |_| {
            tokio::spawn(async move {
                letter::write::write_or_tell(&service, scheme, id, LetterKind::ExpiryConfirmation).await;
            });
        });
    }
    Ok(ended)
}

fn past(ends_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    ends_on.is_some_and(|last| last < today)
}

fn moved_on(
    act: &mut Act<'_, '_, Scheduler>,
    sanction: Sanction,
    by: state::Deed,
    deed: Deed,
) -> Result<bool, Refusal> {
    let (scheme, from) = (act.scheme.id, sanction.state);
    let Some(next) = from.after(by) else { return Ok(false) };
    let moved = Sanction { state: next, ..sanction };
    match store::sanction::update(act.tx, scheme, from, &moved) {
        Err(StoreError::Duplicate) => return Ok(false),
        done => done?,
    }
    act.record(deed, &[moved.profile.uuid(), moved.id.uuid()]);
    reckon(act, moved.profile)?;
    Ok(true)
}
