//! What the timetable would do on a day, without doing it: for `beadle sweep --dry-run`.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    actions::{Refusal, Service, profile::bound, profile::erase_records, sanction::by_time},
    domain::{
        date::day_start,
        ids::SchemeId,
        member::evidence,
        profile::{circulation::circulation, erasure::erased_on},
    },
    store,
};

/// A deed that would be done: ids only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The scheme's host name.
    pub scheme: String,
    /// The deed: "withdraw", "erase", "move on a sanction", or a record of the retention schedule.
    pub deed: &'static str,
    /// On what.
    pub id: Uuid,
}

/// What would be done on a day, in every scheme, as the tables stand now. Why deletions would not be done is in the
/// second list, by scheme.
///
/// # Errors
/// If the database fails.
pub fn preview(service: &Service, day: NaiveDate) -> Result<(Vec<Planned>, Vec<String>), Refusal> {
    let at: DateTime<Utc> = day_start(day);
    service.store.read_here(|tx| {
        let (mut all, mut stopped) = (Vec::new(), Vec::new());
        for scheme in store::scheme::all(tx)? {
            let rules = Service::rules(&scheme)?;
            let book = bound::book(tx, &scheme)?;
            let tick = evidence::scheduler(scheme.id, at);
            let mut plan = |deed, id: Uuid| all.push(Planned { scheme: scheme.host.clone(), deed, id });
            for id in store::sweep::to_withdraw(tx, scheme.id, day)? {
                if super::super::profile::reckon::answer(tx, &tick, &book, id)?.1.shown_until < Some(day) {
                    plan("withdraw", id.uuid());
                }
            }
            for id in store::profile::to_erase(tx, scheme.id, day)? {
                let history = store::history::load(tx, scheme.id, id)?;
                let rules = bound::bound(tx, &scheme, id)?;
                let shown = circulation(&history, &rules).circulated_until;
                if erased_on(&history, &rules).due <= day && shown < Some(day) {
                    plan("erase", id.uuid());
                }
            }
            for id in by_time::due(tx, scheme.id, &rules, day)? {
                plan("move on a sanction", id.uuid());
            }
            for due in erase_records::due(tx, scheme.id, &rules, day)? {
                plan(due.record.as_str(), due.id);
            }
            stopped.extend(stop(tx, scheme.id, &scheme.host)?);
        }
        Ok((all, stopped))
    })
}

fn stop(tx: &mut store::Read<'_>, scheme: SchemeId, host: &str) -> Result<Option<String>, Refusal> {
    let stopped = super::pulse::stopped(store::lease::pulse(tx, scheme)?);
    Ok(stopped.map(|stopped| format!("{host}: deletions are stopped. {}", stopped.why.label())))
}
