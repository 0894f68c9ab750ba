//! The outbox page: for the administrator; words and links in a demonstration only.

use beadle::{
    domain::{ids::MailId, mail::Message, member::role::Role},
    store,
};
use chrono::TimeDelta;

use crate::harness::Town;

/// A message on its way.
async fn queued(town: &Town, subject: &str, text: &str) -> MailId {
    let (scheme, owner, id) =
        (town.ashby.scheme, town.ashby.member, MailId::from_random(town.clock.random()));
    let to = "sam@shop.example".to_owned();
    let message = Message { to, subject: subject.to_owned(), text: text.to_owned(), letter: None };
    town.write(move |tx| {
        let (at, gone) = (tx.clock.now(), tx.clock.today() + TimeDelta::days(14));
        store::outbox::insert(tx, scheme, id, owner.uuid(), &message, at, gone)
    })
    .await;
    id
}

#[actix_web::test]
async fn an_administrator_sees_what_waits_but_no_link_that_opens_an_account() {
    let town = Town::new().await;
    let id = queued(&town, "A new password", "https://ashby.test/link/secret").await;
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.get("/outbox").await.expect(404);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/outbox").await.expect(200).says("sam@shop.example").hides("secret");
    alice.post(&format!("/outbox/{id}"), &[]).await.goes_to("/outbox");
    alice.post("/outbox/nonsense", &[]).await.expect(404);
    // What is on its way is nobody's to take off.
    alice.post(&format!("/outbox/{id}/off"), &[]).await.expect(404);
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get("/outbox").await.expect(200).hides("sam@shop.example");
    other.post(&format!("/outbox/{id}"), &[]).await.expect(404);
}

#[actix_web::test]
async fn what_nobody_took_is_sent_again_or_taken_off_the_list() {
    let town = Town::new().await;
    let id = queued(&town, "Your report", "Thank you.").await;
    let scheme = town.ashby.scheme;
    town.write(move |tx| store::outbox::give_up(tx, scheme, id, "550")).await;
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.post(&format!("/outbox/{id}/off"), &[]).await.expect(404);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200).says("1 message could not be delivered");
    alice.get("/outbox").await.expect(200).says("Send it again now").says("Take it off the list");
    alice.post(&format!("/outbox/{id}/off"), &[]).await.goes_to("/outbox");
    alice.get("/outbox").await.expect(200).says("No mail waits").hides("sam@shop.example");
    alice.get("/inbox").await.expect(200).hides("could not be delivered");
    alice.post(&format!("/outbox/{id}"), &[]).await.expect(404);
}
