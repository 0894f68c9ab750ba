//! The inbox: everything due, urgent first.

use beadle::domain::{incident::Incident, member::role::Role};
use chrono::TimeDelta;

use super::desk::{NEW, accepted, dale, much_later, send, sent, theft};
use crate::harness::Town;

#[actix_web::test]
async fn a_report_is_due_five_days_after_its_submission_and_then_late() {
    let town = Town::new().await;
    sent(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200).says("1 thing to do").says("by 27 November 2026").says("Sam Reed");
    town.later(TimeDelta::days(6));
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200).says("1 day late").says("One is late.");
}

#[actix_web::test]
async fn a_report_that_holds_back_a_deletion_comes_first() {
    let town = Town::new().await;
    let (dale, _) = dale(&town).await;
    much_later(&town, 724).await;
    let plain = sent(&town).await;
    let report = Incident { claimed: Some(dale), ..theft(&town, &town.ashby) };
    let urgent = send(&town, &town.ashby, report, "Dale Renton again.", "").await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.get("/inbox").await.expect(200).says("holds back a deletion (R-24)");
    let at = |id: String| page.text.find(&id).expect("both are listed");
    assert!(at(urgent.to_string()) < at(plain.to_string()), "urgent first");
}

#[actix_web::test]
async fn what_is_reviewed_leaves_the_inbox() {
    let town = Town::new().await;
    let id = sent(&town).await;
    accepted(&town, id, NEW).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200).says("Nothing is due").hides(&id.to_string());
}
