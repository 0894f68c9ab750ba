//! The page "Promises": what was due and when it was done, what is late or held back, what leaves next, and whether
//! keys, escrow and the heads of the trail are as they must be.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    late::{Timetable, Waiting, held_back, undone, unproven},
    overview::LOOKS_AHEAD,
};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared,
        audit::{
            checkpoint::{self, Written},
            restarted, witnessed,
        },
        epoch::{self, Shown},
        profile::erase,
    },
    config::Settings,
    domain::{
        assurance::{
            promise::{Tally, month_of, months},
            standing::{Standing, Worry, heads_behind, silent, standing},
            witnessed::unwitnessed,
        },
        date::day_start,
        deed::Deed,
        epoch::turn::{beyond_recovery, overdue},
        ids::{ProfileId, SchemeId},
        member::evidence::{Acting, Controller},
    },
    store::{
        self,
        ledger::{Entry, Line, Lines, Matter},
        sweep::Dated,
    },
    vault::{Ring, escrow},
};

/// What the page shows.
#[derive(Debug)]
pub struct Promises {
    /// When it was looked at.
    pub at: DateTime<Utc>,
    /// How the promises stand.
    pub standing: Standing,
    /// What stands in their way.
    pub worries: Vec<Worry>,
    /// Twelve months, the latest first.
    pub months: Vec<Month>,
    /// What is late, the longest due first.
    pub late: Vec<Waiting>,
    /// Whose erasure the rules hold back.
    pub held: Vec<Waiting>,
    /// What leaves in the next days.
    pub leaving: Vec<Leaving>,
    /// The epochs of the key ring, the oldest first.
    pub epochs: Vec<Shown>,
    /// By which day whatever is erased today is beyond recovery.
    pub beyond_recovery: NaiveDate,
    /// The escrow, if one is set.
    pub escrow: Option<Kept>,
    /// The head of the audit trail.
    pub heads: Written,
    /// The newest head that the witness signed, if a witness is set.
    pub witnessed: Option<Written>,
    /// What the witness says, if it let the trail begin anew.
    pub restarted: Option<String>,
    /// When the last backup was made, if that is known.
    pub backup: Option<DateTime<Utc>>,
    /// When the timetable last ran.
    pub beat: Option<DateTime<Utc>>,
}

/// A month, and what was due in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// Withdrawals.
    pub withdrawn: Tally,
    /// Erasures.
    pub erased: Tally,
}

/// A day on which profiles leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// The day.
    pub day: NaiveDate,
    /// So many are withdrawn.
    pub withdrawn: usize,
    /// So many are erased.
    pub erased: usize,
}

/// An escrow that is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// When it was written; nothing if it is not there.
    pub written: Option<DateTime<Utc>>,
    /// Whether it is as new as the ring.
    pub follows: bool,
}

/// What stands outside the database.
pub(super) struct Sources {
    pub ledger: Lines,
    epochs: Vec<Shown>,
    escrow: Option<Kept>,
}

/// Looks at the promises: of the last twelve months, or of those up to one that began on a day.
///
/// # Errors
/// If the viewer is not the controller, the look cannot be recorded, or the ring cannot be read.
pub async fn promises(
    service: &Shared,
    call: Call,
    last: Option<NaiveDate>,
) -> Result<Seen<Promises>, Refusal> {
    let known = service.glance::<Controller, _>(call.clone(), |_, _, scheme| Ok(scheme.id)).await;
    let (scheme, _) = known?;
    let sources = Sources {
        ledger: as_read(service, scheme).await,
        epochs: epoch::overview(service).await?,
        escrow: kept(&service.settings),
    };
    service.look::<Controller, _>(call, Deed::ViewAssurance, move |look| gather(look, sources, last)).await
}

/// The ledger as far as it can be read: whoever looks why something is late is told that it cannot be.
pub(super) async fn as_read(service: &Shared, scheme: SchemeId) -> Lines {
    erase::lines(service, scheme).await.unwrap_or_else(|error| {
        tracing::error!(%scheme, %error, "the ledger cannot be read");
        Lines { lines: Vec::new(), damaged: 1 }
    })
}

/// The escrow that is set.
fn kept(settings: &Settings) -> Option<Kept> {
    let file = &settings.escrow.as_ref()?.file;
    let follows = escrow::follows(file, &settings.key_ring);
    Some(Kept { written: escrow::written(file).map(Into::into), follows })
}

fn gather(
    look: &mut Look<'_, '_, Controller>,
    sources: Sources,
    last: Option<NaiveDate>,
) -> Result<Promises, Refusal> {
    let (scheme, today, now) = (look.scheme.id, look.viewer.today(), look.viewer.at());
    let ahead = today.checked_add_days(Days::new(LOOKS_AHEAD)).unwrap_or(NaiveDate::MAX);
    let dated = store::sweep::dated(look.tx, scheme, ahead)?;
    let timetable = Timetable::load(look)?;
    let (mut late, open) = undone(look, &dated, &timetable)?;
    let mut months = empty(last.unwrap_or(today));
    let since = months.last().map_or(today, |month| month.first);
    for (first, tally) in store::promise::withdrawn(look.tx, scheme, since)? {
        add(&mut months, first, |month| month.withdrawn = month.withdrawn.and(tally));
    }
    let erased = store::promise::erased(look.tx, scheme, day_start(since))?;
    let done = done(&sources.ledger.lines);
    for one in &erased {
        let done = done.get(&one.profile).copied();
        add(&mut months, month_of(one.due), |month| month.erased.count(one.due, done, now));
    }
    for one in &late {
        let count = |tally: &mut Tally| tally.count(one.due, None, now);
        add(&mut months, month_of(one.due), |month| {
            count(if one.erasure { &mut month.erased } else { &mut month.withdrawn });
        });
    }
    for due in open {
        add(&mut months, month_of(due), |month| month.erased.count(due, None, now));
    }
    late.extend(unproven(look, &erased, &done, &sources)?);
    late.sort_by_key(|one| one.due);
    let held = held_back(look)?;
    for id in late.iter().chain(&held).map(|one| one.profile).collect::<Vec<_>>() {
        look.concerns(id);
    }
    let ring = look.service.vault.ring();
    let heads = checkpoint::written(look.tx, &look.service.settings.heads(), look.scheme.id, &ring)?;
    let (witnessed, restarted) = witness(look, &ring)?.unzip();
    let worries = worries(&late, &timetable, &sources, heads, witnessed, now);
    Ok(Promises {
        at: now,
        standing: standing(&worries),
        worries,
        months,
        late,
        held,
        leaving: leaving(&dated, today, ahead),
        beyond_recovery: beyond_recovery(today, look.service.settings.epochs_kept_days),
        backup: last_backup(&sources.ledger.lines),
        epochs: sources.epochs,
        escrow: sources.escrow,
        heads,
        witnessed,
        restarted: restarted.flatten(),
        beat: timetable.beat,
    })
}

/// What the witness signed last, and whether it let the trail begin anew, if one is set.
fn witness(
    look: &mut Look<'_, '_, Controller>,
    ring: &Ring,
) -> Result<Option<(Written, Option<String>)>, Refusal> {
    let settings = &look.service.settings;
    let Some(by) = witnessed::known(settings, ring)? else { return Ok(None) };
    let (heads, scheme) = (settings.heads(), look.scheme.id);
    let restarted = restarted::read(&heads, scheme, &by.key);
    let state = witnessed::state(look.tx, &heads, scheme, ring, &by.key)?;
    Ok(Some((state, restarted.as_ref().map(restarted::in_words))))
}

fn empty(last: NaiveDate) -> Vec<Month> {
    let none = Tally::default();
    months(last).into_iter().map(|first| Month { first, withdrawn: none, erased: none }).collect()
}

fn add(months: &mut [Month], first: NaiveDate, count: impl FnOnce(&mut Month)) {
    if let Some(month) = months.iter_mut().find(|month| month.first == first) {
        count(month);
    }
}

/// When each erasure was done: nothing was left.
fn done(lines: &[Line]) -> HashMap<ProfileId, DateTime<Utc>> {
    let done = lines.iter().filter(|line| line.entry == Entry::Done);
    done.filter_map(|line| Some((line.matter.erased()?, line.at))).collect()
}

/// When the last backup was made: each writes a line into the ledger.
fn last_backup(lines: &[Line]) -> Option<DateTime<Utc>> {
    lines.iter().rfind(|line| matches!(line.matter, Matter::Backup(..))).map(|line| line.at)
}

fn leaving(dated: &[Dated], today: NaiveDate, ahead: NaiveDate) -> Vec<Leaving> {
    let soon = |day: &NaiveDate| *day >= today && *day <= ahead;
    let mut days: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    for one in dated {
        let unseen = one.shown_until.and_then(|day| day.succ_opt()).filter(|day| *day > today);
        if let Some(day) = unseen.filter(soon) {
            days.entry(day).or_default().0 += 1;
        }
        if soon(&one.erased_on) {
            days.entry(one.erased_on).or_default().1 += 1;
        }
    }
    days.into_iter().map(|(day, (withdrawn, erased))| Leaving { day, withdrawn, erased }).collect()
}

fn worries(
    late: &[Waiting],
    timetable: &Timetable,
    sources: &Sources,
    heads: Written,
    witnessed: Option<Written>,
    now: DateTime<Utc>,
) -> Vec<Worry> {
    let found = [
        (Worry::LateErasure, late.iter().any(|one| one.erasure)),
        (Worry::LateWithdrawal, late.iter().any(|one| !one.erasure)),
        (Worry::OverdueEpoch, sources.epochs.iter().any(|epoch| overdue(epoch.destroyed, now))),
        (Worry::DeletionsStopped, timetable.stopped.is_some()),
        (Worry::Silent, timetable.stopped.is_none() && silent(timetable.beat, now)),
        (Worry::DamagedLedger, sources.ledger.damaged > 0),
        (Worry::NoEscrow, sources.escrow.is_none()),
        (Worry::OldEscrow, sources.escrow.is_some_and(|escrow| !escrow.follows)),
        (Worry::HeadsBehind, heads_behind(heads.uncovered, now)),
        (Worry::Unwitnessed, witnessed.is_some_and(|state| unwitnessed(state.uncovered, now))),
    ];
    found.into_iter().filter(|(_, is)| *is).map(|(worry, _)| worry).collect()
}
