//! Circulate, withdraw, erase: each on its day, and not a day before or after.

use beadle::{
    domain::{ids::ProfileId, member::evidence},
    search::Shelf,
    store::{self, StoreError},
};

use super::{
    listed::{day, profile, report},
    scheduler::{beat, run_until},
};
use crate::harness::Town;

/// Whether members' query finds a profile today.
async fn shown(town: &Town, id: ProfileId) -> bool {
    let viewer = evidence::scheduler(town.ashby.scheme, town.clock.now());
    let today = town.clock.today();
    let found = town.store.read(move |tx| store::profile::shown(tx, &viewer, id, today)).await;
    match found {
        Ok(_) => true,
        Err(StoreError::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn exists(town: &Town, id: ProfileId) -> bool {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::profile::exists(tx, scheme, id)).await
}

fn at(town: &Town, instant: &str) {
    town.clock.move_to(instant.parse().unwrap());
}

#[actix_web::test]
async fn a_profile_is_shown_to_its_last_day_and_not_a_minute_longer_whether_or_not_the_scheduler_ran() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    assert!(!shown(&town, ada).await, "nothing counts yet (R-12)");
    report(&town, &town.ashby, &[ada], " took a ham").await;
    assert!(shown(&town, ada).await);
    at(&town, "2027-11-22T23:59:59Z");
    assert!(shown(&town, ada).await, "the last day (R-20)");
    at(&town, "2027-11-23T00:00:00Z");
    assert!(!shown(&town, ada).await, "the query withdraws it (R-22)");
    assert!(!town.trail(&town.ashby).await.contains(&"withdraw_profile".to_owned()), "nothing ran");
}

#[actix_web::test]
async fn a_profile_is_withdrawn_the_day_after_and_erased_a_full_year_later() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2027-11-22T22:00:00Z").await;
    assert!(shown(&town, ada).await, "R-20");
    run_until(&town, "2027-11-23T00:10:00Z").await;
    assert_eq!(town.trail(&town.ashby).await.iter().filter(|deed| *deed == "withdraw_profile").count(), 1);
    let shelf = town.service.shelf_of(town.ashby.scheme, ada);
    assert_eq!(shelf, Some(Shelf::Withdrawn), "members' search finds it no more");
    run_until(&town, "2028-11-22T23:50:00Z").await;
    assert!(exists(&town, ada).await, "never too early (R-21)");
    run_until(&town, "2028-11-23T00:10:00Z").await;
    assert!(!exists(&town, ada).await, "from 00:00 of that day nobody reads it (R-21)");
    assert_eq!(town.trail(&town.ashby).await.iter().filter(|deed| *deed == "erase_profile").count(), 1);
    assert_eq!(town.service.shelf_of(town.ashby.scheme, ada), None);
}

#[actix_web::test]
async fn a_leap_day_is_shown_no_longer_and_erased_no_earlier() {
    let town = Town::new().await;
    at(&town, "2028-02-29T12:00:00Z");
    let leap = profile(&town, &town.ashby, "Leap Year").await;
    report(&town, &town.ashby, &[leap], " took a ham").await;
    let scheme = town.ashby.scheme;
    let kept = town.read(move |tx| store::sweep::kept(tx, scheme, leap)).await;
    assert_eq!(kept.shown_until, Some(day("2029-02-28")), "R-20");
    assert_eq!(kept.erased_on, day("2030-03-01"), "R-21");
    run_until(&town, "2030-02-28T23:50:00Z").await;
    assert!(exists(&town, leap).await);
    run_until(&town, "2030-03-01T00:10:00Z").await;
    assert!(!exists(&town, leap).await);
}

#[actix_web::test]
async fn a_report_of_the_cold_year_shows_the_profile_again() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2028-06-01T12:00:00Z").await;
    assert!(!shown(&town, ada).await);
    report(&town, &town.ashby, &[ada], " came back").await;
    assert!(shown(&town, ada).await, "R-23");
    beat(&town).await;
    assert_eq!(town.service.shelf_of(town.ashby.scheme, ada), Some(Shelf::Circulated));
    run_until(&town, "2029-06-02T00:10:00Z").await;
    let withdrawn = town.trail(&town.ashby).await.iter().filter(|deed| *deed == "withdraw_profile").count();
    assert_eq!(withdrawn, 2, "withdrawn a second time");
}

#[actix_web::test]
async fn an_unreviewed_report_defers_erasure_for_fourteen_days_and_shows_nobody() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2028-11-20T12:00:00Z").await;
    let waiting = beadle::domain::incident::Incident {
        claimed: Some(ada),
        ..super::listed::incident(&town, &town.ashby, beadle::domain::incident::report::State::Submitted)
    };
    super::listed::keep(&town, &town.ashby, &waiting, Default::default()).await;
    run_until(&town, "2028-12-03T23:50:00Z").await;
    assert!(exists(&town, ada).await, "R-24");
    assert!(!shown(&town, ada).await, "R-24 never extends circulation");
    run_until(&town, "2028-12-04T00:10:00Z").await;
    assert!(!exists(&town, ada).await, "at most 14 days (R-24)");
}
