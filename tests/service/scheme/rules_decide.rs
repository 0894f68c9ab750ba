//! Two people decide the rules: who proposed them never does.

use beadle::domain::member::role::Role;
use futures_util::future::join;

use super::{REASON, decided, in_force, proposed, sheet};
use crate::{harness::Town, profile::raw::Raw};

const SHORTER: [(&str, &str); 1] = [("circulation", "9")];

#[actix_web::test]
async fn a_controller_who_did_not_propose_it_decides_and_nobody_else() {
    let town = Town::new().await;
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &SHORTER).await;
    for role in [Role::Administrator, Role::Board, Role::Manager, Role::Member] {
        decided(&mut town.sign_in(role).await, &change, "approve", "").await.expect(404);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    alice
        .get(&change)
        .await
        .expect(200)
        .says("A data controller who did not propose it decides")
        .hides("Your decision");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance").await.expect(200).says("A change of the rules is proposed").says(&change);
    priya.get(&change).await.expect(200).says(REASON).says("Alice Hart").says("20 December 2026");
    let short = [("decide", "approve"), ("decision", "yes")];
    priya
        .post(&format!("{change}/decide"), &short)
        .await
        .expect(422)
        .says("href=\"#decision\"")
        .says(">yes<");
    decided(&mut priya, &change, "approve", "").await.goes_to(&change);
    priya.get("/assurance").await.expect(200).hides("A change of the rules is proposed");
    let page = priya.get("/settings/rules").await.expect(200);
    page.says("Version 2").says("approved by Priya Nair").says(REASON).says("12 months → 9 months");
    let trail = town.trail(&town.ashby).await;
    for deed in ["propose_rules", "approve_rules"] {
        assert_eq!(trail.iter().filter(|found| *found == deed).count(), 1, "{deed}");
    }
    let mut raw = Raw::open(&town.store);
    let held = raw.sealed().into_iter().any(|(table, _, bytes)| {
        table == "rule_changes" && bytes.windows(9).any(|part| part == &REASON.as_bytes()[..9])
    });
    assert!(!held, "a reason is sealed");
}

#[actix_web::test]
async fn who_proposed_it_does_not_decide_it_in_another_role() {
    let town = Town::new().await;
    let (ashby, alice) = (town.ashby.clone(), town.ashby.administrator);
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &SHORTER).await;
    town.grant(&ashby, alice, Role::Controller);
    let mut alice = town.sign_in_as(&ashby, alice, Role::Controller).await;
    alice.get(&change).await.expect(200).says("You proposed this change").hides("Your decision");
    decided(&mut alice, &change, "approve", "").await.expect(422).says("You proposed this change yourself");
    town.visit("ashby.test").await.get("/privacy/people-listed").await.says("Version 1");
    decided(&mut town.sign_in(Role::Controller).await, &change, "approve", "").await.expect(303);
}

#[actix_web::test]
async fn the_only_controller_is_told_that_another_one_is_needed_and_can_take_it_back() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    let preview = priya.post("/settings/rules/preview", &sheet(&SHORTER)).await.expect(200);
    preview.says("There is no other data controller who could decide it");
    let change = proposed(&mut priya, &SHORTER).await;
    priya.get(&change).await.expect(200).says("No other data controller can decide it").says("Take it back");
    decided(&mut priya, &change, "approve", "")
        .await
        .expect(422)
        .says("another data controller has to decide it");
    town.sign_in(Role::Administrator).await.post(&format!("{change}/take-back"), &[]).await.expect(422);
    priya.post(&format!("{change}/take-back"), &[]).await.goes_to("/settings/rules?done=taken-back");
    priya.get("/settings/rules").await.expect(200).says("Taken back").says("Version 1");
    priya.post(&format!("{change}/take-back"), &[]).await.expect(422).says("waits no longer");
}

#[actix_web::test]
async fn a_refusal_changes_nothing_and_tells_why() {
    let town = Town::new().await;
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &SHORTER).await;
    decided(&mut town.sign_in(Role::Controller).await, &change, "refuse", "").await.goes_to(&change);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&change).await.expect(200).says("Refused").says("The board and I agree on this.");
    alice.get("/settings/rules").await.expect(200).says("Version 1").says("refused by Priya Nair");
    town.visit("ashby.test").await.get("/privacy").await.says("Version 1");
    decided(&mut town.sign_in(Role::Controller).await, &change, "approve", "")
        .await
        .expect(422)
        .says("waits no longer");
}

#[actix_web::test]
async fn two_controllers_at_the_same_moment_decide_once() {
    let town = Town::new().await;
    let second = town.add_user(&town.ashby, Role::Controller, "Noor Aziz", "noor@ashby.test");
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &SHORTER).await;
    let mut one = town.sign_in(Role::Controller).await;
    let mut two = town.sign_in_as(&town.ashby, second, Role::Controller).await;
    let (first, other) =
        join(decided(&mut one, &change, "approve", ""), decided(&mut two, &change, "approve", "")).await;
    let mut answers = [first.status, other.status];
    answers.sort_unstable();
    assert_eq!(answers, [303, 422]);
    town.visit("ashby.test").await.get("/privacy").await.says("Version 2");
    let approved = town.trail(&town.ashby).await.iter().filter(|deed| *deed == "approve_rules").count();
    assert_eq!(approved, 1);
}

#[actix_web::test]
async fn a_change_made_on_rules_of_before_is_overtaken() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let mut priya = town.sign_in(Role::Controller).await;
    let preview = alice.post("/settings/rules/preview", &sheet(&[("appeal", "60")])).await.expect(200);
    let file = preview.input("file").unwrap();
    let first = proposed(&mut alice, &SHORTER).await;
    let second = proposed(&mut alice, &[("circulation", "9"), ("cold", "6")]).await;
    decided(&mut priya, &first, "approve", "").await.expect(303);
    decided(&mut priya, &second, "approve", "").await.expect(422).says("Somebody has to propose it again");
    alice.get(&second).await.expect(200).says("Overtaken").says("Begin with these rules");
    let kept = alice.get(&second).await.expect(200).input("file").unwrap();
    alice
        .post("/settings/rules/edit", &[("file", &kept)])
        .await
        .expect(200)
        .says("name=\"cold\" value=\"6\"");
    let late = [("file", file.as_str()), ("base", "1"), ("reason", REASON)];
    alice.post("/settings/rules", &late).await.expect(422).says("The rules have changed since").says(REASON);
    alice.get("/settings/rules").await.expect(200).says("Version 2").hides("Waiting for a controller</h2>");
}

#[actix_web::test]
async fn the_same_change_is_proposed_once_and_a_reason_is_needed() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let preview = alice.post("/settings/rules/preview", &sheet(&SHORTER)).await.expect(200);
    let file = preview.input("file").unwrap();
    let fields = |reason| [("file", file.as_str()), ("base", "1"), ("reason", reason)];
    let page = alice.post("/settings/rules", &fields("short")).await.expect(422);
    page.says("href=\"#reason\"").says(">short<").says("12 months");
    alice.post("/settings/rules", &fields(REASON)).await.expect(303);
    alice.post("/settings/rules", &fields(REASON)).await.expect(422).says("The same change waits");
    alice
        .post("/settings/rules", &[("file", "nonsense"), ("base", "1"), ("reason", REASON)])
        .await
        .expect(422);
}

#[actix_web::test]
async fn a_change_of_one_scheme_is_not_there_for_another() {
    let town = Town::new().await;
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &SHORTER).await;
    let mut stranger = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    stranger.get(&change).await.expect(404);
    decided(&mut stranger, &change, "approve", "").await.expect(404);
    stranger.get("/settings/rules").await.expect(200).hides("Waiting for a controller");
    in_force(&town, &[("appeal", "60")]).await;
    town.visit("other.test")
        .await
        .get("/privacy/people-listed")
        .await
        .says("Version 1")
        .says("within 28 days");
    town.visit("ashby.test")
        .await
        .get("/privacy/people-listed")
        .await
        .says("Version 2")
        .says("within 60 days");
}
