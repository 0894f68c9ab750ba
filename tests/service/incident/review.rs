//! Reviewing reports.

use beadle::{
    domain::{
        incident::{Incident, finding::Finding, kind::Kind, mention::Narrative, report::State},
        member::role::Role,
        profile::history::Naming,
    },
    store,
};
use chrono::TimeDelta;

use super::desk::{NEW, accepted, alice, dale, much_later, send, sent, still, theft};
use crate::{harness::Town, member::leaving::request};

async fn load(town: &Town, id: beadle::domain::ids::IncidentId) -> Incident {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::incident::load(tx, scheme, id)).await
}

#[actix_web::test]
async fn an_accepted_report_makes_a_profile_and_its_clock_runs_from_its_submission() {
    let town = Town::new().await;
    let incident = sent(&town).await;
    town.later(TimeDelta::days(3));
    let dale = accepted(&town, incident, NEW).await;
    let report = load(&town, incident).await;
    assert_eq!((report.state, report.erase_on), (State::Accepted, None), "as long as its subject (R-30)");
    let viewer = alice(&town);
    let profile = town.read(move |tx| store::profile::load(tx, &viewer, dale)).await;
    assert!(profile.shown("2027-11-22".parse().unwrap()), "12 months from the submission (R-20)");
    assert!(!profile.shown("2027-11-23".parse().unwrap()), "and not from the review");
    let trail = town.trail(&town.ashby).await;
    for deed in ["accept_report", "create_profile", "link_subject"] {
        assert!(trail.iter().any(|done| done == deed), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn names_in_the_narrative_become_mentions_and_the_summary_names_nobody() {
    let town = Town::new().await;
    let incident = sent(&town).await;
    let mut alice_at = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{incident}");
    let page = alice_at.get(&path).await.expect(200);
    page.says("new:Dale Renton").says("new:Renton");
    let without: Vec<_> = NEW.iter().copied().filter(|(name, _)| *name != "mention").collect();
    alice_at
        .post(&path, &without)
        .await
        .expect(422)
        .says("still holds words like")
        .says("Took spirits and ran.");
    let mut naming = NEW.to_vec();
    naming.retain(|(name, _)| *name != "summary");
    naming.push(("summary", "Renton took spirits."));
    alice_at.post(&path, &naming).await.expect(422).says("seems to name somebody");
    assert_eq!(load(&town, incident).await.state, State::Submitted, "nothing was changed");
    let dale = accepted(&town, incident, NEW).await;
    let viewer = alice(&town);
    let content = town.read(move |tx| store::incident::content(tx, &viewer, incident)).await;
    assert_eq!(Narrative::parse(&content.narrative).mentions(), [dale], "R-29");
    assert!(
        !content.narrative.contains("Renton") && content.named.is_empty(),
        "the name is the profile's now"
    );
    alice_at.get(&path).await.expect(200).says("Dale Renton took two bottles. Dale Renton ran.");
}

#[actix_web::test]
async fn a_reporter_or_recorder_never_reviews_the_own_report() {
    let town = Town::new().await;
    for recorded in [false, true] {
        let own = Some(town.ashby.administrator);
        let report = theft(&town, &town.ashby);
        let report = if recorded {
            Incident { recorder: own, ..report }
        } else {
            Incident { reporter: own, ..report }
        };
        let id = send(&town, &town.ashby, report, "Dale Renton took it. Renton ran.", "").await;
        let mut alice = town.sign_in(Role::Administrator).await;
        let path = format!("/inbox/{id}");
        alice.get(&path).await.expect(200).says("Somebody else has to review it").hides("Save the decision");
        alice.post(&path, NEW).await.expect(422);
        alice.post(&path, &[("decision", "reject"), ("message", "No reason at all")]).await.expect(422);
        assert_eq!(load(&town, id).await.state, State::Submitted, "R-10");
    }
}

#[actix_web::test]
async fn a_report_of_somebody_who_has_left_is_reviewed_all_the_same() {
    let town = Town::new().await;
    let id = sent(&town).await;
    town.sign_in(Role::Member).await.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    let mut tom = town.sign_in(Role::Board).await;
    let path = request(&tom.get("/decisions/leavings").await);
    tom.post(&path, &[("word", "DELETE")]).await.expect(303);
    accepted(&town, id, NEW).await;
    assert_eq!(load(&town, id).await.state, State::Accepted);
    let mail = town.mail(&town.ashby).await;
    assert!(mail.iter().all(|mail| mail.subject.starts_with("You have left")), "nobody is written to (R-4)");
}

#[actix_web::test]
async fn a_report_is_returned_or_rejected_with_a_reason_and_leaves_in_28_days() {
    let town = Town::new().await;
    for (decision, state) in [("return", State::Returned), ("reject", State::Rejected)] {
        let id = sent(&town).await;
        let mut alice_at = town.sign_in(Role::Administrator).await;
        let path = format!("/inbox/{id}");
        alice_at
            .post(&path, &[("decision", decision), ("message", " ")])
            .await
            .expect(422)
            .says("fill this in");
        alice_at.post(&path, &[("decision", decision), ("message", "Which till was it?")]).await.expect(303);
        let report = load(&town, id).await;
        assert_eq!(report.state, state);
        assert_eq!(report.erase_on, "2026-12-20".parse().ok(), "R-30");
        let viewer = alice(&town);
        let told = town.read(move |tx| store::incident::outcome(tx, &viewer, id)).await;
        assert_eq!(told.as_deref(), Some("Which till was it?"), "the reporter is told why");
    }
}

#[actix_web::test]
async fn of_two_reviewers_the_second_is_told_that_somebody_was_quicker() {
    let town = Town::new().await;
    let id = sent(&town).await;
    let second = town.add_user(&town.ashby, Role::Administrator, "Ben Cole", "ben@ashby.test");
    let mut ben = town.sign_in_as(&town.ashby, second, Role::Administrator).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{id}");
    let (one, other) = tokio::join!(alice.post(&path, NEW), async {
        ben.post(&path, &[("decision", "reject"), ("message", "Not so.")]).await
    });
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    let late = if one.status == 422 { one } else { other };
    late.says("Somebody else has reviewed this report");
}

#[actix_web::test]
async fn a_report_with_nobody_identified_is_kept_twelve_months() {
    let town = Town::new().await;
    let id = sent(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{id}");
    let fields = [("decision", "accept"), ("summary", "Spirits were taken.")];
    alice.post(&path, &fields).await.expect(422).says("choose who did it").says("Spirits were taken.");
    let nobody = [("decision", "accept"), ("nobody", "yes"), ("summary", "Spirits were taken.")];
    alice.post(&path, &nobody).await.expect(303);
    assert_eq!(load(&town, id).await.erase_on, "2027-11-22".parse().ok(), "R-30");
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Accepted").hides("The administrator wrote");
}

#[actix_web::test]
async fn proven_needs_its_reasons_and_alleged_stays_alleged() {
    let town = Town::new().await;
    let id = sent(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let mut fields = NEW.to_vec();
    fields.retain(|(name, _)| *name != "proof");
    fields.push(("proof", "convicted"));
    let path = format!("/inbox/{id}");
    alice.post(&path, &fields).await.expect(422).says("what proves this");
    fields.push(("reasons", "Ashby Magistrates, 3 May 2026"));
    accepted(&town, id, &fields).await;
    let scheme = town.ashby.scheme;
    let subjects = town.read(move |tx| store::subject::of_incident(tx, scheme, id)).await;
    assert!(matches!(subjects[0].finding, Finding::Proven(_)), "R-11");
    assert!(town.trail(&town.ashby).await.contains(&"find_proven".to_owned()));
}

#[actix_web::test]
async fn a_sighting_starts_no_clock_and_a_breach_only_with_a_threat_or_damage() {
    let town = Town::new().await;
    for (kind, ticked, shown) in [
        (Kind::Sighting, false, false),
        (Kind::Breach, false, false),
        (Kind::Breach, true, true),
        (Kind::Violence, false, true),
    ] {
        let report = Incident { kind, ..theft(&town, &town.ashby) };
        let id = send(&town, &town.ashby, report, "He came in.", "").await;
        let mut fields = NEW.to_vec();
        if ticked {
            fields.push(("threat_or_damage", "yes"));
        }
        let person = accepted(&town, id, &fields).await;
        let viewer = alice(&town);
        let profile = town.read(move |tx| store::profile::load(tx, &viewer, person)).await;
        assert_eq!(profile.shown(town.clock.today()), shown, "{kind:?} {ticked} (R-12)");
    }
}

#[actix_web::test]
async fn somebody_whose_name_is_not_known_is_shown_for_six_months() {
    let town = Town::new().await;
    let report = theft(&town, &town.ashby);
    let id = send(&town, &town.ashby, report, "A tall man took it.", "").await;
    let fields = [("decision", "accept"), ("sought", "yes"), ("summary", "Took spirits.")];
    let mut alice_at = town.sign_in(Role::Administrator).await;
    alice_at.post(&format!("/inbox/{id}"), &fields).await.expect(422).says("describe the person");
    let mut described = fields.to_vec();
    described.push(("description", "About 1.80 m, red coat"));
    let person = accepted(&town, id, &described).await;
    let (viewer, scheme) = (alice(&town), town.ashby.scheme);
    let profile = town.read(move |tx| store::profile::load(tx, &viewer, person)).await;
    assert!(
        profile.shown("2027-05-22".parse().unwrap()) && !profile.shown("2027-05-23".parse().unwrap()),
        "R-28"
    );
    let history = town.read(move |tx| store::history::load(tx, scheme, person)).await;
    assert_eq!(history.naming, Naming::IdSought, "R-13");
}

#[actix_web::test]
async fn a_child_under_ten_is_refused_and_one_under_eighteen_is_held_back() {
    let town = Town::new().await;
    let id = sent(&town).await;
    let mut alice_at = town.sign_in(Role::Administrator).await;
    let mut fields = NEW.to_vec();
    fields.push(("new_born", "2017-01-01"));
    alice_at.post(&format!("/inbox/{id}"), &fields).await.expect(422).says("under 10 on that day");
    fields.pop();
    fields.push(("new_born", "2011-01-01"));
    let person = accepted(&town, id, &fields).await;
    let viewer = alice(&town);
    let profile = town.read(move |tx| store::profile::load(tx, &viewer, person)).await;
    assert!(!profile.shown(town.clock.today()), "until two people have decided (R-17)");
    alice_at.get("/inbox").await.expect(200).says("Best interests of Dale Renton");
}

#[actix_web::test]
async fn people_are_found_however_they_are_spelt_and_by_the_very_same_picture() {
    let town = Town::new().await;
    let (dale, first) = dale(&town).await;
    still(&town, first, b"the same bytes").await;
    let report = theft(&town, &town.ashby);
    let id = send(&town, &town.ashby, report, "He was back.", "").await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{id}/find");
    alice
        .post(&path, &[("look", "Dayle Rentin")])
        .await
        .expect(200)
        .says("Dale Renton")
        .says("The name is alike");
    still(&town, id, b"the same bytes").await;
    let page = alice.get(&format!("/inbox/{id}")).await.expect(200);
    page.says("The very same picture").says(&dale.to_string());
    let fields = [
        ("decision", "accept"),
        ("person", &dale.to_string()),
        ("summary", "Took more."),
        ("proof", "alleged"),
    ];
    assert_eq!(accepted(&town, id, &fields).await, dale);
}

#[actix_web::test]
async fn a_withdrawn_person_is_only_hinted_at_and_cannot_be_linked() {
    let town = Town::new().await;
    let (dale, _) = dale(&town).await;
    much_later(&town, 370).await;
    town.service.fill_index().unwrap();
    let id = sent(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.get(&format!("/inbox/{id}")).await.expect(200);
    page.says("may match a withdrawn person: ask the controller").hides(&dale.to_string());
    alice.get(&format!("/people/{dale}")).await.expect(404);
    let fields = [("decision", "accept"), ("person", &dale.to_string()), ("summary", "Took more.")];
    alice.post(&format!("/inbox/{id}"), &fields).await.expect(404);
    assert_eq!(load(&town, id).await.state, State::Submitted, "R-22");
}

#[actix_web::test]
async fn nobody_but_an_administrator_or_controller_of_the_scheme_finds_the_desk() {
    let town = Town::new().await;
    let id = sent(&town).await;
    let photo = still(&town, id, b"some bytes").await;
    let pages = [format!("/inbox/{id}"), "/inbox".to_owned(), format!("/inbox/{id}/pictures/{photo}")];
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut visitor = town.sign_in(role).await;
        for page in &pages {
            visitor.get(page).await.expect(404);
        }
        visitor.post(&pages[0], NEW).await.expect(404);
        visitor.post(&format!("{}/find", pages[0]), &[("look", "Renton")]).await.expect(404);
    }
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get(&pages[0]).await.expect(404);
    other.get(&pages[2]).await.expect(404);
    other.post(&pages[0], NEW).await.expect(404);
    other.get("/inbox/nonsense").await.expect(404);
    assert_eq!(load(&town, id).await.state, State::Submitted);
}

#[actix_web::test]
async fn a_controller_reviews_what_the_only_administrator_recorded() {
    let town = Town::new().await;
    let recorded = Incident { recorder: Some(town.ashby.administrator), ..theft(&town, &town.ashby) };
    let incident = send(&town, &town.ashby, recorded, "A man took two bottles.", "").await;
    let mut alice_now = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{incident}");
    alice_now.post(&path, NEW).await.expect(422).says("Somebody else has to review");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance").await.expect(200).says("recorded by telephone").says(&path);
    priya.get(&path).await.expect(200).says("A man took two bottles.");
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut them = town.sign_in(role).await;
        them.get(&path).await.expect(404);
        them.post(&path, NEW).await.expect(404);
    }
    priya.post(&path, NEW).await.goes_to(&path);
    assert_eq!(load(&town, incident).await.state, State::Accepted, "R-5, R-10");
    let second = Incident { recorder: Some(town.ashby.administrator), ..theft(&town, &town.ashby) };
    let second = send(&town, &town.ashby, second, "Nothing happened.", "").await;
    let fields = [("decision", "reject"), ("message", "The camera shows otherwise")];
    priya.post(&format!("/inbox/{second}"), &fields).await.goes_to("/assurance?done=rejected");
    assert_eq!(load(&town, second).await.state, State::Rejected);
}
