//! A clock that jumps a year, ahead or back, while the timetable is worked and before a start: nothing is erased
//! early, nobody is shown longer than their day, and after it is put right everything goes on.

use std::future::poll_fn;

use beadle::{
    domain::{ids::ProfileId, incident::report::State, member::role::Role, scheme::trust::Counted},
    jobs::runner,
    store,
};
use chrono::TimeDelta;
use tokio::sync::watch;

use super::{
    listed::{incident, keep, profile, report},
    merge::agree,
    scheduler::{beat, drafts, resume, run_until, withdrawals},
};
use crate::harness::Town;

const YEAR: TimeDelta = TimeDelta::days(365);

/// Ada is shown for a year; Bo was never counted and is erased after 28 days; a draft goes after a week.
async fn town() -> (Town, ProfileId, ProfileId) {
    let town = Town::new().await;
    let (ada, bo) =
        (profile(&town, &town.ashby, "Ada Lovell").await, profile(&town, &town.ashby, "Bo Quill").await);
    report(&town, &town.ashby, &[ada], " took a ham").await;
    keep(&town, &town.ashby, &incident(&town, &town.ashby, State::Draft), Default::default()).await;
    beat(&town).await;
    (town, ada, bo)
}

async fn kept(town: &Town, id: ProfileId) -> bool {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::profile::exists(tx, scheme, id)).await
}

/// A beat by a process that has counted a minute since the clock showed `wall`.
async fn counted(town: &Town, wall: chrono::DateTime<chrono::Utc>) {
    let (_go, stop) = watch::channel(false);
    let counted = Counted { wall, elapsed: TimeDelta::minutes(1) };
    runner::beat(&town.service, Some(counted), &stop).await.unwrap();
}

/// Works the timetable; after so many steps of it the clock jumps. `false`: it was done by then.
async fn jumps_at(town: &Town, step: usize, by: TimeDelta) -> bool {
    let (_go, stop) = watch::channel(false);
    let mut work = Box::pin(runner::beat(&town.service, None, &stop));
    let mut steps = 0;
    poll_fn(|cx| {
        if steps == step {
            town.later(by);
        }
        steps += 1;
        work.as_mut().poll(cx).map(|done| done.expect("what fails is left for the next beat"))
    })
    .await;
    steps > step
}

#[actix_web::test]
async fn in_the_middle_of_the_timetable_nothing_is_done_by_the_wrong_clock() {
    for by in [YEAR, -YEAR] {
        let (mut step, mut stride) = (1, 1);
        loop {
            let (town, ada, bo) = town().await;
            town.later(TimeDelta::days(2));
            let right = town.clock.now();
            let jumped = jumps_at(&town, step, by).await;
            assert!(
                kept(&town, ada).await && kept(&town, bo).await,
                "jumped at {step} by {by}: nobody is erased"
            );
            assert_eq!(drafts(&town).await, 2, "jumped at {step} by {by}: her report, and the draft");
            assert_eq!(withdrawals(&town).await, 0, "jumped at {step} by {by}");
            if !jumped {
                break;
            }
            counted(&town, right).await;
            let trail = town.trail(&town.ashby).await;
            assert!(trail.contains(&"stop_deletions".to_owned()), "jumped at {step} by {by}: and it is told");
            for _ in 0..3 {
                town.later(TimeDelta::hours(2));
                beat(&town).await;
            }
            assert!(kept(&town, ada).await && kept(&town, bo).await, "nor while nobody confirms");
            // Put right, and confirmed.
            town.clock.move_to(right + TimeDelta::hours(7));
            resume(&town).await;
            run_until(&town, "2026-12-23T12:00:00Z").await;
            assert!(!kept(&town, bo).await, "jumped at {step} by {by}: everything goes on");
            assert_eq!(drafts(&town).await, 1, "her report");
            assert!(kept(&town, ada).await);
            town.sign_in(Role::Member).await.get("/gallery").await.expect(200).says("Ada Lovell");
            // Each of the first steps, then ever fewer.
            (step, stride) = if step < 8 { (step + 1, 1) } else { (step + stride, stride * 2) };
        }
        assert!(step > 30, "the timetable has many steps: {step}");
    }
}

#[actix_web::test]
async fn a_start_by_a_clock_a_year_ahead_erases_nobody_and_is_undone() {
    let (mut town, ada, bo) = town().await;
    town.later(TimeDelta::days(2));
    let right = town.clock.now();
    town.later(YEAR);
    town = town.started_again();
    for _ in 0..3 {
        beat(&town).await;
        town.later(TimeDelta::hours(2));
    }
    assert!(kept(&town, ada).await && kept(&town, bo).await, "nobody is erased");
    town.clock.move_to(right + TimeDelta::hours(7));
    town = town.started_again();
    beat(&town).await;
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200).says("Ada Lovell");
    resume(&town).await;
    run_until(&town, "2026-12-23T12:00:00Z").await;
    assert!(!kept(&town, bo).await && kept(&town, ada).await, "everything goes on");
    run_until(&town, "2027-11-23T00:10:00Z").await;
    agree(&town).await;
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200).hides("Ada Lovell");
}

#[actix_web::test]
async fn a_clock_a_year_back_shows_nobody_again() {
    let (mut town, ada, _) = town().await;
    run_until(&town, "2027-11-23T00:10:00Z").await;
    assert_eq!(withdrawals(&town).await, 1, "her last day was yesterday");
    let right = town.clock.now();
    let page = format!("/gallery/{ada}");
    for start in [false, true] {
        town.later(-YEAR);
        if start {
            town = town.started_again();
        }
        for _ in 0..3 {
            let mut sam = town.sign_in(Role::Member).await;
            sam.get("/gallery").await.expect(200).hides("Ada Lovell");
            sam.get(&page).await.expect(404);
            sam.get("/gallery?q=Lovell").await.expect(200).hides("Ada Lovell");
            beat(&town).await;
            town.later(TimeDelta::hours(30));
        }
        town.clock.move_to(right);
    }
    let trail = town.trail(&town.ashby).await;
    assert!(trail.contains(&"stop_deletions".to_owned()), "and it is told");
    town.later(TimeDelta::hours(2));
    resume(&town).await;
    agree(&town).await;
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200).hides("Ada Lovell");
    run_until(&town, "2028-11-24T12:00:00Z").await;
    assert!(!kept(&town, ada).await, "everything goes on");
}
