//! People who are seen together: linked, seen while both circulate, unlinked, forgotten.

use beadle::{domain::member::role::Role, store};

use super::{
    listed::{profile, report},
    merge::agree,
    scheduler::run_until,
};
use crate::harness::Town;

#[actix_web::test]
async fn two_people_are_linked_and_unlinked_for_both() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    for one in [ada, bob] {
        report(&town, &at, &[one], " took a ham").await;
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{ada}");
    let found = alice.post(&format!("{path}/find"), &[("look", "bobb nash")]).await.expect(200);
    found.says("Bob Nash").says(&format!("value=\"{bob}\""));
    let (ada_id, bob_id) = (ada.to_string(), bob.to_string());
    let link = format!("{path}/associate");
    alice.post(&link, &[("other", "")]).await.expect(422);
    alice.post(&link, &[("other", &ada_id)]).await.expect(422).says("their own associate");
    alice.post(&link, &[("other", &bob_id)]).await.expect(303);
    alice.post(&link, &[("other", &bob_id)]).await.expect(303);
    for (one, other) in [(ada, "Bob Nash"), (bob, "Ada Lovell")] {
        alice.get(&format!("/people/{one}")).await.expect(200).says(other);
        town.sign_in(Role::Member).await.get(&format!("/gallery/{one}")).await.expect(200).says(other);
    }
    alice
        .post(&format!("/people/{bob}/associate"), &[("deed", "unlink"), ("other", &ada_id)])
        .await
        .expect(303);
    for (one, other) in [(ada, "Bob Nash"), (bob, "Ada Lovell")] {
        alice.get(&format!("/people/{one}")).await.expect(200).hides(other);
        town.sign_in(Role::Member).await.get(&format!("/gallery/{one}")).await.expect(200).hides(other);
    }
    let deeds = town.trail(&at).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "link_associate").count(), 3, "each is one line (R-61)");
    let foreign = profile(&town, &town.other, "Eve").await.to_string();
    alice.post(&link, &[("other", &foreign)]).await.expect(404);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.post(&link, &[("other", &bob_id)]).await.expect(404);
    }
}

#[actix_web::test]
async fn an_associate_is_seen_while_both_circulate_and_forgotten_with_either() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    report(&town, &at, &[ada], " took a ham").await;
    run_until(&town, "2027-03-01T12:00:00Z").await;
    let bob = profile(&town, &at, "Bob Nash").await;
    report(&town, &at, &[bob], " took a pie").await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post(&format!("/people/{ada}/associate"), &[("other", &bob.to_string())]).await.expect(303);
    run_until(&town, "2027-12-01T12:00:00Z").await;
    agree(&town).await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{bob}")).await.expect(200).hides("Ada Lovell");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&format!("/people/{bob}")).await.expect(200).hides("Ada Lovell");
    let (scheme, person) = (at.scheme, bob);
    assert_eq!(town.read(move |tx| store::associate::of(tx, scheme, person)).await, [ada], "withdrawn, kept");
    run_until(&town, "2028-11-23T00:10:00Z").await;
    assert_eq!(
        town.read(move |tx| store::associate::of(tx, scheme, person)).await,
        [],
        "erased with her (R-25)"
    );
}
