//! The desk: the board of clocks, what is asked of the person, the answer, and the day it is erased.

use beadle::domain::{ids::RightId, member::role::Role};
use chrono::TimeDelta;

use super::{asked_for_a_copy, opened, the_request};
use crate::{
    harness::Town,
    profile::{raw::Raw, scheduler::run_until},
};

#[actix_web::test]
async fn the_board_shows_the_day_and_the_next_step() {
    let (scene, _, mut alice, path) = asked_for_a_copy().await;
    alice.get("/requests").await.expect(200).says("Dale Renton").says("by 22 December 2026");
    alice.get(&path).await.expect(200).says("On time").says("Make the copy");
    for (days, says) in [(23, "Due soon"), (8, "Late")] {
        scene.town.later(TimeDelta::days(days));
        alice = scene.town.sign_in(Role::Administrator).await;
        alice.get(&path).await.expect(200).says(says);
    }
    alice.get("/inbox").await.expect(200).says("1 day late");
    for role in [Role::Member, Role::Manager, Role::Board] {
        scene.town.sign_in(role).await.get("/requests").await.expect(404);
        scene.town.sign_in(role).await.get(&path).await.expect(404);
    }
    let other = scene.town.other.clone();
    let mut stranger = scene.town.sign_in_as(&other, other.administrator, Role::Administrator).await;
    stranger.get(&path).await.expect(404);
}

#[actix_web::test]
async fn what_is_asked_of_the_person_stands_on_their_page_and_stops_the_clock() {
    let (scene, code, mut alice, path) = asked_for_a_copy().await;
    alice.post(&format!("{path}/identity"), &[("identity", "")]).await.expect(422).says("fill this in");
    let why = "Please show us a letter with your name at our office.";
    alice
        .post(&format!("{path}/identity"), &[("identity", why)])
        .await
        .goes_to(&format!("{path}?done=asked"));
    alice.post(&format!("{path}/identity"), &[("identity", why)]).await.expect(422).says("already");
    alice.get(&path).await.expect(200).says("The clock stands").says("Whatever is ready leaves");
    let (_, page) = opened(&scene, &code).await;
    page.says("We wait for you").says(why);
    scene.town.later(TimeDelta::days(4));
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.post(&format!("{path}/identity/proven"), &[]).await.goes_to(&format!("{path}?done=settled"));
    // From the day of the proof, for it was asked for at once.
    alice.get(&path).await.expect(200).says("By 26 Dec 2026").says("By 22 Dec 2026");
    alice.post(&format!("{path}/identity/proven"), &[]).await.expect(422).says("Nothing is waited for");
    alice
        .post(&format!("{path}/extend"), &[("extension", "Pictures of one shop are still to be found.")])
        .await
        .goes_to(&format!("{path}?done=extended"));
    alice.get(&path).await.expect(200).says("By 26 Feb 2027");
    alice.post(&format!("{path}/sent"), &[]).await.goes_to(&format!("{path}?done=sent"));
    alice.post(&format!("{path}/sent"), &[]).await.expect(422).says("noted already");
    opened(&scene, &code).await.1.says("26 February 2027").hides("22 December 2026");
    scene.town.later(TimeDelta::days(60));
    scene.town.sign_in(Role::Administrator).await.get(&path).await.expect(200).says("On time");
}

#[actix_web::test]
async fn the_answer_is_read_by_the_person_and_goes_a_year_later() {
    let (scene, code, mut alice, path) = asked_for_a_copy().await;
    let wrong = alice.post(&format!("{path}/answer"), &[("answer", "Sent.")]).await.expect(422);
    wrong.says("Choose what comes of it.").says("at least 10").says("Sent.");
    let fields = [("outcome", "granted"), ("answer", "You have the copy by post, sent today.")];
    alice.post(&format!("{path}/answer"), &fields).await.goes_to(&format!("{path}?done=answered"));
    alice.post(&format!("{path}/answer"), &fields).await.expect(422).says("This request is answered");
    let (_, page) = opened(&scene, &code).await;
    page.says("Our answer: yes").says("You have the copy by post");
    let mail = scene.town.mail(&scene.town.ashby).await;
    let news = mail.iter().rfind(|message| message.to == "dale@example.org").unwrap();
    assert!(!news.text.contains("copy"), "what it says is not in it: {}", news.text);
    let id: RightId = path.rsplit('/').next().unwrap().parse().unwrap();
    alice.get("/requests?show=closed").await.expect(200).says("Dale Renton");
    run_until(&scene.town, "2027-11-21T23:30:00Z").await;
    assert!(!Raw::open(&scene.town.store).traces(&[id.uuid()]).is_empty(), "kept for twelve months");
    run_until(&scene.town, "2027-11-22T00:55:00Z").await;
    assert_eq!(Raw::open(&scene.town.store).traces(&[id.uuid()]), ["audit.about"], "R-30");
}

#[actix_web::test]
async fn a_letter_that_came_is_entered_acknowledged_and_connected() {
    let scene = crate::sanction::scene::Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let nothing = alice.post("/requests/new", &[("words", "Dear Sirs")]).await.expect(422);
    nothing
        .says("Choose how it came.")
        .says("Choose what you ask for.")
        .says("Dear Sirs")
        .says("Give the day");
    let entered = alice
        .post(
            "/requests/new",
            &[
                ("kind", "objection"),
                ("way", "letter"),
                ("received", "2026-11-16"),
                ("name", "Dale Renton"),
                ("words", "I do not agree."),
            ],
        )
        .await
        .expect(303);
    let path = the_request(&mut alice).await;
    assert_eq!(entered.location(), format!("{path}?done=entered"));
    alice
        .get(&path)
        .await
        .expect(200)
        .says("By 16 Dec 2026")
        .says("By 15 Dec 2026")
        .says("Say that we have it");
    let answer = [("outcome", "refused"), ("answer", "We need it to keep shops safe.")];
    alice.post(&format!("{path}/answer"), &answer).await.expect(422).says("First tell the person");
    alice.post(&format!("{path}/acknowledge"), &[]).await.goes_to(&format!("{path}?done=acknowledged"));
    alice.post(&format!("{path}/acknowledge"), &[]).await.expect(422);
    alice.post(&format!("{path}/person"), &[("person", "Dale")]).await.expect(422).says("no such person");
    let nobody =
        format!("https://ashby.test/people/{}", beadle::domain::ids::ProfileId::from_random([9; 16]));
    alice.post(&format!("{path}/person"), &[("person", &nobody)]).await.expect(422).says("no such person");
    let dale = format!("https://ashby.test/people/{}", scene.dale);
    alice
        .post(&format!("{path}/person"), &[("person", &dale)])
        .await
        .goes_to(&format!("{path}?done=connected"));
    alice.get(&path).await.expect(200).says("Answer");
}

#[actix_web::test]
async fn what_the_controller_alone_may_see_is_not_named_to_an_administrator() {
    let (scene, _, _, path) = asked_for_a_copy().await;
    scene.town.later(TimeDelta::days(400));
    let ashby = scene.town.ashby.clone();
    let later = |role, email| scene.town.add_user(&ashby, role, "Somebody Later", email);
    let ivy = later(Role::Administrator, "ivy@ashby.test");
    let mut ivy = scene.town.sign_in_as(&ashby, ivy, Role::Administrator).await;
    ivy.get("/requests").await.expect(200).says("1 more is about people who are withdrawn").hides("Dale");
    ivy.get("/inbox").await.expect(200).hides(&path);
    ivy.get(&path).await.expect(404);
    for deed in ["answer", "identity", "extend", "acknowledge"] {
        let typed =
            [("outcome", "refused"), ("answer", "Not for me to say."), ("identity", "Who are you, please?")];
        let fields: Vec<_> = typed.into_iter().chain([("extension", "It takes so long.")]).collect();
        ivy.post(&format!("{path}/{deed}"), &fields).await.expect(404);
    }
    let ruth = later(Role::Controller, "ruth@ashby.test");
    let mut ruth = scene.town.sign_in_as(&ashby, ruth, Role::Controller).await;
    ruth.get("/assurance").await.expect(200).says("about somebody who is not shown").says(&path);
    let page = ruth.get(&path).await.expect(200).says("Dale Renton");
    assert_eq!(page.links("/assurance/people/").len(), 1);
}

#[actix_web::test]
async fn nothing_waits_in_an_empty_scheme() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/requests").await.expect(200).says("Nobody waits for an answer");
    let mut tom = town.sign_in(Role::Board).await;
    tom.get("/decisions/appeals").await.expect(200).says("Nothing to decide");
}
