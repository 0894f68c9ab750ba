//! Warning and proposing.

use beadle::domain::{
    incident::{finding::Finding, kind::Kind},
    member::role::Role,
    sanction::{kind, state::State},
};

use super::scene::{self, Scene};

#[actix_web::test]
async fn an_administrator_warns_and_the_warning_stands_on_the_card_once_served() {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let path = format!("/people/{}/warn", scene.dale);
    let page = alice.get(&path).await.expect(200).says("Dale Renton").says("The ladder proposes a warning");
    assert_eq!(page.text.matches(" checked").count(), 2, "the incidents it proposes are ticked (R-40)");
    alice.post(&path, &[("reason", "First time")]).await.expect(422).says("choose the incidents");
    let incident = scene.alleged.to_string();
    alice.post(&path, &[("incidents", &incident)]).await.expect(422).says("Please fill this in");
    assert!(scene.sanctions().await.is_empty(), "nothing was changed");
    let done = alice.post(&path, &[("incidents", &incident), ("reason", "First time")]).await.expect(303);
    let warning = scene.sanction().await;
    assert_eq!((warning.kind, warning.state), (kind::Kind::Warning, State::Decided));
    let notice = alice.get(done.location()).await.expect(200).says("Open to print");
    let letters = notice.links("/letters/");
    assert_eq!(letters.len(), 3, "PDF, large print, plain text (R-45)");
    let text = alice.get(&letters[2]).await.expect(200).says("This is a warning").says("Dale Renton");
    assert!(text.header("content-type").starts_with("text/plain"));
    alice.get(&format!("/notices/{}", warning.id)).await.says("Opened to print");
    alice
        .post(&format!("/notices/{}/service", warning.id), &[("served_on", "2026-11-22"), ("how", "by_hand")])
        .await
        .expect(303);
    alice.get("/notices").await.expect(200).says("Warned");
    let trail = scene.town.trail(&scene.town.ashby).await;
    for deed in ["warn", "write_letter", "print_letter", "serve_notice"] {
        assert!(trail.iter().any(|done| done == deed), "{deed} is recorded: {trail:?}");
    }
}

#[actix_web::test]
async fn every_objection_to_a_proposal_is_told_as_a_sentence_on_its_field() {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let alleged = scene.alleged.to_string();
    for (rule, change, sentence) in [
        ("relies on something", vec![("incidents", "-")], "choose the incidents this exclusion relies on"),
        ("on proven incidents only", vec![("incidents", alleged.as_str())], "proven incidents only"),
        ("says why it is proportionate", vec![("statement", "  ")], "say why an exclusion is proportionate"),
        ("3 months at least", vec![("months", "2")], "A term is 3 to 36 months"),
        ("36 months at most", vec![("months", "37")], "A term is 3 to 36 months"),
        ("a number", vec![("months", "a year")], "A term is 3 to 36 months"),
        ("names premises", vec![("reach", "some")], "choose the premises"),
        (
            "on this person's incidents",
            vec![("incidents", "0b7c5c7e-0000-4000-8000-000000000000")],
            "no longer part of this case",
        ),
    ] {
        let answer = scene.propose(&mut alice, &change).await;
        assert_eq!(answer.status, 422, "{rule} (R-41): {}", answer.text);
        answer.says(sentence);
    }
    assert!(scene.sanctions().await.is_empty(), "nothing was changed");
    scene.propose(&mut alice, &[]).await.expect(303);
    scene
        .propose(&mut alice, &[])
        .await
        .expect(422)
        .says("waits for its decision")
        .says("no earlier exclusion");
    assert_eq!(scene.sanctions().await.len(), 1, "one incident carries one exclusion (R-41)");
}

#[actix_web::test]
async fn nobody_but_an_administrator_proposes_and_no_other_scheme_knows_the_person() {
    let scene = Scene::new().await;
    let path = format!("/people/{}/exclude", scene.dale);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        let mut browser = scene.town.sign_in(role).await;
        browser.get(&path).await.expect(404);
        scene.propose(&mut browser, &[]).await.expect(404);
        browser.get(&format!("/people/{}/warn", scene.dale)).await.expect(404);
    }
    let other = scene.town.other.clone();
    let mut stranger = scene.town.sign_in_as(&other, other.administrator, Role::Administrator).await;
    stranger.get(&path).await.expect(404);
    scene.propose(&mut stranger, &[]).await.expect(404);
    stranger.get("/people/nonsense/exclude").await.expect(404);
    assert!(scene.sanctions().await.is_empty());
}

#[actix_web::test]
async fn a_person_without_a_name_gets_no_letter() {
    let mut scene = Scene::new().await;
    let ashby = scene.town.ashby.clone();
    scene.dale = scene::person(&scene.town, &ashby, "", None);
    scene.proven = scene::incident(
        &scene.town,
        &ashby,
        scene.dale,
        Kind::Theft,
        Finding::Proven(beadle::domain::incident::finding::Proof::Convicted),
    );
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    scene.propose(&mut alice, &[]).await.expect(422).says("A letter needs a name");
}
