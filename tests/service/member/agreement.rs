//! Without the agreement in force there is no personal data; reporting and the own account stay open.

use beadle::domain::member::{agreement::Acceptance, role::Role};

use crate::harness::Town;

#[actix_web::test]
async fn an_agreement_is_accepted_before_anything_is_seen_and_again_each_year() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/outbox").await.expect(200);
    let (scheme, user) = (town.ashby.scheme, town.ashby.administrator);
    let long_ago = Acceptance { version: 1, on: "2025-11-21".parse().unwrap() };
    town.write(move |tx| beadle::store::user::agree(tx, scheme, user, long_ago)).await;
    alice.get("/outbox").await.goes_to("/agreement?next=%2Foutbox");
    alice.get("/account").await.expect(200).says("It is some time since");
    let page = alice.get("/agreement?next=%2Foutbox").await.expect(200).says("It is some time since");
    let version = page.input("version").unwrap();
    let fields = [("version", version.as_str()), ("next", "/outbox")];
    alice.post("/agreement", &fields).await.expect(422).says("Please tick this");
    alice.get("/outbox").await.goes_to("/agreement?next=%2Foutbox");
    let ticked = [fields[0], fields[1], ("agree", "yes")];
    alice.post("/agreement", &[("version", "7"), ("agree", "yes")]).await.expect(409);
    alice.post("/agreement", &ticked).await.goes_to("/outbox");
    alice.get("/outbox").await.expect(200);
    alice.get("/agreement").await.expect(200).says("good until 22 November 2027");
    assert!(town.trail(&town.ashby).await.contains(&"accept_agreement".to_owned()));
}
