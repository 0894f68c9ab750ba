//! What is late, and what the rules hold back, each with the sentences that say why: by random reference.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::promises::Sources;
use crate::{
    actions::{
        Look, Refusal,
        incident::words::moment,
        profile::bound::bound,
        timetable::pulse::{self, Stopped},
    },
    domain::{
        assurance::{
            promise::{due_at, in_time, withdrawn_from},
            standing::silent,
        },
        date::day_start,
        ids::ProfileId,
        incident::report::State,
        member::evidence::{Acting, Controller},
        profile::{erasure::erased_on, explain::explain, status::shown},
    },
    store::{self, incident::Which, promise::Erasure, sweep::Dated},
};

/// What was promised of somebody, and is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Of whom.
    pub profile: ProfileId,
    /// From when on it was due.
    pub due: DateTime<Utc>,
    /// Whether it is an erasure; else a withdrawal.
    pub erasure: bool,
    /// Whether there is still a profile to open.
    pub kept: bool,
    /// Why it waits, a sentence each.
    pub why: Vec<String>,
}

/// When the timetable ran, and whether it may delete.
pub(super) struct Timetable {
    pub beat: Option<DateTime<Utc>>,
    pub stopped: Option<Stopped>,
}

impl Timetable {
    pub(super) fn load(look: &mut Look<'_, '_, Controller>) -> Result<Self, Refusal> {
        let pulse = store::lease::pulse(look.tx, look.scheme.id)?;
        Ok(Self { beat: pulse.as_ref().map(|pulse| pulse.at), stopped: pulse::stopped(pulse) })
    }

    /// Why something that is due is not done.
    fn why(&self, now: DateTime<Utc>) -> String {
        match (&self.stopped, self.beat) {
            (Some(stopped), _) => format!("Deletions are stopped. {}", stopped.why.label()),
            (None, Some(beat)) if silent(Some(beat), now) => {
                format!("The timetable last ran on {}.", moment(beat))
            }
            (None, None) => "The timetable has not run yet.".to_owned(),
            (None, Some(_)) => "The timetable runs, and could not do it: see the log.".to_owned(),
        }
    }
}

/// Who is to be withdrawn or erased by now and is late, of profiles that are still kept; and what is due and not late.
pub(super) fn undone(
    look: &mut Look<'_, '_, Controller>,
    dated: &[Dated],
    timetable: &Timetable,
) -> Result<(Vec<Waiting>, Vec<DateTime<Utc>>), Refusal> {
    let (today, now) = (look.viewer.today(), look.viewer.at());
    let (mut late, mut open) = (Vec::new(), Vec::new());
    for one in dated {
        let put_away = one.withdrawn_at.is_some() || !one.was_shown || shown(one.shown_until, today);
        let withdrawn = withdrawn_from(one.shown_until, one.dated_at);
        if !put_away && !in_time(withdrawn, now) {
            late.push(waiting(one.id, withdrawn, false, vec![timetable.why(now)]));
        }
        let due = due_at(one.erased_on, one.dated_at);
        if one.erased_on > today || held(look, one.id)?.is_some() {
            continue;
        }
        if in_time(due, now) {
            open.push(due);
        } else {
            late.push(waiting(one.id, due, true, vec![timetable.why(now)]));
        }
    }
    Ok((late, open))
}

fn waiting(profile: ProfileId, due: DateTime<Utc>, erasure: bool, why: Vec<String>) -> Waiting {
    Waiting { profile, due, erasure, kept: true, why }
}

/// From which day on the rules hold back the erasure of a profile, and why; nothing if its day is still to come, or
/// nothing holds it back.
fn held(
    look: &mut Look<'_, '_, Controller>,
    id: ProfileId,
) -> Result<Option<(NaiveDate, Vec<String>)>, Refusal> {
    let today = look.viewer.today();
    let history = store::history::load(look.tx, look.scheme.id, id)?;
    let rules = bound(look.tx, &look.scheme, id)?;
    let erasure = erased_on(&history, &rules);
    let holds = erasure.undeferred <= today && erasure.due > today;
    Ok(holds.then(|| (erasure.undeferred, explain(&history, &rules, today).deferred)))
}

/// Who would be erased by now, but for a hold, an open request or a report that waits for its review.
pub(super) fn held_back(look: &mut Look<'_, '_, Controller>) -> Result<Vec<Waiting>, Refusal> {
    let scheme = look.scheme.id;
    let mut ids = store::promise::held(look.tx, scheme)?;
    let submitted = Which { state: Some(State::Submitted), ..Which::default() };
    let reports = store::incident::list(look.tx, scheme, submitted)?;
    ids.extend(reports.into_iter().filter_map(|report| report.claimed));
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::new();
    for id in ids {
        if let Some((day, why)) = held(look, id)? {
            all.push(waiting(id, day_start(day), true, why));
        }
    }
    all.sort_by_key(|one| one.due);
    Ok(all)
}

/// Erasures that left the tables and are not proven in time: what still holds the proof back.
pub(super) fn unproven(
    look: &mut Look<'_, '_, Controller>,
    erased: &[Erasure],
    done: &HashMap<ProfileId, DateTime<Utc>>,
    sources: &Sources,
) -> Result<Vec<Waiting>, Refusal> {
    let (scheme, now) = (look.scheme.id, look.viewer.at());
    let residues = store::redaction::list(look.tx, scheme)?;
    let mut late = Vec::new();
    for one in erased.iter().filter(|one| !done.contains_key(&one.profile) && !in_time(one.due, now)) {
        let mut why = Vec::new();
        if residues.iter().any(|residue| residue.profile == one.profile) {
            why.push("A report may still name them: somebody reads it again (R-29).".to_owned());
        }
        if store::erasure::blobs_wait(look.tx, scheme, one.erased)? {
            why.push("A picture or a letter is not gone from where pictures are kept.".to_owned());
        }
        if sources.ledger.damaged > 0 {
            why.push("A line of the ledger of erasures cannot be read.".to_owned());
        }
        if why.is_empty() {
            why.push(
                "Pending scrub: it left the tables, and the database's log is not emptied yet.".to_owned(),
            );
        }
        late.push(Waiting { profile: one.profile, due: one.due, erasure: true, kept: false, why });
    }
    Ok(late)
}
