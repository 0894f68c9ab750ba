//! Several processes serve one database: the names that one changes, the others find, or find no more.

use beadle::{
    actions::Shared,
    domain::{ids::ProfileId, member::role::Role},
    search::{Query, Shelf},
    store,
};

use super::{
    listed::{profile, report},
    merge::join,
    scheduler::run_until,
};
use crate::harness::Town;

/// Where another process finds a name.
fn finds(other: &Shared, town: &Town, name: &str) -> Vec<(ProfileId, Shelf)> {
    [Shelf::Circulated, Shelf::Withdrawn]
        .into_iter()
        .flat_map(|shelf| {
            let hits = other.find_names(town.ashby.scheme, shelf, &Query::named(name), 9);
            hits.into_iter().map(move |hit| (hit.profile, shelf))
        })
        .collect()
}

#[actix_web::test]
async fn what_one_process_changes_the_others_find() {
    let town = Town::new().await;
    let (here, other) = (town.ashby.clone(), town.second());
    other.fill_index().unwrap();
    assert_eq!(other.follow_names().await.unwrap(), 0, "nothing is followed twice");

    let ada = profile(&town, &here, "Ada Lovell").await;
    report(&town, &here, &[ada], " took a ham").await;
    assert_eq!(finds(&other, &town, "Lovell"), [], "not before it follows");
    assert_eq!(other.follow_names().await.unwrap(), 1);
    assert_eq!(finds(&other, &town, "Lovell"), [(ada, Shelf::Circulated)]);
    assert_eq!(other.follow_names().await.unwrap(), 0);

    let mut alice = town.sign_in(Role::Administrator).await;
    let renamed = [("name", "Ada Quill"), ("born", "1990-05-05"), ("source", "police")];
    alice.post(&format!("/people/{ada}/correct"), &renamed).await.expect(303);
    other.follow_names().await.unwrap();
    assert_eq!(finds(&other, &town, "Lovell"), []);
    assert_eq!(finds(&other, &town, "Quill"), [(ada, Shelf::Circulated)]);

    run_until(&town, "2027-11-24T00:10:00Z").await;
    other.follow_names().await.unwrap();
    assert_eq!(finds(&other, &town, "Quill"), [(ada, Shelf::Withdrawn)], "R-22");
    run_until(&town, "2028-11-24T00:10:00Z").await;
    other.follow_names().await.unwrap();
    assert_eq!(finds(&other, &town, "Quill"), [], "R-25");

    // What was followed is what a process finds that begins now.
    let begun = town.second();
    begun.fill_index().unwrap();
    assert_eq!(begun.follow_names().await.unwrap(), 0);
}

#[actix_web::test]
async fn who_is_joined_to_another_is_found_as_one() {
    let town = Town::new().await;
    let (here, other) = (town.ashby.clone(), town.second());
    let (ada, bob) = (profile(&town, &here, "Ada Lovell").await, profile(&town, &here, "Adah Lovel").await);
    for id in [ada, bob] {
        report(&town, &here, &[id], " took a ham").await;
    }
    other.follow_names().await.unwrap();
    assert_eq!(finds(&other, &town, "Lovell").len(), 2);
    join(&town, ada, bob).await.expect(303);
    assert!(other.follow_names().await.unwrap() >= 2);
    let [(one, Shelf::Circulated)] = finds(&other, &town, "Lovell")[..] else { panic!("one is found") };
    assert_eq!(town.service.shelf_of(here.scheme, one), Some(Shelf::Circulated), "as here");
}

#[actix_web::test]
async fn the_trace_of_a_change_goes_with_the_tombstone() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    let scheme = town.ashby.scheme;
    run_until(&town, "2026-12-22T00:10:00Z").await;
    let gone = town.read(move |tx| store::erasure::buried(tx, scheme, ada)).await;
    assert!(gone.is_some(), "nothing ever counted");
    assert_eq!(town.read(move |tx| store::change::since(tx, scheme, 0)).await.0, [ada]);
    run_until(&town, "2029-01-22T00:10:00Z").await;
    assert_eq!(town.read(move |tx| store::change::since(tx, scheme, 0)).await.0, []);
}
