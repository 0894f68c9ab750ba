//! Erases a profile irrevocably: intent to the ledger, one transaction, blobs, the write-ahead log, a look on
//! a fresh connection, and only then the ledger's done line.

use chrono::NaiveDate;

use super::{index, leave_incident::leave_incidents};
use crate::{
    actions::{
        Act, Refusal, Shared,
        certificate::issue,
        ledger::{unwritable, with},
        letter::keep,
        pack,
        photo::keep::blob_names,
        profile::bound,
        profile::reckon::answer,
        timetable::{Turn, ledger, nothing_to_do, pulse::may_delete},
    },
    domain::{
        assurance::promise::due_at,
        certificate::deletion::Kind,
        deed::Deed,
        ids::{ProfileId, SchemeId},
        member::evidence::{self, Scheduler},
        profile::erasure::erased_on,
        rules::TOMBSTONE,
    },
    faults::step,
    store::{
        self,
        certificate::Pending,
        ledger::{Entry, Line, Lines, Matter},
    },
};

/// The profiles whose day has come, by their column.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<ProfileId>, Refusal> {
    let (scheme, today) = (turn.scheme(), service.clock.today());
    service.store.read(move |tx| Ok(store::profile::to_erase(tx, scheme, today)?)).await
}

/// Whether deletions are stopped in the scheme of a turn.
///
/// # Errors
/// If the database fails.
pub async fn stopped(service: &Shared, turn: &Turn) -> Result<bool, Refusal> {
    let scheme = turn.scheme();
    let pulse = service.store.read::<_, Refusal>(move |tx| Ok(store::lease::pulse(tx, scheme)?)).await?;
    Ok(pulse.is_some_and(|pulse| pulse.stopped.is_some()))
}

/// Erases a profile if the rule says so; `false` if something defers it, deletions are stopped, or it is
/// gone already.
///
/// # Errors
/// If the ledger or the database fails: then nothing was erased, and the intent stands until it is.
pub async fn erase(service: &Shared, turn: &Turn, id: ProfileId) -> Result<bool, Refusal> {
    if stopped(service, turn).await? {
        return Ok(false);
    }
    if !due(service, turn.scheme(), id).await? {
        // Deferred: the column learns the later day.
        return super::reckon_all::again(service, turn, id).await.map(|_| false);
    }
    // Whoever was joined to this profile goes with it, beyond a restore as well.
    let scheme = turn.scheme();
    let read = move |tx: &mut store::Read<'_>| Ok::<_, Refusal>(store::origin::joined_to(tx, scheme, id)?);
    let with = service.store.read(read).await?;
    let all: Vec<ProfileId> = std::iter::once(id).chain(with.iter().copied()).collect();
    if wanted(service, "erase.intent")? {
        for one in &all {
            write(service, turn, Entry::Intent, *one).await?;
        }
    }
    let erased = turn
        .deed(service, move |act| {
            may_delete(act)?;
            take_out(act, id, &with)
        })
        .await?
        .is_some();
    if !erased {
        for one in all {
            write(service, turn, Entry::Void, one).await?;
        }
    }
    Ok(erased)
}

async fn due(service: &Shared, scheme: SchemeId, id: ProfileId) -> Result<bool, Refusal> {
    let now = service.clock.now();
    let asked = service
        .store
        .read(move |tx| {
            let book = bound::book_of(tx, scheme)?;
            let tick = evidence::scheduler(scheme, now);
            Ok(answer(tx, &tick, &book, id)?.1.erased_on <= tick.today())
        })
        .await;
    match asked {
        Err(Refusal::NotFound) => Ok(false),
        answer => answer,
    }
}

/// Everything that leaves in one transaction. The rule decides again, inside it.
fn take_out(act: &mut Act<'_, '_, Scheduler>, id: ProfileId, with: &[ProfileId]) -> Result<(), Refusal> {
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let rules = bound::bound(act.tx, &act.scheme, id)?;
    let due_on = erased_on(&store::history::load(act.tx, scheme, id)?, &rules).due;
    if due_on > today {
        return nothing_to_do();
    }
    if store::origin::joined_to(act.tx, scheme, id)? != with {
        return nothing_to_do();
    }
    remove(act, id, with, due_on)
}

/// Erases a profile that was erased before, after a restore of a backup that still has it; whoever was joined to it by
/// then goes with it. `false` if it is not there. The ledger has its lines already.
///
/// # Errors
/// If the database fails: then nothing was erased.
pub(in crate::actions) async fn again(
    service: &Shared,
    scheme: SchemeId,
    id: ProfileId,
) -> Result<bool, Refusal> {
    let there = move |tx: &mut store::Read<'_>| Ok::<_, Refusal>(store::profile::exists(tx, scheme, id)?);
    if !service.store.read(there).await? {
        return Ok(false);
    }
    let erased = service.tick(scheme, move |act| {
        let with = store::origin::joined_to(act.tx, scheme, id)?;
        let rules = bound::bound(act.tx, &act.scheme, id)?;
        let due_on = erased_on(&store::history::load(act.tx, scheme, id)?, &rules).due;
        remove(act, id, &with, due_on)
    });
    erased.await.map(|()| true)
}

fn remove(
    act: &mut Act<'_, '_, Scheduler>,
    id: ProfileId,
    with: &[ProfileId],
    due_on: NaiveDate,
) -> Result<(), Refusal> {
    let (scheme, today, now) = (act.scheme.id, act.viewer.today(), act.now());
    let due = due_at(due_on, store::profile::dated_at(act.tx, scheme, id)?);
    let viewer = act.viewer;
    let (names, _) = store::profile::load(act.tx, &viewer, id)?.searchable();
    let counted = issue::count(act.tx, scheme, id)?;
    let copies = store::pack::of_profile(act.tx, scheme, id)?;
    let letters = store::erasure::take_out(act.tx, scheme, id)?;
    let mut blobs: Vec<String> =
        letters.into_iter().flat_map(|letter| keep::blob_names(scheme, letter)).collect();
    blobs.extend(copies.into_iter().flat_map(|copy| pack::keep::blob_names(scheme, copy)));
    if step("erase.letter_blobs")? {
        store::picture::remove_blobs(act.tx, scheme, &blobs)?;
    }
    for picture in store::picture::of_profiles(act.tx, scheme, &[id])? {
        store::erasure::forget_source(act.tx, scheme, picture.id)?;
        store::picture::erase(act.tx, scheme, &picture, &blob_names(scheme, picture.id))?;
    }
    leave_incidents(act, id, &names)?;
    store::profile::erase(act.tx, scheme, id)?;
    let all: Vec<ProfileId> = std::iter::once(id).chain(with.iter().copied()).collect();
    if step("erase.tombstone")? {
        for one in &all {
            let due = (*one == id).then_some(due);
            store::erasure::bury(act.tx, scheme, *one, now, due, TOMBSTONE.after_never_earlier(today))?;
        }
    }
    store::lease::note_erasure(act.tx, scheme, now)?;
    if step("erase.audit")? {
        let about: Vec<uuid::Uuid> = all.into_iter().map(Into::into).collect();
        let event = act.record(Deed::EraseProfile, &about);
        counted.begin(act, id, event, due_on)?;
    }
    if step("erase.index")? {
        index::remove(act, id);
    }
    Ok(())
}

/// Carries open intents to their end: once blobs and log are clean and a fresh connection finds nothing, the done
/// line is written. Returns how many profiles are gone for good now.
///
/// # Errors
/// If the ledger or the database fails.
pub async fn conclude(service: &Shared, turn: &Turn) -> Result<usize, Refusal> {
    let scheme = turn.scheme();
    let lines = lines(service, scheme).await?;
    if lines.damaged > 0 {
        tracing::error!(%scheme, damaged = lines.damaged, "lines of the ledger do not verify");
    }
    let open: Vec<ProfileId> = lines.open().iter().filter_map(|line| line.matter.erased()).collect();
    let open = buried(service, scheme, open).await?;
    let waiting = issue::pending(service, turn).await?;
    if open.is_empty() && waiting.is_empty() || !scrubbed(service).await? {
        return Ok(0);
    }
    let mut done = 0;
    for profile in open {
        if concluded(service, scheme, profile).await? {
            if wanted(service, "erase.done")? {
                write(service, turn, Entry::Done, profile).await?;
            }
            done += 1;
        }
    }
    for pending in waiting {
        if settled(service, scheme, pending.clone()).await? {
            issue::issue(service, turn, pending).await?;
        }
    }
    Ok(done)
}

/// Those that are taken out by now: what is committed only after the log was emptied waits for the next time.
async fn buried(service: &Shared, scheme: SchemeId, of: Vec<ProfileId>) -> Result<Vec<ProfileId>, Refusal> {
    let read = move |tx: &mut store::Read<'_>| {
        let mut buried = Vec::new();
        for id in of {
            if store::erasure::buried(tx, scheme, id)?.is_some() {
                buried.push(id);
            }
        }
        Ok(buried)
    };
    service.store.read(read).await
}

/// Whether nothing of an erased profile is left: asked on a connection made for it.
async fn concluded(service: &Shared, scheme: SchemeId, id: ProfileId) -> Result<bool, Refusal> {
    let store = service.store.clone();
    let look = move || {
        store.read_afresh::<_, Refusal>(|tx| {
            let Some(erased_at) = store::erasure::buried(tx, scheme, id)? else { return Ok(false) };
            let left = store::erasure::left(tx, id)?;
            if !left.is_empty() {
                tracing::error!(profile = %id, ?left, "something of an erased profile is left");
                return Ok(false);
            }
            let waits = store::redaction::list(tx, scheme)?.iter().any(|redaction| redaction.profile == id);
            Ok(!waits && !store::erasure::blobs_wait(tx, scheme, erased_at)?)
        })
    };
    tokio::task::spawn_blocking(look)
        .await
        .map_err(|_| Refusal::Failed("the service is stopping".to_owned()))?
}

/// Whether nothing is left of what waits for its certificate.
async fn settled(service: &Shared, scheme: SchemeId, pending: Pending) -> Result<bool, Refusal> {
    match pending.kind {
        Kind::Erasure => concluded(service, scheme, pending.subject.into()).await,
        Kind::Leaving => service.store.read(move |tx| issue::left_for_good(tx, scheme, &pending)).await,
    }
}

/// Empties the write-ahead log; `false` if a reader holds it for long: the next run tries again.
async fn scrubbed(service: &Shared) -> Result<bool, Refusal> {
    if !wanted(service, "erase.scrub")? {
        return Ok(true);
    }
    for _ in 0..10 {
        let store = service.store.clone();
        let scrub = tokio::task::spawn_blocking(move || store.scrub()).await;
        if scrub.map_err(|_| Refusal::Failed("the service is stopping".to_owned()))?? {
            return Ok(true);
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Ok(false)
}

/// Whether a step outside a transaction is to be taken.
fn wanted(service: &Shared, name: &'static str) -> Result<bool, Refusal> {
    Ok(service.faults().within(|| step(name))?)
}

/// Writes a line while the job is known to be ours: whoever slept beyond its lease would take back, or conclude, what
/// another has done since.
async fn write(service: &Shared, turn: &Turn, entry: Entry, profile: ProfileId) -> Result<(), Refusal> {
    let line = Line { entry, matter: Matter::Erasure(profile), deed: None, at: service.clock.now() };
    let (ledger, vault) = (ledger(service, turn.scheme()), service.vault.clone());
    turn.held(service, move || ledger.append(&vault.ring(), line).map_err(unwritable)).await
}

/// A scheme's ledger as it stands.
///
/// # Errors
/// If it cannot be read.
pub async fn lines(service: &Shared, scheme: SchemeId) -> Result<Lines, Refusal> {
    with(service, ledger(service, scheme), |ledger, service| ledger.read(&service.vault.ring())).await
}

/// Forgets lines of the ledger past their period; returns how many.
///
/// # Errors
/// If it cannot be rewritten.
pub async fn forget_lines(
    service: &Shared,
    scheme: SchemeId,
    before: chrono::DateTime<chrono::Utc>,
) -> Result<usize, Refusal> {
    let keeper = ledger(service, scheme);
    with(service, keeper, move |ledger, service| ledger.forget(&service.vault.ring(), before)).await
}
