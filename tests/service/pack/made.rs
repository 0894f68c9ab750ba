//! From the click that gathers everything to the approval by a second person.

use beadle::{
    domain::{document::Kind, ids::PictureId, member::role::Role, photo::Picture},
    photos::intake::take_in,
    store,
    vault::Owner,
};

use chrono::TimeDelta;

use super::unpacked;
use crate::{
    harness::{Answer, Browser},
    incident::jpeg,
    right::asked_for_a_copy,
    sanction::scene::Scene,
};

/// A copy in the making, of a person whose report names a victim.
pub async fn begun() -> (Scene, String, Browser, String) {
    let (scene, code, mut alice, path) = asked_for_a_copy().await;
    let copy = format!("{path}/copy");
    alice.get(&copy).await.expect(200).says("Nothing is gathered yet");
    alice.post(&copy, &[]).await.goes_to(&format!("{copy}?done=begun"));
    // Who looks from now on is not in it: this town's clock stands still.
    scene.town.later(TimeDelta::seconds(1));
    (scene, code, alice, copy)
}

/// Put forward and approved.
pub async fn approved() -> (Scene, String, Browser, String) {
    let (scene, code, mut alice, copy) = begun().await;
    alice.post(&format!("{copy}/propose"), &[]).await.goes_to(&format!("{copy}?done=proposed"));
    let mut second = scene.town.sign_in(Role::Controller).await;
    let page = second.get(&copy).await.expect(200).says("Approve and send");
    let digest = page.input("digest").unwrap();
    let done = second.post(&format!("{copy}/approve"), &[("digest", &digest)]).await;
    done.goes_to(&format!("{copy}?done=approved"));
    (scene, code, alice, copy)
}

/// The link to decide about a fact, by its label.
fn decides(page: &Answer, label: &str) -> String {
    let mut links = page.links("/requests/").into_iter().filter(|link| link.contains("/copy/fact?at="));
    let key = links.find(|link| link.contains(label));
    key.unwrap_or_else(|| panic!("no fact {label}"))
}

/// What a fact is posted by.
fn key(link: &str) -> String {
    link.split_once("at=").unwrap().1.replace("%2F", "/")
}

/// What the page shows of the copy, without its frame, which says who is signed in.
fn records(page: &Answer) -> &str {
    let (_, after) = page.text.split_once("<div class=\"halves\">").unwrap();
    after.split("<div class=\"beside").next().unwrap()
}

#[actix_web::test]
async fn everything_is_gathered_in_one_click_and_others_are_masked() {
    let (scene, _, mut alice, copy) = begun().await;
    let page = alice.get(&copy).await.expect(200);
    let page = page.says("What was reported").says("Warnings and exclusions").says("Letters to you");
    let page = page.says("Who was told, and who looked").says("Until when this is shown and kept");
    let page = page.says("What you asked for").says("[somebody else]").says("Your code for it: [your code]");
    assert!(!records(&page).contains("Alice"), "who works there is masked");
    alice.post(&copy, &[]).await.expect(422).says("There is a copy already");

    // Who warned is somebody else: shown only with a reason.
    let link = decides(&page, "sanctions.proposed_by");
    let fact = alice.get(&link).await.expect(200).says("As it is held").says("As the person gets it");
    let name = fact.text.clone();
    let at = key(&link);
    let to = format!("{copy}/fact");
    let wrong = alice.post(&to, &[("at", &at), ("what", "show"), ("reason", "")]).await.expect(422);
    wrong.says("fill this in");
    alice.post(&to, &[("at", &at), ("what", "strike"), ("words", "x")]).await.expect(422).says("Choose what");
    let why = "She signed the letter herself.";
    let done = alice.post(&to, &[("at", &at), ("what", "show"), ("reason", why)]).await;
    done.goes_to(&format!("{copy}?done=decided"));
    let page = alice.get(&copy).await.expect(200).says(why);
    assert!(records(&page).contains("Alice"));
    assert!(name.contains("Alice"), "the desk sees whom it masks");
    alice.post(&to, &[("at", &at), ("what", "mask")]).await.expect(303);
    let page = alice.get(&copy).await.expect(200).hides(why);
    assert!(!records(&page).contains("Alice"));

    // Words are struck as they stand, or the page says which do not.
    let link = decides(&page, "sanctions.statement");
    let at = key(&link);
    let wrong = [("at", at.as_str()), ("what", "strike"), ("words", "Second time")];
    alice.post(&to, &wrong).await.expect(422).says("does not stand there").says("Second time");
    alice.post(&to, &[("at", &at), ("what", "strike"), ("words", "time")]).await.expect(303);
    alice.get(&copy).await.expect(200).says("First [somebody else]");
    alice
        .post(&to, &[("at", &at), ("what", "withhold"), ("reason", "A court forbids it.")])
        .await
        .expect(303);
    alice.get(&copy).await.expect(200).says("[left out]").says("A court forbids it.");
    let names = [("at", at.as_str()), ("what", "withhold"), ("reason", "Alice Hart asked for it.")];
    alice.post(&to, &names).await.expect(303);
    alice.get(&copy).await.expect(200).says("[somebody else] asked for it.");
    let nothing = "incidents.summary/00000000000000000000000000000000/0";
    alice.post(&to, &[("at", nothing), ("what", "mask")]).await.expect(404);
    for role in [Role::Member, Role::Manager, Role::Board] {
        scene.town.sign_in(role).await.get(&copy).await.expect(404);
    }
}

#[actix_web::test]
async fn a_second_person_approves_what_they_have_read() {
    let (scene, _, mut alice, copy) = begun().await;
    let approve = format!("{copy}/approve");
    let digest = "0".repeat(64);
    alice.post(&approve, &[("digest", &digest)]).await.expect(422).says("does not wait for anybody");
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    let own = alice.get(&copy).await.expect(200).says("Somebody else approves this copy");
    let digest = own.input("digest").unwrap_or_default();
    assert_eq!(digest, "", "whoever put it together is offered nothing to press");

    let mut second = scene.town.sign_in(Role::Controller).await;
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();
    alice.post(&approve, &[("digest", &read)]).await.expect(422).says("Somebody else approves this copy");

    // A change takes it back, and what was read before is approved no more.
    let page = alice.get(&copy).await.expect(200);
    let at = key(&decides(&page, "sanctions.statement"));
    let to = format!("{copy}/fact");
    alice.post(&to, &[("at", &at), ("what", "strike"), ("words", "First")]).await.expect(303);
    second.post(&approve, &[("digest", &read)]).await.expect(422).says("does not wait for anybody");
    let other = second.post(&format!("{copy}/propose"), &[]).await.expect(422);
    other.says("Somebody else decided last what it shows");
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    second.post(&approve, &[("digest", &read)]).await.expect(422).says("has changed since you read it");
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();
    second.post(&approve, &[("digest", &read)]).await.expect(303);
    second.post(&approve, &[("digest", &read)]).await.expect(422).says("There is no copy");

    let trail = scene.town.trail(&scene.town.ashby).await;
    for deed in ["begin_copy", "mask_copy", "propose_copy", "approve_copy", "answer_right"] {
        assert!(trail.iter().any(|line| line.contains(deed)), "{deed} in {trail:?}");
    }
}

#[actix_web::test]
async fn nothing_leaves_while_it_is_in_doubt_who_asks_and_what_is_ready_does_not_answer_the_rest() {
    let (scene, _, mut alice, copy) = begun().await;
    let path = copy.trim_end_matches("/copy");
    alice.post(&format!("{path}/identity"), &[("identity", "Show us a letter, please.")]).await.expect(303);
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    let mut second = scene.town.sign_in(Role::Controller).await;
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();
    let refused = second.post(&format!("{copy}/approve"), &[("digest", &read)]).await.expect(422);
    refused.says("before the person has shown who they are");
    alice.post(&format!("{path}/identity/proven"), &[]).await.expect(303);
    alice
        .post(&format!("{path}/extend"), &[("extension", "The pictures of one shop are still to be found.")])
        .await
        .expect(303);
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();
    second.post(&format!("{copy}/approve"), &[("digest", &read)]).await.expect(303);
    alice.get(path).await.expect(200).says("What was ready was sent").says("On time");
    alice.post(&copy, &[]).await.expect(422).says("There is a copy already");
}

#[actix_web::test]
async fn a_photo_of_a_report_goes_once_somebody_has_looked_at_it() {
    let (scene, _, mut alice, copy) = begun().await;
    let still = still(&scene).await;
    alice
        .post(&format!("{copy}/propose"), &[])
        .await
        .expect(422)
        .says("One photo of a report may show somebody");
    let picture = format!("{copy}/pictures/{still}");
    alice.get(&picture).await.expect(200).says("Does this picture go?");
    alice.post(&picture, &[]).await.expect(422).says("Choose whether it goes");
    alice.post(&picture, &[("what", "whole"), ("reason", "")]).await.expect(422).says("fill this in");
    let outside = [("what", "cut"), ("x", "9000"), ("y", "0"), ("w", "2000"), ("h", "10000")];
    alice.post(&picture, &outside).await.expect(422).says("outside the photo");
    let half = [("what", "cut"), ("x", "0"), ("y", "0"), ("w", "5000"), ("h", "10000"), ("bw", "0")];
    alice.post(&picture, &half).await.expect(303);
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    let mut second = scene.town.sign_in(Role::Controller).await;
    crate::document::adopted(&mut second, Kind::Lia).await;
    second.post("/documents/begin", &[("kind", "dpia")]).await.expect(303);
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();

    // Cut otherwise, it is another copy.
    let more = [("what", "cut"), ("x", "0"), ("y", "0"), ("w", "6000"), ("h", "10000")];
    alice.post(&picture, &more).await.expect(303);
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    second.post(&format!("{copy}/approve"), &[("digest", &read)]).await.expect(422).says("has changed");
    alice.post(&picture, &half).await.expect(303);
    alice.post(&format!("{copy}/propose"), &[]).await.expect(303);
    let read = second.get(&copy).await.expect(200).input("digest").unwrap();
    second.post(&format!("{copy}/approve"), &[("digest", &read)]).await.expect(303);

    let zip = alice.get(&format!("{copy}/zip")).await.expect(200);
    let files = unpacked(&zip.bytes);
    let said = crate::police::bundle::words_of(&files["documents/lia.pdf"]);
    assert!(said.contains("Version 1") && said.contains("Weighed by us"), "R-50: {said}");
    let read = crate::police::bundle::words_of(&files["your-data.pdf"]);
    assert!(read.contains("documents/lia.pdf"), "and it is named in what is read");
    assert!(!files.contains_key("documents/dpia.pdf"), "a draft holds for nobody");
    let cut = image::load_from_memory(&files["images/1.jpg"]).unwrap();
    assert_eq!((cut.width(), cut.height()), (200, 300), "the left half, and nothing else");
}

/// A still of the proven report, 400 by 300 pixels, with its bytes.
async fn still(scene: &Scene) -> PictureId {
    let (town, scheme, incident) = (&scene.town, scene.town.ashby.scheme, scene.proven);
    let id = PictureId::from_random(town.clock.random());
    let taken = take_in(&jpeg(400, 300, 7)).unwrap();
    let bytes = taken.large.clone();
    let still = Picture {
        id,
        incident: Some(incident),
        profile: None,
        taken_from: None,
        width: taken.width,
        height: taken.height,
        main: false,
        uploaded_at: town.clock.now(),
        uploaded_by: Some(town.ashby.member),
        erase_on: None,
    };
    let key = town
        .write(move |tx| {
            let key = store::keys::create(tx, Owner::new(scheme, id))?;
            store::picture::insert(tx, scheme, &still, &bytes)?;
            Ok(key)
        })
        .await;
    town.service.keep_picture(scheme, id, &key, &taken).await.unwrap();
    id
}
