//! Deciding, serving, lapsing, ending.

use beadle::{
    actions::sanction::timetable,
    domain::{member::role::Role, profile::status::Status, sanction::state::State},
    store,
};
use chrono::TimeDelta;

use super::scene::{Scene, member};

const REASONS: &str = "You were warned and took goods again.";

async fn status(scene: &Scene) -> Status {
    let tick = beadle::domain::member::evidence::scheduler(scene.town.ashby.scheme, scene.town.clock.now());
    let dale = scene.dale;
    let profile = scene.town.read(move |tx| store::profile::load(tx, &tick, dale)).await;
    beadle::domain::disclosure::board::Person::of(profile).status
}

async fn proposed() -> Scene {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    scene.propose(&mut alice, &[]).await.expect(303);
    scene
}

async fn approved() -> Scene {
    let scene = proposed().await;
    let mut tom = scene.town.sign_in(Role::Board).await;
    let path = format!("/decisions/{}", scene.sanction().await.id);
    tom.post(&path, &[("decision", "approve"), ("reasons", REASONS)]).await.expect(303);
    scene
}

#[actix_web::test]
async fn the_board_decides_with_the_evidence_before_it() {
    let scene = proposed().await;
    let mut tom = scene.town.sign_in(Role::Board).await;
    let list = tom.get("/decisions").await.expect(200).says("Dale Renton").says("Alice Hart");
    let path = list.links("/decisions/").into_iter().find(|link| !link.ends_with("s")).unwrap();
    tom.get(&path)
        .await
        .expect(200)
        .says("Took two boxed sets")
        .says("a warning changed nothing")
        .says("Proven")
        .says("Fairway Stores, High Street");
    tom.post(&path, &[("decision", "approve"), ("reasons", " ")]).await.expect(422).says("fill this in");
    tom.post(&path, &[("reasons", REASONS)]).await.expect(422).says("Please choose");
    assert_eq!(scene.state().await, State::Proposed, "nothing was changed");
    tom.post(&path, &[("decision", "approve"), ("reasons", REASONS)])
        .await
        .goes_to("/decisions?done=approved");
    assert_eq!(scene.state().await, State::Decided);
    assert_eq!(status(&scene).await, Status::Known, "nothing is shown as excluded before service (R-42)");
    tom.get("/decisions").await.says("Nothing to decide");
    let mut priya = scene.town.sign_in(Role::Controller).await;
    let late = priya.post(&path, &[("decision", "refuse"), ("reasons", "No")]).await.expect(422);
    late.says("Somebody else was quicker");
    assert_eq!(scene.state().await, State::Decided, "the second decision changes nothing");
}

#[actix_web::test]
async fn who_proposed_does_not_decide_and_who_may_not_decide_sees_nothing() {
    let scene = proposed().await;
    let path = format!("/decisions/{}", scene.sanction().await.id);
    for role in [Role::Member, Role::Manager, Role::Administrator] {
        let mut browser = scene.town.sign_in(role).await;
        browser.get("/decisions").await.expect(404);
        browser.get(&path).await.expect(404);
        browser.post(&path, &[("decision", "approve"), ("reasons", REASONS)]).await.expect(404);
        browser.post(&format!("{path}/revoke"), &[("reasons", REASONS)]).await.expect(404);
    }
    let other = scene.town.other.clone();
    let mut stranger = scene.town.sign_in_as(&other, other.board, Role::Board).await;
    stranger.get(&path).await.expect(404);
    stranger.post(&path, &[("decision", "refuse"), ("reasons", "No")]).await.expect(404);
    // Alice is given a seat on the board: what she proposed she still does not decide.
    let (scheme, alice, at) =
        (scene.town.ashby.scheme, scene.town.ashby.administrator, scene.town.clock.now());
    let grant = beadle::domain::member::record::Grant {
        user: alice,
        role: Role::Board,
        granted_by: None,
        confirmed: true,
    };
    scene.town.write(move |tx| store::user::grant_role(tx, scheme, grant, at)).await;
    let ashby = scene.town.ashby.clone();
    let mut alice = scene.town.sign_in_as(&ashby, alice, Role::Board).await;
    for decision in ["approve", "refuse"] {
        let answer = alice.post(&path, &[("decision", decision), ("reasons", REASONS)]).await.expect(422);
        answer.says("Somebody who did not propose this exclusion");
    }
    assert_eq!(scene.state().await, State::Proposed);
}

#[actix_web::test]
async fn a_notice_names_the_premises_of_members_whose_authority_stands_that_day() {
    let scene = proposed().await;
    let today = scene.town.clock.today();
    member(&scene.town, "The Copper Kettle", Some(today));
    member(&scene.town, "Harbour Stores", today.succ_opt());
    member(&scene.town, "Marlow Outfitters", None);
    let mut tom = scene.town.sign_in(Role::Board).await;
    let id = scene.sanction().await.id;
    tom.post(&format!("/decisions/{id}"), &[("decision", "approve"), ("reasons", REASONS)]).await.expect(303);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let notice = alice.get(&format!("/notices/{id}")).await.expect(200);
    let text = notice.links("/letters/").into_iter().find(|link| link.ends_with(".txt")).unwrap();
    alice
        .get(&text)
        .await
        .expect(200)
        .says("Exclusion notice")
        .says(REASONS)
        .says("Took two boxed sets")
        .says("12 months")
        .says("28 days")
        .says("6 months")
        .says("Information Commissioner")
        .says("https://ashby.test/n".trim_start_matches("https://"))
        .says("The Copper Kettle")
        .says("Fairway Stores, High Street")
        .hides("Harbour Stores")
        .hides("Marlow Outfitters");
    let pdf = alice.get(&text.replace(".txt", ".pdf")).await.expect(200);
    assert!(pdf.bytes.starts_with(b"%PDF"));
    assert_eq!(pdf.header("cache-control"), "no-store");
    assert!(pdf.header("content-disposition").starts_with("inline"));
    for role in [Role::Member, Role::Manager, Role::Board] {
        scene.town.sign_in(role).await.get(&text).await.expect(404);
    }
    let other = scene.town.other.clone();
    let mut stranger = scene.town.sign_in_as(&other, other.administrator, Role::Administrator).await;
    stranger.get(&text).await.expect(404);
    stranger.get(&format!("/notices/{id}")).await.expect(404);
}

#[actix_web::test]
async fn the_term_runs_from_service() {
    let scene = approved().await;
    let path = format!("/notices/{}/service", scene.sanction().await.id);
    scene.town.later(TimeDelta::days(3));
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    for (rule, on, how, sentence) in [
        ("a day", "soon", "post", "on which day"),
        ("not before it was decided", "2026-11-21", "post", "before it was decided"),
        ("not in the future", "2026-11-26", "post", "lies in the future"),
        ("how", "2026-11-24", "pigeon", "say how"),
    ] {
        let answer = alice.post(&path, &[("served_on", on), ("how", how)]).await;
        assert_eq!(answer.status, 422, "{rule} (R-42)");
        answer.says(sentence);
    }
    alice.post(&path, &[("served_on", "2026-11-24"), ("how", "post")]).await.expect(303);
    let served = scene.sanction().await;
    assert_eq!(served.state, State::Served);
    assert_eq!(served.ends_on, Some("2027-11-24".parse().unwrap()), "12 months from service, not decision");
    assert_eq!(status(&scene).await, Status::Excluded);
    alice.post(&path, &[("served_on", "2026-11-24"), ("how", "post")]).await.expect(422).says("quicker");
}

#[actix_web::test]
async fn a_notice_lapses_after_90_days_and_a_term_ends_with_a_letter() {
    let scene = approved().await;
    let scheme = scene.town.ashby.scheme;
    let id = scene.sanction().await.id;
    let lapse = async |scene: &Scene| {
        scene
            .town
            .service
            .tick(scheme, move |act| {
                act.record(beadle::domain::deed::Deed::ViewNotices, &[]);
                timetable::lapse(act, id)
            })
            .await
            .unwrap()
    };
    scene.town.later(TimeDelta::days(90));
    assert!(!lapse(&scene).await, "on the 90th day it can be served (R-42)");
    scene.town.later(TimeDelta::days(1));
    assert!(lapse(&scene).await, "on the 91st it lapses (R-42)");
    assert_eq!(scene.state().await, State::Lapsed);
    assert!(!lapse(&scene).await, "twice does no harm");
}

#[actix_web::test]
async fn when_the_term_ends_the_card_drops_it_and_a_letter_confirms_it() {
    let scene = approved().await;
    let (scheme, id) = (scene.town.ashby.scheme, scene.sanction().await.id);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice
        .post(&format!("/notices/{id}/service"), &[("served_on", "2026-11-22"), ("how", "by_hand")])
        .await
        .expect(303);
    let end = async |scene: &Scene| {
        scene
            .town
            .service
            .tick(scheme, move |act| {
                act.record(beadle::domain::deed::Deed::ViewNotices, &[]);
                timetable::end_of_term(act, id)
            })
            .await
            .unwrap()
    };
    scene.town.clock.move_to("2027-11-22T20:00:00Z".parse().unwrap());
    assert!(!end(&scene).await, "not on its last day (R-42)");
    scene.town.clock.move_to("2027-11-23T09:00:00Z".parse().unwrap());
    assert!(end(&scene).await);
    assert_eq!(scene.state().await, State::Ended);
    assert_ne!(status(&scene).await, Status::Excluded, "the card drops excluded");
    beadle::actions::letter::write::write_due(&scene.town.service, scheme).await.unwrap();
    let dale = scene.dale;
    let mut kinds = vec![];
    for _ in 0..600 {
        let letters = scene.town.read(move |tx| store::letter::of_profile(tx, scheme, dale)).await;
        kinds = letters.into_iter().map(|letter| letter.kind.as_str()).collect();
        if kinds.len() > 1 {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(kinds, ["expiry_confirmation", "exclusion_notice"], "confirmed once, by letter (R-42)");
}

#[actix_web::test]
async fn a_revoked_exclusion_counts_for_nothing_at_once() {
    let scene = approved().await;
    let id = scene.sanction().await.id;
    let mut priya = scene.town.sign_in(Role::Controller).await;
    let path = format!("/decisions/{id}/revoke");
    priya.post(&path, &[("reasons", "")]).await.expect(422);
    priya.post(&path, &[("reasons", "The appeal is right.")]).await.expect(303);
    assert_eq!(scene.state().await, State::Revoked);
    assert_eq!(status(&scene).await, Status::Known, "(R-26)");
}
