//! A scheduler among eight that is stopped for twice its lease in the middle of its work, and goes on then as if
//! nothing had been: others have taken its work over, by clocks that go wrong by minutes, and each effect is there once.

use std::{collections::BTreeMap, future::poll_fn, pin::Pin, task::Poll};

use beadle::{
    actions::Shared,
    clock::Clock,
    domain::incident::{Incident, content::Content, report::State},
    jobs::runner,
    store::{
        self,
        ledger::{Entry, Ledger},
    },
};
use chrono::TimeDelta;
use tokio::sync::watch;

use super::{
    listed::{incident, keep},
    raw::Raw,
    scheduler::{beat, drafts, works_by_a_wrong_clock},
    steps::Life,
};
use crate::harness::{Town, share};

/// Twice as long as a lease lasts.
const PAUSE: TimeDelta = TimeDelta::minutes(20);

/// Carries work on until it is far enough, and then no more: as a process that was stopped. What it had asked of the
/// database by then is done, and it has not heard of it.
async fn until(work: Pin<&mut impl Future>, far_enough: impl Fn() -> bool) -> bool {
    let mut work = work;
    poll_fn(|cx| match work.as_mut().poll(cx) {
        _ if far_enough() => Poll::Ready(true),
        Poll::Ready(_) => Poll::Ready(false),
        Poll::Pending => Poll::Pending,
    })
    .await
}

/// One of eight schedulers begins, is stopped when it is far enough, and goes on when the others have done their work.
async fn paused(town: &Town, far_enough: impl Fn(&Shared) -> bool) -> bool {
    let clock = Clock::still(town.clock.now(), 6_000);
    let slow = town.beside(&clock);
    let (_go, stop) = watch::channel(false);
    let mut work = Box::pin(runner::beat(&slow, None, &stop));
    let was_paused = until(work.as_mut(), || far_enough(&slow)).await;
    if was_paused {
        town.later(PAUSE);
        std::thread::scope(|threads| {
            for minutes in [-5, -3, -1, 0, 2, 4, 5] {
                threads.spawn(move || works_by_a_wrong_clock(town, minutes));
            }
        });
        clock.move_to(town.clock.now());
        work.await.expect("it ends, whatever became of its jobs");
    }
    town.later(TimeDelta::hours(2));
    beat(town).await;
    was_paused
}

/// What the trail says was done to what, and when each time; but for what may well be done again, and what is about
/// nobody.
fn effects(town: &Town) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let events = "SELECT deed || ' ' || about || '|' || CAST(at AS TEXT) AS hex FROM audit ORDER BY seq";
    for event in Raw::open(&town.store).hexes(events) {
        let (done, at) = event.split_once('|').expect("an instant");
        let again = ["reckon_profile", "correct_profile", "begin_epoch", "end_epoch"];
        if !done.ends_with(' ') && !again.iter().any(|deed| done.starts_with(deed)) {
            all.entry(done.to_owned()).or_default().push(at.to_owned());
        }
    }
    all
}

#[actix_web::test]
async fn stopped_at_any_step_of_an_erasure_each_effect_is_there_once() {
    let points =
        ["erase.intent", "erase.tombstone", "erase.audit", "erase.blobs", "erase.scrub", "erase.done"];
    for point in points {
        let mut life = Life::new().await;
        life.falls_due();
        let far_enough = |slow: &Shared| slow.faults().passed().contains(point);
        assert!(paused(&life.town, far_enough).await, "it came to {point}");
        // What stands in the memory of this process alone is not the others' to change.
        life.town = life.town.started_again();
        life.goes_on().await;
        let town = &life.town;
        town.later(TimeDelta::hours(1));
        beat(town).await;
        assert_eq!(life.traces().await, [""; 0], "stopped at {point} (R-25)");
        let twice: Vec<_> = effects(town).into_iter().filter(|(_, times)| times.len() > 1).collect();
        assert_eq!(twice, [], "stopped at {point}");
        let (ada, scheme) = (life.ada, town.ashby.scheme);
        let ledger = Ledger::of(town.folder.path(), scheme).read(&town.vault.ring()).unwrap();
        let hers = ledger.lines.iter().filter(|line| line.matter.erased() == Some(ada));
        let done: Vec<Entry> = hers.map(|line| line.entry).filter(|entry| *entry != Entry::Intent).collect();
        assert_eq!(done, [Entry::Done], "stopped at {point}: done once, and never taken back");
        assert_eq!((ledger.damaged, ledger.open().len()), (0, 0), "stopped at {point}");
        let waiting = town.read(move |tx| store::certificate::pending(tx, scheme)).await;
        assert!(waiting.is_empty(), "stopped at {point}: certified");
    }
}

#[actix_web::test]
async fn stopped_among_many_deeds_each_is_done_once() {
    let town = Town::new().await;
    let due = share(100, 2_000);
    let long_ago = town.clock.now() - TimeDelta::days(40);
    for _ in 0..due {
        let old = Incident {
            submitted_at: Some(long_ago),
            changed_at: long_ago,
            reviewed: Some((long_ago, town.ashby.administrator)),
            ..incident(&town, &town.ashby, State::Rejected)
        };
        keep(&town, &town.ashby, &old, Content::default()).await;
    }
    let left = || Raw::open(&town.store).count("incidents");
    assert!(paused(&town, |_| left() < due).await, "it was at its work");
    assert_eq!(drafts(&town).await, 0, "all of them");
    let erased: Vec<_> =
        effects(&town).into_iter().filter(|(done, _)| done.starts_with("erase_record")).collect();
    assert_eq!(erased.len(), due);
    assert!(erased.iter().all(|(_, times)| times.len() == 1), "each once: {erased:?}");
}
