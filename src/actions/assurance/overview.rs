//! The controller's page: what leaves soon, what left, what is late and why.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{promises::as_read, second::second};
use crate::{
    actions::{
        Call, Refusal, Seen, Shared,
        profile::bound::bound,
        timetable::pulse::{self, Stopped},
    },
    domain::{
        date::london_day,
        deed::Deed,
        ids::{ProfileId, RequestId},
        member::evidence::{Acting, Controller},
        profile::explain::explain,
        rules::DECIDE_RULES_WITHIN,
    },
    store::{
        self,
        ledger::{Entry, Line},
    },
};

/// So far ahead the page looks, and back, in days.
pub const LOOKS_AHEAD: u64 = 30;

/// What the page shows.
#[derive(Debug)]
pub struct Overview {
    /// Since when and why deletions are stopped.
    pub stopped: Option<Stopped>,
    /// Who is withdrawn in the next days: on which day nobody sees them any more.
    pub to_withdraw: Vec<(ProfileId, NaiveDate)>,
    /// Who is erased in the next days.
    pub to_erase: Vec<(ProfileId, NaiveDate)>,
    /// Erasures whose day is past, each with the sentences that say why.
    pub late: Vec<(ProfileId, NaiveDate, Vec<String>)>,
    /// How many were withdrawn in the last days.
    pub withdrawn: usize,
    /// What the ledger says of the last days: who was erased, and whether nothing is left.
    pub erased: Vec<Erased>,
    /// Incidents whose words may still name somebody erased.
    pub redactions: usize,
    /// Changes of the rules that wait: which, by when to be decided, and whether the viewer proposed it.
    pub rules: Vec<(RequestId, NaiveDate, bool)>,
    /// What waits for a second person, or for the controller: in words, and where it is done.
    pub second: Vec<(String, String)>,
    /// When the scheduler last ran.
    pub beat: Option<DateTime<Utc>>,
}

/// An erasure of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Of which profile.
    pub profile: ProfileId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// When nothing was left.
    pub done: Option<DateTime<Utc>>,
}

/// Shows the controller's page.
///
/// # Errors
/// If the viewer is not the controller, or the look cannot be recorded.
pub async fn overview(service: &Shared, call: Call) -> Result<Seen<Overview>, Refusal> {
    let mut seen = service
        .look::<Controller, _>(call, Deed::ViewAssurance, |look| {
            let (scheme, today, now) = (look.scheme.id, look.viewer.today(), look.viewer.at());
            let ahead = today.checked_add_days(Days::new(LOOKS_AHEAD)).unwrap_or(NaiveDate::MAX);
            let pulse = store::lease::pulse(look.tx, scheme)?;
            let mut overview = Overview {
                beat: pulse.as_ref().map(|pulse| pulse.at),
                stopped: pulse::stopped(pulse),
                to_withdraw: Vec::new(),
                to_erase: Vec::new(),
                late: Vec::new(),
                withdrawn: 0,
                erased: Vec::new(),
                redactions: store::redaction::list(look.tx, scheme)?.len(),
                rules: Vec::new(),
                second: second(look)?,
            };
            for waiting in store::rule_change::waiting(look.tx, &look.viewer, look.scheme.rules_version)? {
                let due = DECIDE_RULES_WITHIN.after_never_earlier(london_day(waiting.proposed_at));
                overview.rules.push((waiting.id, due, waiting.proposed_by == look.viewer.user()));
                look.concerns(waiting.id);
            }
            for dated in store::sweep::dated(look.tx, scheme, ahead)? {
                if dated.withdrawn_at.is_some_and(|at| now - at < TimeDelta::days(30)) {
                    overview.withdrawn += 1;
                }
                if dated.erased_on < today {
                    let history = store::history::load(look.tx, scheme, dated.id)?;
                    let rules = bound(look.tx, &look.scheme, dated.id)?;
                    overview.late.push((
                        dated.id,
                        dated.erased_on,
                        explain(&history, &rules, today).deferred,
                    ));
                } else if dated.erased_on <= ahead {
                    overview.to_erase.push((dated.id, dated.erased_on));
                }
                if let Some(until) = dated.shown_until.filter(|until| *until >= today && *until <= ahead) {
                    overview.to_withdraw.push((dated.id, until));
                }
            }
            let listed = overview.to_withdraw.iter().chain(&overview.to_erase).map(|(id, _)| *id);
            for id in listed.chain(overview.late.iter().map(|(id, ..)| *id)).collect::<Vec<_>>() {
                look.concerns(id);
            }
            Ok(overview)
        })
        .await?;
    let since = seen.bar.scheme.id;
    let today = service.clock.today();
    seen.value.erased = erased(&as_read(service, since).await.lines, today);
    Ok(seen)
}

/// The erasures of the last days, the latest first.
fn erased(lines: &[Line], today: NaiveDate) -> Vec<Erased> {
    let from = today.checked_sub_days(Days::new(LOOKS_AHEAD)).unwrap_or(NaiveDate::MIN);
    let mut all: Vec<Erased> = Vec::new();
    for line in lines.iter().filter(|line| london_day(line.at) >= from) {
        let Some(profile) = line.matter.erased() else { continue };
        let known = all.iter_mut().find(|erased| erased.profile == profile);
        match (line.entry, known) {
            (Entry::Intent, None) => all.push(Erased { profile, at: line.at, done: None }),
            (Entry::Done, Some(known)) => known.done = Some(line.at),
            (Entry::Void, Some(_)) => all.retain(|erased| erased.profile != profile),
            _ => {}
        }
    }
    all.reverse();
    all
}
