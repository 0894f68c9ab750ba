//! Works the timetable: every minute each job that is due is claimed, scheme by scheme, and carried out deed by deed.
//! A stop is heeded between two deeds: the present transaction is finished, the rest waits for the next start.

use std::{future::ready, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use tokio::{sync::watch, time::Instant};

use super::schedule::{Job, TIMETABLE, Task};
use crate::{
    actions::{
        Refusal, Shared,
        agency::remind,
        audit::mail_head,
        data_breach::remind as breach,
        document::remind as document,
        epoch,
        incident::merge_counters::merge_counters,
        ledger,
        profile::{erase, erase_records, reckon_all, remove_blobs, withdraw},
        sanction::by_time,
        timetable::{self, Turn, pulse},
    },
    domain::scheme::trust::{Counted, strayed},
};

const EVERY: Duration = Duration::from_secs(60);

/// Whether to stop; asked between two deeds.
pub type Stop = watch::Receiver<bool>;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Jobs claimed.
    pub jobs: usize,
    /// Deeds done.
    pub deeds: usize,
    /// Jobs that failed; they are tried again in a minute.
    pub failed: usize,
}

/// Runs until told to stop.
pub async fn run(service: Shared, mut stop: Stop) {
    let mut last: Option<(DateTime<Utc>, Instant)> = None;
    while !*stop.borrow() {
        let (wall, count) = (service.clock().now(), Instant::now());
        let counted = last.map(|(wall, then)| counted_since(wall, then));
        last = Some((wall, count));
        match beat(&service, counted, &stop).await {
            Ok(done) if done.deeds > 0 => tracing::info!(deeds = done.deeds, "the timetable was worked"),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the timetable could not be worked"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
}

/// What this process counted since its clock showed `wall`.
fn counted_since(wall: DateTime<Utc>, then: Instant) -> Counted {
    Counted { wall, elapsed: TimeDelta::from_std(then.elapsed()).unwrap_or(TimeDelta::MAX) }
}

/// Works the timetable once. `counted` is what this process counted since its last beat: nothing at its start.
///
/// # Errors
/// If the database fails. A job that fails is told in the log and in the answer, and keeps no other from its turn.
pub async fn beat(service: &Shared, counted: Option<Counted>, stop: &Stop) -> Result<Done, Refusal> {
    let mut done = Done::default();
    let (wall, count, mut jumped) = (service.clock().now(), Instant::now(), false);
    for scheme in timetable::schemes(service).await? {
        pulse::beat(service, &scheme, counted).await?;
        // The job worked last, and whether nothing of it is left: given back together with the next claim.
        let mut worked = None;
        for job in TIMETABLE {
            if *stop.borrow() {
                break;
            }
            if strayed(counted_since(wall, count), service.clock().now()) {
                tracing::error!("the clock jumped while the timetable was worked: the rest waits");
                jumped = true;
                break;
            }
            let next = timetable::pass_on(service, worked.take(), scheme.id, (job.name, job.every)).await?;
            let Some(turn) = next else { continue };
            done.jobs += 1;
            let finished = match work(service, &turn, job, stop).await {
                Ok(deeds) => {
                    done.deeds += deeds;
                    !*stop.borrow()
                }
                Err(error) => {
                    tracing::error!(job = job.name, scheme = %scheme.id, %error, "a job failed");
                    done.failed += 1;
                    false
                }
            };
            worked = Some((turn, finished));
        }
        if let Some((turn, finished)) = worked {
            timetable::give_back(service, turn, finished && !jumped).await?;
        }
        if jumped || *stop.borrow() {
            break;
        }
    }
    Ok(done)
}

/// So many deeds of a job wait for the database together: on SQLite they share a commit.
const TOGETHER: usize = 16;

/// Carries out a job, deed by deed; returns how many were done. A deed that fails keeps no other from its turn, but a
/// job that was taken over by another process ends, and one whose store of pictures does not answer: each deed would
/// wait for it anew. What failed fails the job at its end.
async fn each<T, F>(
    stop: &Stop,
    together: usize,
    candidates: Vec<T>,
    deed: impl Fn(T) -> F,
) -> Result<usize, Refusal>
where
    F: Future<Output = Result<bool, Refusal>>,
{
    let wanted = stream::iter(candidates).take_while(|_| ready(!*stop.borrow()));
    let mut under_way = wanted.map(deed).buffer_unordered(together);
    let (mut deeds, mut failed) = (0, None);
    while let Some(done) = under_way.next().await {
        match done {
            Ok(done) => deeds += usize::from(done),
            Err(error) if timetable::is_over(&error) || matches!(error, Refusal::Silent) => {
                return Err(error);
            }
            Err(error) => {
                tracing::error!(%error, "a deed of the timetable failed");
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(deeds), Err)
}

/// A new epoch, everything moved to it, and the end of those that are over.
async fn epochs(service: &Shared, turn: &Turn, stop: &Stop) -> Result<usize, Refusal> {
    let mut deeds = usize::from(epoch::begin(service, turn, false).await?);
    while !*stop.borrow() && epoch::rewrap(service, turn).await? {
        deeds += 1;
    }
    if *stop.borrow() { Ok(deeds) } else { Ok(deeds + usize::from(epoch::destroy(service, turn).await? > 0)) }
}

async fn work(service: &Shared, turn: &Turn, job: &Job, stop: &Stop) -> Result<usize, Refusal> {
    match job.task {
        Task::Reckon => {
            let moved = reckon_all::candidates(service, turn).await?;
            each(stop, TOGETHER, moved, |id| reckon_all::again(service, turn, id)).await
        }
        Task::Withdraw => {
            let past = withdraw::candidates(service, turn).await?;
            each(stop, TOGETHER, past, |id| withdraw::withdraw(service, turn, id)).await
        }
        Task::Sanctions => {
            let due = by_time::candidates(service, turn).await?;
            each(stop, TOGETHER, due, |id| by_time::move_on(service, turn, id)).await
        }
        Task::Letters => by_time::letters(service, turn).await,
        Task::Erase => {
            let due = erase::candidates(service, turn).await?;
            // What cannot be taken back is done one by one.
            each(stop, 1, due, |id| erase::erase(service, turn, id)).await
        }
        Task::EraseRecords => {
            erase_records::end_stale(service, turn).await?;
            let due = erase_records::candidates(service, turn).await?;
            each(stop, 1, due, |due| erase_records::erase(service, turn, due)).await
        }
        Task::Epochs => epochs(service, turn, stop).await,
        Task::MergeCounters => merge_counters(service, turn).await.map(usize::from),
        Task::Disown => {
            let orphans = remove_blobs::orphans(service, turn).await?;
            each(stop, 1, orphans, |key| remove_blobs::disown(service, turn, key)).await
        }
        Task::RemoveBlobs => {
            let blobs = remove_blobs::candidates(service, turn).await?;
            each(stop, 1, blobs, |name| remove_blobs::remove(service, turn, name)).await
        }
        Task::Settle => ledger::settle(service, turn.scheme()).await,
        Task::Conclude => erase::conclude(service, turn).await,
        Task::MailHead => mail_head::mail_head(service, turn).await,
        Task::Remind => {
            let near = remind::candidates(service, turn).await?;
            each(stop, 1, near, |id| remind::remind(service, turn, id)).await
        }
        Task::RemindBreach => {
            let running = breach::candidates(service, turn).await?;
            each(stop, 1, running, |id| breach::remind(service, turn, id)).await
        }
        Task::RemindDocument => {
            let near = document::candidates(service, turn).await?;
            each(stop, 1, near, |id| document::remind(service, turn, id)).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deed_that_fails_keeps_no_other_from_its_turn_but_a_silent_store_ends_the_job() {
        let (_go, stop) = watch::channel(false);
        let tried = std::sync::Mutex::new(Vec::new());
        let deed = |n: usize, error: fn() -> Refusal| {
            tried.lock().unwrap().push(n);
            ready(if n == 1 { Err(error()) } else { Ok(true) })
        };
        let failed = each(&stop, 1, vec![0, 1, 2], |n| deed(n, || Refusal::Failed("no".to_owned()))).await;
        assert!(matches!(failed, Err(Refusal::Failed(_))));
        assert_eq!(std::mem::take(&mut *tried.lock().unwrap()), [0, 1, 2]);
        let silent = each(&stop, 1, vec![0, 1, 2], |n| deed(n, || Refusal::Silent)).await;
        assert!(matches!(silent, Err(Refusal::Silent)));
        assert_eq!(*tried.lock().unwrap(), [0, 1]);
    }
}
