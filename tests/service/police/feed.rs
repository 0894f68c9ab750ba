//! The change feed: followed across a correction, a withdrawal, a new report, and an erasure.

use std::collections::BTreeMap;

use beadle::domain::member::role::Role;
use serde_json::Value;

use super::System;
use crate::{
    agency::agreements::entered,
    harness::Town,
    profile::{
        assurance::controller,
        listed::{profile, report},
        scheduler::run_until,
    },
};

/// Somebody who follows the feed: ids, with the version and state told last.
#[derive(Default)]
struct Follower {
    cursor: Option<String>,
    known: BTreeMap<String, (i64, String)>,
}

impl Follower {
    /// Follows to the end; what was told, in order.
    async fn follows(&mut self, system: &mut System, limit: u32) -> Vec<(String, String)> {
        let mut told = Vec::new();
        loop {
            let cursor = self.cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let answer = system.get_saying(&format!("/police/v1/changes?limit={limit}{cursor}"), &[]).await;
            let answer = answer.expect(200).json();
            for item in answer["items"].as_array().unwrap() {
                let text = |name: &str| item[name].as_str().unwrap().to_owned();
                let version = item["version"].as_i64().unwrap();
                let before = self.known.insert(text("id"), (version, text("state")));
                assert!(before.is_none_or(|(before, _)| before < version), "versions grow");
                assert_eq!(item.as_object().unwrap().len(), 4, "ids, versions, states, when; nothing else");
                told.push((text("id"), text("state")));
            }
            self.cursor = answer["next"].as_str().map(str::to_owned);
            if answer["more"] == Value::Bool(false) {
                return told;
            }
        }
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(id, state)| ((*id).to_owned(), (*state).to_owned())).collect()
}

/// The system, or another one of the same force: an agreement is for a year, a profile's life is longer.
async fn renewed(town: &Town, called: &str) -> System {
    let mut ruth = controller(town).await;
    let place = entered(town, &mut ruth).await;
    let mut system = System::under(town, &mut ruth, &place, called).await;
    system.gets_token().await;
    system
}

#[actix_web::test]
async fn a_profile_is_followed_from_its_first_day_to_its_tombstone() {
    let town = Town::new().await;
    let (here, mut follower) = (town.ashby.clone(), Follower::default());
    let mut system = System::new(&town).await;
    assert_eq!(follower.follows(&mut system, 50).await, []);
    let ada = profile(&town, &here, "Ada Lovell").await;
    assert_eq!(follower.follows(&mut system, 50).await, [], "not while nothing counts");
    report(&town, &here, &[ada], " took a ham").await;
    let id = ada.to_string();
    assert_eq!(follower.follows(&mut system, 50).await, pairs(&[(&id, "new")]));
    assert_eq!(follower.follows(&mut system, 50).await, [], "once");

    let mut alice = town.sign_in(Role::Administrator).await;
    let renamed = [("name", "Ada Quill"), ("born", "1990-05-05"), ("source", "police")];
    alice.post(&format!("/people/{ada}/correct"), &renamed).await.expect(303);
    assert_eq!(follower.follows(&mut system, 50).await, pairs(&[(&id, "changed")]));

    run_until(&town, "2027-11-24T00:10:00Z").await;
    let mut system = renewed(&town, "second-year").await;
    assert_eq!(follower.follows(&mut system, 50).await, pairs(&[(&id, "withdrawn")]));
    report(&town, &here, &[ada], " came back").await;
    assert_eq!(follower.follows(&mut system, 50).await, pairs(&[(&id, "new")]), "circulated again (R-23)");

    run_until(&town, "2029-12-01T00:10:00Z").await;
    let mut system = renewed(&town, "fourth-year").await;
    let old = Follower { cursor: follower.cursor.clone(), known: BTreeMap::new() };
    let path = format!("/police/v1/changes?cursor={}", old.cursor.unwrap());
    system.get_saying(&path, &[]).await.expect(410);
    follower.cursor = None;
    assert_eq!(follower.follows(&mut system, 50).await, pairs(&[(&id, "erased")]), "the tombstone (R-25)");

    run_until(&town, "2032-01-10T00:10:00Z").await;
    let mut system = renewed(&town, "sixth-year").await;
    assert_eq!(Follower::default().follows(&mut system, 50).await, [], "24 months after the erasure (R-30)");
}

#[actix_web::test]
async fn who_is_withdrawn_is_told_of_as_withdrawn_before_anything_has_run() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    town.clock.move_to("2027-11-23T00:00:01Z".parse().unwrap());
    let mut system = renewed(&town, "next-morning").await;
    let told = Follower::default().follows(&mut system, 50).await;
    assert_eq!(told, pairs(&[(&ada.to_string(), "withdrawn")]), "R-22");
}

#[actix_web::test]
async fn what_changed_together_is_told_together_and_nothing_is_left_out() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let mut all = Vec::new();
    for n in 0..9 {
        let id = profile(&town, &town.ashby, &format!("Person Number{n}")).await;
        report(&town, &town.ashby, &[id], " took a ham").await;
        all.push(id.to_string());
    }
    for limit in [1, 2, 4, 100] {
        let mut follower = Follower::default();
        let told = follower.follows(&mut system, limit).await;
        assert_eq!(told.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), all, "{limit} at once");
    }
    let (first, last) = (all[0].clone(), all[8].clone());
    let mut follower = Follower::default();
    follower.follows(&mut system, 4).await;
    let id = first.parse().unwrap();
    report(&town, &town.ashby, &[id], " took another").await;
    assert_eq!(follower.follows(&mut system, 4).await, pairs(&[(&first, "changed")]), "{last} has not");
}
