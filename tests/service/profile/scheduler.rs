//! The scheduler: each deed once, by one process; catches up; stops between deeds; stops deleting by a wrong clock.

use std::collections::BTreeSet;

use beadle::{
    actions::{
        Refusal,
        profile::withdraw,
        timetable::{self, Every},
    },
    clock::Clock,
    domain::{
        ids::ProfileId,
        incident::{Incident, content::Content, report::State},
        scheme::trust::Counted,
    },
    jobs::runner::{self, Done},
    store,
};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::listed::{incident, keep, profile, report};
use crate::harness::{Town, share};

/// Works the timetable once.
pub async fn beat(town: &Town) -> Done {
    let (_go, stop) = watch::channel(false);
    let done = runner::beat(&town.service, None, &stop).await.unwrap();
    assert_eq!(done.failed, 0, "no job fails");
    done
}

/// Lets the time pass, with a beat every 30 days and at the end.
pub async fn run_until(town: &Town, instant: &str) {
    let end: DateTime<Utc> = instant.parse().unwrap();
    while town.clock.now() < end {
        town.clock.move_to(end.min(town.clock.now() + TimeDelta::days(30)));
        beat(town).await;
    }
}

async fn people(town: &Town, count: usize) -> Vec<ProfileId> {
    let mut all = Vec::new();
    for n in 0..count {
        let id = profile(town, &town.ashby, &format!("Person Number{n}")).await;
        report(town, &town.ashby, &[id], " took a ham").await;
        all.push(id);
    }
    all
}

pub async fn withdrawals(town: &Town) -> usize {
    town.trail(&town.ashby).await.iter().filter(|deed| *deed == "withdraw_profile").count()
}

pub async fn drafts(town: &Town) -> usize {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::incident::list(tx, scheme, Default::default())).await.len()
}

#[actix_web::test]
async fn two_schedulers_at_once_do_each_deed_once() {
    let town = Town::new().await;
    people(&town, 4).await;
    town.clock.move_to("2027-11-23T00:10:00Z".parse().unwrap());
    let second = town.second();
    let (_go, stop) = watch::channel(false);
    let (a, b) = tokio::join!(runner::beat(&town.service, None, &stop), runner::beat(&second, None, &stop),);
    assert_eq!((a.unwrap().failed, b.unwrap().failed), (0, 0));
    assert_eq!(withdrawals(&town).await, 4, "each once");
    beat(&town).await;
    assert_eq!(withdrawals(&town).await, 4, "and never again");
}

/// A scheduler of its own process, whose clock goes wrong by minutes, works until it finds nothing to do.
pub fn works_by_a_wrong_clock(town: &Town, minutes: i64) {
    let now = town.clock.now() + TimeDelta::minutes(minutes);
    actix_web::rt::System::new().block_on(async {
        let second = town.beside(&Clock::still(now, (7_000 + minutes).unsigned_abs()));
        let (_go, stop) = watch::channel(false);
        for _ in 0..3 {
            // Whose lease a clock ahead took over finds its job failed, and does no more of it.
            runner::beat(&second, None, &stop).await.unwrap();
        }
    });
}

#[actix_web::test]
async fn eight_schedulers_by_wrong_clocks_do_each_of_many_deeds_once() {
    let town = Town::new().await;
    let due = share(400, 10_000);
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
    std::thread::scope(|threads| {
        for minutes in [-5, -4, -2, -1, 1, 2, 4, 5] {
            let town = &town;
            threads.spawn(move || works_by_a_wrong_clock(town, minutes));
        }
    });
    // Whose lease was taken over by a clock ahead leaves the rest to the next beat.
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    let trail = town.trail_of(&town.ashby, 3 * due + 1_000).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "erase_record").count(), due, "each once");
    assert_eq!(drafts(&town).await, 0, "and all of them");
}

#[actix_web::test]
async fn a_scheduler_that_slept_beyond_its_lease_does_nothing_more() {
    let town = Town::new().await;
    let all = people(&town, 2).await;
    town.clock.move_to("2027-11-23T00:10:00Z".parse().unwrap());
    let scheme = town.ashby.scheme;
    let claim = || timetable::claim(&town.service, scheme, "withdraw", Every::Minutes(5));
    let sleeper = claim().await.unwrap().expect("it is due");
    assert!(claim().await.unwrap().is_none(), "one at a time");
    assert!(withdraw::withdraw(&town.service, &sleeper, all[0]).await.unwrap());
    town.later(TimeDelta::minutes(9));
    assert!(claim().await.unwrap().is_none(), "the lease still holds");
    town.later(TimeDelta::minutes(2));
    let next = claim().await.unwrap().expect("the sleeper's lease is over");
    let fenced = withdraw::withdraw(&town.service, &sleeper, all[1]).await;
    assert!(matches!(fenced, Err(Refusal::Failed(_))), "{fenced:?}");
    assert_eq!(withdrawals(&town).await, 1, "nothing was changed");
    timetable::give_back(&town.service, sleeper, true).await.unwrap();
    assert!(withdraw::withdraw(&town.service, &next, all[1]).await.unwrap(), "the sleeper gave nothing away");
    timetable::give_back(&town.service, next, true).await.unwrap();
    assert!(claim().await.unwrap().is_none(), "done for now");
}

#[actix_web::test]
async fn a_clock_ahead_takes_a_lease_early_and_still_nothing_happens_twice() {
    let town = Town::new().await;
    let all = people(&town, 1).await;
    town.clock.move_to("2027-11-23T00:10:00Z".parse().unwrap());
    let claim = || timetable::claim(&town.service, town.ashby.scheme, "withdraw", Every::Minutes(5));
    let slow = claim().await.unwrap().expect("it is due");
    town.later(TimeDelta::minutes(30));
    let fast = claim().await.unwrap().expect("by the fast clock the lease is over");
    town.later(TimeDelta::minutes(-30));
    assert!(
        withdraw::withdraw(&town.service, &slow, all[0]).await.is_err(),
        "fenced, whatever its clock says"
    );
    assert!(withdraw::withdraw(&town.service, &fast, all[0]).await.unwrap());
    assert_eq!(withdrawals(&town).await, 1);
}

#[actix_web::test]
async fn a_clock_that_was_a_year_ahead_and_is_put_right_holds_no_job_back() {
    let town = Town::new().await;
    let claim = || timetable::claim(&town.service, town.ashby.scheme, "erase", Every::Minutes(60));
    town.later(TimeDelta::days(365));
    let held = claim().await.unwrap().expect("it is due");
    town.later(TimeDelta::days(-365));
    let ours = claim().await.unwrap().expect("a lease of next year is none");
    assert!(claim().await.unwrap().is_none(), "one at a time");
    timetable::give_back(&town.service, held, true).await.unwrap();
    town.later(TimeDelta::days(365));
    timetable::give_back(&town.service, ours, true).await.unwrap();
    town.later(TimeDelta::days(-364));
    assert!(claim().await.unwrap().is_some(), "what next year did is not done today");
}

#[actix_web::test]
async fn after_a_downtime_everything_due_is_caught_up_once() {
    let town = Town::new().await;
    people(&town, 2).await;
    run_until(&town, "2027-11-15T12:00:00Z").await;
    assert_eq!(withdrawals(&town).await, 0);
    town.clock.move_to("2027-12-10T12:00:00Z".parse().unwrap());
    beat(&town).await;
    assert_eq!(withdrawals(&town).await, 2);
    let again = beat(&town).await;
    assert_eq!((again.jobs, again.deeds), (0, 0), "nothing is due twice within a minute");
}

#[actix_web::test]
async fn a_stop_between_two_deeds_loses_nothing_and_repeats_nothing() {
    let town = Town::new().await;
    // More than wait for the database together.
    let all = people(&town, 96).await;
    town.clock.move_to("2027-11-23T00:10:00Z".parse().unwrap());
    let (told, stop) = watch::channel(false);
    let (done, ()) = tokio::join!(runner::beat(&town.service, None, &stop), async {
        while withdrawals(&town).await < 2 {
            tokio::task::yield_now().await;
        }
        told.send_replace(true);
    });
    assert_eq!(done.unwrap().failed, 0);
    let before = withdrawals(&town).await;
    assert!((2..96).contains(&before), "stopped on the way: {before}");
    let scheme = town.ashby.scheme;
    let today = town.clock.today();
    let left: BTreeSet<ProfileId> =
        town.read(move |tx| store::sweep::to_withdraw(tx, scheme, today)).await.into_iter().collect();
    assert_eq!(left.len(), all.len() - before, "each deed with its audit line, or not at all");
    beat(&town).await;
    assert_eq!(withdrawals(&town).await, 96, "the next start goes on where it stopped");
}

#[actix_web::test]
async fn a_clock_that_jumps_a_day_stops_deletions_until_a_controller_confirms() {
    let town = Town::new().await;
    keep(&town, &town.ashby, &incident(&town, &town.ashby, State::Draft), Default::default()).await;
    beat(&town).await;
    let (_go, stop) = watch::channel(false);
    let wall = town.clock.now();
    town.later(TimeDelta::days(8));
    let counted = Counted { wall, elapsed: TimeDelta::minutes(1) };
    runner::beat(&town.service, Some(counted), &stop).await.unwrap();
    assert_eq!(drafts(&town).await, 1, "nothing is deleted");
    assert!(town.trail(&town.ashby).await.contains(&"stop_deletions".to_owned()), "and the trail says why");
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    assert_eq!(drafts(&town).await, 1, "not later either");
    resume(&town).await;
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    assert_eq!(drafts(&town).await, 0, "once a controller confirmed");
}

#[actix_web::test]
async fn a_start_over_31_days_after_the_last_beat_waits_for_a_controller() {
    let town = Town::new().await;
    beat(&town).await;
    keep(&town, &town.ashby, &incident(&town, &town.ashby, State::Draft), Default::default()).await;
    town.later(TimeDelta::days(32));
    beat(&town).await;
    assert_eq!(drafts(&town).await, 1);
    resume(&town).await;
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    assert_eq!(drafts(&town).await, 0);
}

#[actix_web::test]
async fn a_clock_that_jumped_and_was_put_right_is_confirmed_once() {
    let town = Town::new().await;
    beat(&town).await;
    keep(&town, &town.ashby, &incident(&town, &town.ashby, State::Draft), Default::default()).await;
    let (_go, stop) = watch::channel(false);
    let wall = town.clock.now();
    town.later(TimeDelta::days(40));
    let counted = Counted { wall, elapsed: TimeDelta::minutes(1) };
    runner::beat(&town.service, Some(counted), &stop).await.unwrap();
    town.clock.move_to(wall + TimeDelta::days(8));
    resume(&town).await;
    // The clock is weeks behind the last beat, and a controller has said that it is right.
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    assert_eq!(drafts(&town).await, 0, "a week is over");
}

pub async fn resume(town: &Town) {
    let (scheme, by, now) = (town.ashby.scheme, town.ashby.controller, town.clock.now());
    let resumed = town.write(move |tx| store::lease::resume(tx, scheme, Some(by), now)).await;
    assert!(resumed, "they are stopped");
}
