//! The controller's home: what leaves, who is withdrawn, grants, holds, and the word that lets deletions go on.

use beadle::{
    actions::timetable::preview::preview,
    domain::{
        incident::report::State,
        member::{agreement::Acceptance, role::Role},
        scheme::trust::Counted,
    },
    jobs::runner,
    store,
};
use chrono::TimeDelta;
use tokio::sync::watch;

use super::{
    listed::{day, incident, keep, profile, report},
    scheduler::{beat, run_until},
};
use crate::harness::{Browser, Town};

/// The controller, who accepts the agreement again each year.
pub async fn controller(town: &Town) -> Browser {
    let (scheme, user, on) = (town.ashby.scheme, town.ashby.controller, town.clock.today());
    town.write(move |tx| store::user::agree(tx, scheme, user, Acceptance { version: 1, on })).await;
    town.sign_in(Role::Controller).await
}

#[actix_web::test]
async fn only_the_controller_sees_who_is_withdrawn() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2027-11-23T00:10:00Z").await;
    let path = format!("/assurance/people/{ada}");
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        for page in ["/assurance", "/assurance/people", path.as_str()] {
            let answer = other.get(page).await.hides("Ada Lovell");
            assert_ne!(answer.status, 200, "{role:?} {page} (R-22, R-63)");
        }
    }
    let mut priya = controller(&town).await;
    priya.get("/assurance").await.expect(200).says("withdrawn in the last 30 days");
    priya.get("/assurance/people").await.expect(200).says("Ada Lovell");
    priya.get(&path).await.expect(200).says("Ada Lovell").says("Withdrawn");
    assert_eq!(town.trail(&town.ashby).await.last().map(String::as_str), Some("view_person"), "R-61");
    town.clock.move_to("2028-11-23T00:00:00Z".parse().unwrap());
    let mut priya = controller(&town).await;
    priya.get(&path).await.expect(404);
    priya.get("/assurance/people").await.hides("Ada Lovell");
}

#[actix_web::test]
async fn a_grant_is_named_reasoned_and_lasts_twelve_months_at_most() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2027-11-23T12:00:00Z").await;
    let mut priya = controller(&town).await;
    let path = format!("/assurance/people/{ada}/grant");
    let alice = town.ashby.administrator.to_string();
    let good = "A new report may be about the same person.";
    for (user, until, reason, wrong) in [
        ("", "2028-01-10", good, "Please fill this in."),
        (alice.as_str(), "2028-11-24", good, "within 12 months"),
        (alice.as_str(), "2027-11-22", good, "within 12 months"),
        (alice.as_str(), "2028-01-10", "so", "at least 10 characters"),
    ] {
        let fields = [("user", user), ("until", until), ("reason", reason)];
        priya.post(&path, &fields).await.expect(422).says(wrong).says("Ada Lovell");
    }
    let fields = [("user", alice.as_str()), ("until", "2028-01-10"), ("reason", good)];
    priya.post(&path, &fields).await.goes_to(&format!("/assurance/people/{ada}"));
    priya.get(&format!("/assurance/people/{ada}")).await.says("Alice Hart, until 10 January 2028").says(good);
    let (scheme, alice) = (town.ashby.scheme, town.ashby.administrator);
    for (on, runs) in [("2028-01-10", true), ("2028-01-11", false)] {
        let found = town.read(move |tx| store::grant::runs(tx, scheme, alice, ada, day(on))).await;
        assert_eq!(found, runs, "{on} (R-22)");
    }
}

#[actix_web::test]
async fn a_legal_hold_puts_erasure_off_and_shows_nobody() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2028-11-20T12:00:00Z").await;
    let mut priya = controller(&town).await;
    let path = format!("/assurance/people/{ada}/hold");
    let why = "A claim against the partnership is before the county court.";
    priya.post(&path, &[("review", "2029-05-21"), ("why", why)]).await.expect(422).says("within 6 months");
    priya
        .post(&path, &[("review", "2029-02-01"), ("why", why)])
        .await
        .goes_to(&format!("/assurance/people/{ada}"));
    run_until(&town, "2028-12-24T12:00:00Z").await;
    let scheme = town.ashby.scheme;
    let kept = town.read(move |tx| store::sweep::kept(tx, scheme, ada)).await;
    assert_eq!((kept.erased_on, kept.shown_until), (day("2029-02-02"), Some(day("2027-11-22"))), "R-27");
    let mut priya = controller(&town).await;
    let page = priya.get(&format!("/assurance/people/{ada}")).await.expect(200).says(why);
    let lift = page.text.split("action=\"").find(|part| part.contains("/lift\"")).unwrap();
    let lift = lift.split('"').next().unwrap().to_owned();
    priya.post(&lift, &[]).await.goes_to(&format!("/assurance/people/{ada}"));
    run_until(&town, "2028-12-25T00:10:00Z").await;
    assert!(
        !town.read(move |tx| store::profile::exists(tx, scheme, ada)).await,
        "lifted: erased with the next run"
    );
}

#[actix_web::test]
async fn a_controller_types_a_word_to_let_deletions_go_on() {
    let town = Town::new().await;
    keep(&town, &town.ashby, &incident(&town, &town.ashby, State::Draft), Default::default()).await;
    beat(&town).await;
    let (_go, stop) = watch::channel(false);
    let counted = Counted { wall: town.clock.now(), elapsed: TimeDelta::minutes(1) };
    town.later(TimeDelta::days(8));
    runner::beat(&town.service, Some(counted), &stop).await.unwrap();
    let mut priya = controller(&town).await;
    priya.get("/assurance").await.expect(200).says("jumped ahead").says("Let deletions go on");
    priya.post("/assurance/resume", &[("word", "delete")]).await.expect(422).says("Please type DELETE");
    priya.post("/assurance/resume", &[("word", "DELETE")]).await.goes_to("/assurance");
    priya.get("/assurance").await.expect(200).hides("Let deletions go on");
    assert!(town.trail(&town.ashby).await.contains(&"resume_deletions".to_owned()));
}

#[actix_web::test]
async fn a_dry_run_tells_what_a_day_would_bring_and_changes_nothing() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let draft = incident(&town, &town.ashby, State::Draft);
    keep(&town, &town.ashby, &draft, Default::default()).await;
    for (on, deeds) in [
        ("2026-11-28", vec![]),
        ("2026-11-29", vec![("draft_report", draft.id.uuid())]),
        ("2027-11-23", vec![("withdraw", ada.uuid()), ("draft_report", draft.id.uuid())]),
    ] {
        let (plan, stopped) = preview(&town.service, day(on)).unwrap();
        let planned: Vec<_> = plan.iter().map(|one| (one.deed, one.id)).collect();
        assert_eq!((planned, stopped), (deeds, vec![]), "{on}");
    }
    assert!(!town.trail(&town.ashby).await.contains(&"withdraw_profile".to_owned()));
}
