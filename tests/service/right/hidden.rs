//! What is said to be wrong is hidden from members and police while it is checked.

use beadle::{
    domain::{
        ids::{IncidentId, RightId},
        incident::source::Source,
        member::role::Role,
        profile::identity::{Fact, Identity},
        sanction::letter::LetterKind,
    },
    store,
};
use chrono::TimeDelta;

use super::{asks, opened, the_request};
use crate::{
    harness::Browser,
    police::System,
    profile::{listed::picture, raw::Raw, scheduler::run_until},
    sanction::{notice::warned, scene::Scene},
};

const WHY: (&str, &str) = ("reason", "The picture may be of your brother: we look.");

/// A person of whom more is known than a name, who has asked for something; the administrator and the request's page.
async fn asked(kind: &str) -> (Scene, String, Browser, String) {
    let (scene, code) = warned().await;
    let (scheme, dale) = (scene.town.ashby.scheme, scene.dale);
    let said = |value: &str| Some(Fact { value: value.to_owned(), source: Source::MemberReport });
    let identity = Identity {
        name: said("Dale Renton"),
        born: Some(Fact { value: "1990-02-03".parse().unwrap(), source: Source::MemberReport }),
        description: said("Tall, red coat"),
        modus_operandi: said("Works with a pram"),
        ..Identity::default()
    };
    scene.town.write(move |tx| store::profile::set_identity(tx, scheme, dale, &identity, None)).await;
    let words = [("email", "dale@example.org"), ("words", "It was not me, it was my brother.")];
    asks(&scene, &code, kind, &words).await.expect(200);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let path = the_request(&mut alice).await;
    (scene, code, alice, path)
}

#[actix_web::test]
async fn everything_is_hidden_at_once_and_shown_again_with_the_answer() {
    let (scene, code, mut alice, path) = asked("correction").await;
    let mut sam = scene.town.sign_in(Role::Member).await;
    let mut system = System::new(&scene.town).await;
    let (card, told) = (format!("/gallery/{}", scene.dale), format!("/police/v1/persons/{}", scene.dale));
    sam.get(&card).await.expect(200).says("Dale Renton");
    system.get(&told).await.expect(200);

    let hidden = format!("{path}/hidden");
    alice.get(&path).await.expect(200).says(&hidden);
    let wrong = alice.post(&hidden, &[("part", "everything")]).await.expect(422);
    wrong.says("fill this in").says("value=\"everything\" checked");
    alice.post(&hidden, &[("part", "everything"), WHY]).await.goes_to(&format!("{hidden}?done=set"));
    sam.get(&card).await.expect(404);
    sam.get("/gallery").await.expect(200).hides("Dale Renton");
    sam.get("/gallery?name=Dale+Renton").await.expect(200).hides("Dale Renton");
    system.get(&told).await.expect(404);
    alice.get(&format!("/people/{}", scene.dale)).await.expect(200).says("Hidden while it is checked");
    alice.post(&format!("/people/{}/warn", scene.dale), &[("reason", "Again.")]).await.expect(404);
    let (_, page) = opened(&scene, &code).await;
    page.says("you are hidden from members and police altogether").says("of your brother");

    // A fact that is put right meanwhile does not tell the person that nothing is left.
    let fact = [("name", "Dale Rentoul"), ("born", "1990-02-03"), ("source", "police"), ("wrong", "yes")];
    alice.post(&format!("/people/{}/correct", scene.dale), &fact).await.expect(303);
    let (scheme, dale) = (scene.town.ashby.scheme, scene.dale);
    let letters = scene.town.read(move |tx| store::letter::of_profile(tx, scheme, dale)).await;
    let letter = letters.iter().find(|letter| letter.kind == LetterKind::Correction).unwrap();
    let text = alice.get(&format!("/letters/{}.txt", letter.id)).await.expect(200);
    text.says("Something that we held about you was wrong").hides("Nothing that counts is left");

    let answer = [("outcome", "refused"), ("answer", "We looked at the film again: it is you.")];
    alice.post(&format!("{path}/answer"), &answer).await.expect(303);
    sam.get(&card).await.expect(200).says("Dale Rentoul");
    system.get(&told).await.expect(200);
    opened(&scene, &code).await.1.says("It ended on 22 November 2026 with our answer.");
    alice.get(&hidden).await.expect(200).says("Shown again on").hides("Set what is hidden");
    alice.post(&hidden, &[("part", "everything"), WHY]).await.expect(422).says("This request is answered");
}

#[actix_web::test]
async fn a_part_is_hidden_and_the_rest_is_shown() {
    let (scene, _, mut alice, path) = asked("complaint").await;
    let mut sam = scene.town.sign_in(Role::Member).await;
    let mut system = System::new(&scene.town).await;
    let (card, told) = (format!("/gallery/{}", scene.dale), format!("/police/v1/persons/{}", scene.dale));
    sam.get(&card).await.expect(200).says("red coat").says("with a pram").says("Damage").says("Theft");
    assert_eq!(system.get(&told).await.expect(200).json()["incidents"].as_array().unwrap().len(), 2);
    let (hidden, report) = (format!("{path}/hidden"), scene.alleged.to_string());
    alice.post(&hidden, &[("part", "words"), ("part", &report), WHY]).await.expect(303);
    let page = sam.get(&card).await.expect(200).says("Dale Renton").says("Theft");
    page.hides("red coat").hides("with a pram").hides("Damage");
    let person = system.get(&told).await.expect(200).json();
    assert!(person["personDescription"].is_null() && person["modusOperandi"].is_null(), "{person}");
    let incidents = person["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 1, "{person}");
    assert_eq!(incidents[0]["incident"], scene.proven.to_string());
    system.get(&format!("/police/v1/incidents/{report}")).await.expect(404);
    let theirs = system.get(&format!("/police/v1/incidents?person={}", scene.dale)).await.expect(200);
    assert_eq!(theirs.ids(), [scene.proven.to_string()]);
    let relies = [("incidents", report.as_str()), ("reason", "Again.")];
    let warned = alice.post(&format!("/people/{}/warn", scene.dale), &relies).await.expect(422);
    warned.says("hidden while it is checked");
    let page = alice.get(&hidden).await.expect(200);
    page.says("value=\"words\" checked").says(&format!("value=\"{report}\" checked"));
    // Unticked, it is shown again; what stays ticked stays hidden.
    alice
        .post(&hidden, &[("part", "words"), ("part", &report), WHY])
        .await
        .expect(422)
        .says("hidden already");
    alice.post(&hidden, &[("part", "words"), WHY]).await.expect(303);
    sam.get(&card).await.expect(200).says("Damage").hides("red coat");
    let stranger = IncidentId::from_random([9; 16]).to_string();
    for part in [stranger.as_str(), "report", "nothing", "all"] {
        alice.post(&hidden, &[("part", part), WHY]).await.expect(422).says("no longer there");
    }
}

#[actix_web::test]
async fn of_a_report_that_is_erased_no_restriction_keeps_the_id() {
    let (scene, _, mut alice, path) = asked("complaint").await;
    let (hidden, report) = (format!("{path}/hidden"), scene.alleged);
    alice.post(&hidden, &[("part", &report.to_string()), WHY]).await.expect(303);
    assert!(
        Raw::open(&scene.town.store).traces(&[report.uuid()]).contains(&"restrictions.incident".to_owned())
    );
    let scheme = scene.town.ashby.scheme;
    scene.town.write(move |tx| store::erasure::take_out_incident(tx, scheme, report)).await;
    assert_eq!(Raw::open(&scene.town.store).traces(&[report.uuid()]), [""; 0], "R-25");
    alice.get(&hidden).await.expect(200).says("A report, decided by");
}

#[actix_web::test]
async fn pictures_alone_are_hidden() {
    let (scene, _, mut alice, path) = asked("objection").await;
    picture(&scene.town, &scene.town.ashby, Some(scene.dale), None).await;
    let mut sam = scene.town.sign_in(Role::Member).await;
    let card = format!("/gallery/{}", scene.dale);
    sam.get(&card).await.expect(200).says("/pictures/");
    alice.post(&format!("{path}/hidden"), &[("part", "pictures"), WHY]).await.expect(303);
    sam.get(&card).await.expect(200).says("Dale Renton").hides("/pictures/");
}

#[actix_web::test]
async fn a_restriction_is_weighed_first_and_once_granted_it_lasts_until_it_is_lifted() {
    let (scene, code, mut alice, path) = asked("restriction").await;
    let hidden = format!("{path}/hidden");
    alice.get(&path).await.expect(200).says("Decide what is hidden meanwhile");
    alice.get("/inbox").await.expect(200).says(&hidden);
    alice.post(&hidden, &[("part", "everything"), WHY]).await.expect(303);
    alice.get(&path).await.expect(200).hides("Decide what is hidden meanwhile");
    let answer = [("outcome", "granted"), ("answer", "You need it for the court: we keep it back.")];
    alice.post(&format!("{path}/answer"), &answer).await.expect(303);
    let card = format!("/gallery/{}", scene.dale);
    let mut sam = scene.town.sign_in(Role::Member).await;
    sam.get(&card).await.expect(404);

    // Two months later it is not needed any more: only now does the answered request begin to age.
    let id: RightId = path.rsplit('/').next().unwrap().parse().unwrap();
    scene.town.later(TimeDelta::days(60));
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.get(&hidden).await.expect(200).says("It stays hidden until it is shown again here");
    alice.post(&hidden, &[("part", "pictures"), WHY]).await.expect(422).says("This request is answered");
    alice.post(&hidden, &[("reason", "The court has decided: it is over.")]).await.expect(303);
    scene.town.sign_in(Role::Member).await.get(&card).await.expect(200).says("Dale Renton");
    opened(&scene, &code).await.1.says("The court has decided: it is over.");
    run_until(&scene.town, "2028-01-20T12:00:00Z").await;
    assert!(!Raw::open(&scene.town.store).traces(&[id.uuid()]).is_empty(), "twelve months from then");
    run_until(&scene.town, "2028-01-22T12:00:00Z").await;
    assert_eq!(Raw::open(&scene.town.store).traces(&[id.uuid()]), ["audit.about"], "R-30");
}

#[actix_web::test]
async fn it_can_be_weighed_that_nothing_is_hidden_and_nobody_else_decides_it() {
    let (scene, code, mut alice, path) = asked("restriction").await;
    let hidden = format!("{path}/hidden");
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut other = scene.town.sign_in(role).await;
        other.get(&hidden).await.expect(404);
        other.post(&hidden, &[("part", "everything"), WHY]).await.expect(404);
    }
    let at = scene.town.other.clone();
    let mut stranger = scene.town.sign_in_as(&at, at.administrator, Role::Administrator).await;
    stranger.post(&hidden, &[("part", "everything"), WHY]).await.expect(404);
    alice.post(&hidden, &[("reason", "It was checked the day before: it is you.")]).await.expect(303);
    alice.get(&path).await.expect(200).hides("Decide what is hidden meanwhile");
    scene.town.sign_in(Role::Member).await.get(&format!("/gallery/{}", scene.dale)).await.expect(200);
    opened(&scene, &code).await.1.says("nothing is hidden").says("checked the day before");
}

#[actix_web::test]
async fn for_a_copy_nothing_is_hidden() {
    let (_scene, _, mut alice, path) = super::asked_for_a_copy().await;
    alice.get(&path).await.expect(200).hides("/hidden");
    alice.get(&format!("{path}/hidden")).await.expect(404);
    alice.post(&format!("{path}/hidden"), &[("part", "everything"), WHY]).await.expect(404);
}
