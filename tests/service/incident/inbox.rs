//! The inbox: everything due, urgent first.

use beadle::{
    domain::{ids::MailId, incident::Incident, mail::Message, member::role::Role},
    store,
};
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

#[actix_web::test]
async fn the_reporter_is_mailed_a_link_and_nothing_of_what_it_is_about() {
    let town = Town::new().await;
    let id = sent(&town).await;
    accepted(&town, id, NEW).await;
    let mail = town.mail(&town.ashby).await;
    let told = mail.iter().find(|mail| mail.to == town.ashby.email(Role::Member)).expect("R-70: Sam is told");
    assert_eq!(told.subject, "Your report MA-1");
    assert!(told.text.contains("was accepted") && told.text.contains(&format!("/reports/{id}")));
    for secret in ["Dale", "Renton", "theft", "bottles"] {
        assert!(!told.text.contains(secret), "R-70: {secret} in {}", told.text);
    }
}

#[actix_web::test]
async fn enquiries_and_lost_mail_are_due_in_the_inbox_too() {
    let town = Town::new().await;
    let written = [("name", "Jo Marsh"), ("email", "jo@example.org"), ("message", "May I ask?")];
    town.visit("ashby.test").await.post("/contact", &written).await.goes_to("/contact/sent");
    let (scheme, owner) = (town.ashby.scheme, town.ashby.member);
    let id = MailId::from_random(town.clock.random());
    let message = Message { to: "sam@shop.example".into(), ..Message::default() };
    town.write(move |tx| {
        let (at, gone) = (tx.clock.now(), tx.clock.today() + TimeDelta::days(14));
        store::outbox::insert(tx, scheme, id, owner.uuid(), &message, at, gone)?;
        store::outbox::give_up(tx, scheme, id, "no such mailbox")
    })
    .await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.get("/inbox?show=post").await.expect(200);
    page.says("1 enquiry to answer").says("by 27 November 2026").says("1 message could not be delivered");
    town.later(TimeDelta::days(6));
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200).says("1 day late");
    let mut elsewhere = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    elsewhere.get("/inbox").await.expect(200).says("Nothing is due");
}
