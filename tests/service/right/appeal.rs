//! Appeals: in time, decided by somebody who decided nothing in the case, with what follows at once.

use beadle::{
    domain::{member::role::Role, sanction::state::State},
    store,
};
use chrono::TimeDelta;

use super::{asks, opened};
use crate::{
    harness::{Browser, Town},
    sanction::scene::Scene,
};

const REASONS: &str = "You were warned and took goods again.";

/// A person who is excluded, the notice's code, and a board member who decided nothing yet.
pub async fn excluded() -> (Scene, String, Browser) {
    let scene = Scene::of(Town::new().await).await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    scene.propose(&mut alice, &[]).await.expect(303);
    let id = scene.sanction().await.id;
    let mut tom = scene.town.sign_in(Role::Board).await;
    tom.post(&format!("/decisions/{id}"), &[("decision", "approve"), ("reasons", REASONS)]).await.expect(303);
    let notice = alice.get(&format!("/notices/{id}")).await.expect(200);
    let text = notice.links("/letters/").into_iter().find(|link| link.ends_with(".txt")).unwrap();
    let letter = alice.get(&text).await.expect(200).text;
    let code = letter.split_once("Type in your code: ").unwrap().1.lines().next().unwrap().to_owned();
    let service = [("served_on", "2026-11-22"), ("how", "by_hand")];
    alice.post(&format!("/notices/{id}/service"), &service).await.expect(303);
    let ashby = scene.town.ashby.clone();
    let una = scene.town.add_user(&ashby, Role::Board, "Una Field", "una@ashby.test");
    let una = scene.town.sign_in_as(&ashby, una, Role::Board).await;
    (scene, code, una)
}

async fn appealed(ground: &str) -> (Scene, String, Browser, String) {
    let (scene, code, mut una) = excluded().await;
    let words = [("ground", ground), ("words", "I was at work that day.")];
    asks(&scene, &code, "appeal", &words).await.expect(200);
    let list = una.get("/decisions/appeals").await.expect(200).says("Dale Renton");
    let mut links = list.links("/decisions/appeals/");
    links.dedup();
    assert_eq!(links.len(), 1);
    let path = links.remove(0);
    (scene, code, una, path)
}

async fn struck(scene: &Scene) -> bool {
    let (scheme, dale, proven) = (scene.town.ashby.scheme, scene.dale, scene.proven);
    let subjects = scene.town.read(move |tx| store::subject::of_profile(tx, scheme, dale)).await;
    subjects.iter().any(|subject| subject.incident == proven && !subject.standing.stands())
}

#[actix_web::test]
async fn an_appeal_comes_within_28_days_and_a_review_after_six_clean_months() {
    let (scene, code, _) = excluded().await;
    let (_, page) = opened(&scene, &code).await;
    page.says("You can appeal until 20 December 2026").says("An appeal").hides("\"review\"");
    asks(&scene, &code, "appeal", &[("words", "No.")]).await.expect(422).says("Choose the reason");
    asks(&scene, &code, "review", &[("words", "Please.")]).await.expect(422).says("too early");
    scene.town.later(TimeDelta::days(28));
    asks(&scene, &code, "appeal", &[("ground", "other"), ("words", "On the last day.")]).await.expect(200);
    scene.town.later(TimeDelta::days(1));
    asks(&scene, &code, "appeal", &[("ground", "other"), ("words", "Late.")]).await.expect(422);
    scene.town.later(TimeDelta::days(160));
    asks(&scene, &code, "review", &[("words", "I have found work.")]).await.expect(200);
}

#[actix_web::test]
async fn who_decided_in_the_case_does_not_decide_the_appeal() {
    let (scene, _, _, path) = appealed("not_so").await;
    let mut tom = scene.town.sign_in(Role::Board).await;
    tom.get("/decisions").await.expect(200).says(">1<");
    tom.get(&path).await.expect(200).says("I was at work that day.").says("Somebody who decided nothing");
    let decision = [("outcome", "refused"), ("answer", "Nothing new was said.")];
    tom.post(&path, &decision).await.expect(422).says("Somebody who decided nothing in this case");
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.get(&path).await.expect(404);
    alice.post(&path, &decision).await.expect(404);
    let request = path.replace("/decisions/appeals/", "/requests/");
    alice.get(&request).await.expect(200).says("Who decides");
    alice.post(&format!("{request}/answer"), &decision).await.expect(422).says("Somebody of the board");
    // Nor does the controller at the desk, where nobody asks whether they decided before.
    let mut ruth = scene.town.sign_in(Role::Controller).await;
    ruth.get(&request).await.expect(200).hides("Answer and close").says(&path);
    ruth.post(&format!("{request}/answer"), &decision).await.expect(422).says("Somebody of the board");
    assert_eq!(scene.state().await, State::Served);
}

#[actix_web::test]
async fn upheld_on_what_happened_it_ends_at_once_and_the_incidents_are_struck() {
    let (scene, code, mut una, path) = appealed("wrong_person").await;
    una.post(&path, &[("outcome", "granted")]).await.expect(422).says("fill this in");
    let decision = [("outcome", "granted"), ("answer", "Your employer confirms that you were at work.")];
    una.post(&path, &decision).await.goes_to("/decisions?done=appeal");
    assert_eq!(scene.state().await, State::Revoked);
    assert!(struck(&scene).await, "R-26");
    una.get("/decisions/appeals").await.expect(200).says("Nothing to decide");
    let mut person = scene.town.visit("ashby.test").await;
    person.post("/n", &crate::sanction::notice::born(&code, "3")).await.expect(422);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let pdf = alice.get("/inbox").await.expect(200).links("/letters/").remove(0);
    let letter = alice.get(&pdf.replace(".pdf", ".txt")).await.expect(200).text;
    assert!(letter.contains("Your exclusion has ended") && letter.contains("at work"), "{letter}");
}

#[actix_web::test]
async fn upheld_as_too_much_nothing_is_struck() {
    let (scene, _, mut una, path) = appealed("disproportionate").await;
    let decision = [("outcome", "granted"), ("answer", "A first offence of small value.")];
    una.post(&path, &decision).await.goes_to("/decisions?done=appeal");
    assert_eq!((scene.state().await, struck(&scene).await), (State::Revoked, false));
}

#[actix_web::test]
async fn upheld_in_part_the_term_is_shorter() {
    let (scene, code, mut una, path) = appealed("disproportionate").await;
    for months in ["", "0", "2", "12", "24", "x"] {
        let decision = [("outcome", "partly"), ("answer", "Half of it is enough."), ("months", months)];
        una.post(&path, &decision).await.expect(422).says("It lasts 12 months");
    }
    let decision = [("outcome", "partly"), ("answer", "Half of it is enough."), ("months", "6")];
    una.post(&path, &decision).await.goes_to("/decisions?done=appeal");
    let shorter = scene.sanction().await;
    assert_eq!((shorter.state, shorter.ends_on), (State::Served, Some("2027-05-22".parse().unwrap())));
    let (_, page) = opened(&scene, &code).await;
    page.says("22 May 2027").says("Our answer: in part").says("Half of it is enough.");
    una.post(&path, &decision).await.expect(422).says("decided");
}

#[actix_web::test]
async fn dismissed_it_stays_and_the_reasons_are_read() {
    let (scene, code, mut una, path) = appealed("other").await;
    let decision = [("outcome", "refused"), ("answer", "The pictures show you clearly.")];
    una.post(&path, &decision).await.goes_to("/decisions?done=appeal");
    assert_eq!((scene.state().await, struck(&scene).await), (State::Served, false));
    // The letter about it waits to be printed, and opens a page by a code of its own.
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let inbox = alice.get("/inbox").await.expect(200).says("A letter to print: Decision on an appeal");
    let pdf = inbox.links("/letters/").remove(0);
    let letter = alice.get(&pdf.replace(".pdf", ".txt")).await.expect(200).text;
    assert!(letter.contains("Your exclusion goes on as it was"), "{letter}");
    let own = letter.split_once("Type in your code: ").unwrap().1.lines().next().unwrap().to_owned();
    let (_, page) = opened(&scene, &own).await;
    page.says("What we hold about you").says("The pictures show you clearly.").hides("\"appeal\"");
    let (_, page) = opened(&scene, &code).await;
    let page =
        page.says("Our answer: no").says("The pictures show you clearly.").says("Information Commissioner");
    page.says("You have appealed against it").hides("value=\"appeal\"");
    let again = [("ground", "other"), ("words", "Once more.")];
    asks(&scene, &code, "appeal", &again).await.expect(422).says("asked for this already");
}
