//! The outbox page: for the administrator; words and links in a demonstration only.

use beadle::{
    domain::{ids::MailId, mail::Message, member::role::Role},
    store,
};
use chrono::TimeDelta;

use crate::harness::Town;

#[actix_web::test]
async fn an_administrator_sees_what_waits_but_no_link_that_opens_an_account() {
    let town = Town::new().await;
    let (scheme, owner, id) =
        (town.ashby.scheme, town.ashby.member, MailId::from_random(town.clock.random()));
    let message = Message {
        to: "sam@shop.example".into(),
        subject: "A new password".into(),
        text: "https://ashby.test/link/secret".into(),
        letter: None,
    };
    town.write(move |tx| {
        let (at, gone) = (tx.clock.now(), tx.clock.today() + TimeDelta::days(14));
        store::outbox::insert(tx, scheme, id, owner.uuid(), &message, at, gone)
    })
    .await;
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.get("/outbox").await.expect(404);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/outbox").await.expect(200).says("sam@shop.example").hides("secret");
    alice.post(&format!("/outbox/{id}"), &[]).await.goes_to("/outbox");
    alice.post("/outbox/nonsense", &[]).await.expect(404);
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get("/outbox").await.expect(200).hides("sam@shop.example");
    other.post(&format!("/outbox/{id}"), &[]).await.expect(404);
}
