//! A letter goes by e-mail where an address is held, else it waits to be printed.

use beadle::{actions::letter::write::write_due, domain::member::role::Role};

use super::delivery::{by, deliver};
use crate::{
    harness::{Browser, Peer, Town},
    sanction::scene::Scene,
};

/// Dale, warned, with an e-mail address held; and the notice's page.
async fn warned(port: u16, email: &str) -> (Scene, Browser, String) {
    let scene = Scene::of(Town::with(by(port)).await).await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let address = [("address", ""), ("email", email)];
    alice.post(&format!("/people/{}/contact", scene.dale), &address).await.expect(303);
    let incident = scene.alleged.to_string();
    let fields = [("incidents", incident.as_str()), ("reason", "First time")];
    let done = alice.post(&format!("/people/{}/warn", scene.dale), &fields).await.expect(303);
    let notice = done.location().to_owned();
    (scene, alice, notice)
}

#[actix_web::test]
async fn a_letter_leaves_as_a_pdf_to_the_address_that_is_held() {
    let peer = Peer::start();
    let (scene, mut alice, notice) = warned(peer.port, "dale@home.example").await;
    assert_eq!(deliver(&scene.town).await, 1);
    let received = peer.received(1).remove(0);
    assert!(received.contains("rcpt: dale@home.example"), "{received}");
    assert!(received.contains("Content-Type: application/pdf"), "{received}");
    let words = received.split("application/pdf").next().unwrap_or_default();
    for secret in ["warning", "Renton", "theft", "exclu"] {
        assert!(!words.to_lowercase().contains(secret), "the message says nothing of {secret}: {words}");
    }
    alice.get(&notice).await.expect(200).says("E-mailed");
}

#[actix_web::test]
async fn a_letter_that_the_mail_does_not_take_is_to_be_printed() {
    let peer = Peer::start();
    let (scene, mut alice, notice) = warned(peer.port, "refuse.dale@home.example").await;
    alice.get(&notice).await.expect(200).says("E-mailed");
    assert_eq!(deliver(&scene.town).await, 0);
    alice.get(&notice).await.expect(200).hides("E-mailed");
    alice.get("/inbox?show=post").await.expect(200).says("1 message could not be delivered");
}

#[actix_web::test]
async fn two_writers_at_the_same_moment_write_one_letter() {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    scene.propose(&mut alice, &[]).await.expect(303);
    let id = scene.sanction().await.id;
    scene.put(|sanction| sanction.state = beadle::domain::sanction::state::State::Decided).await;
    let (service, scheme) = (&scene.town.service, scene.town.ashby.scheme);
    let both = futures_util::future::join_all((0..3).map(|_| write_due(service, scheme))).await;
    let written: usize = both.into_iter().map(|done| done.expect("no writer fails")).sum();
    assert_eq!(written, 1);
    let letters = alice.get(&format!("/notices/{id}")).await.expect(200).links("/letters/");
    assert_eq!(letters.iter().filter(|link| link.ends_with(".txt")).count(), 1, "{letters:?}");
}
