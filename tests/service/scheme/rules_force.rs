//! What new rules do: shorter binds everybody at once, longer only who is begun under it.

use beadle::{
    domain::{ids::ProfileId, member::role::Role},
    search::Shelf,
    store::{self, profile::Clocks},
};

use super::{agreed_again, decided, in_force, proposed};
use crate::{
    harness::{People, Town},
    profile::{
        listed::{day, profile, report},
        merge::{join, sought},
        scheduler::{beat, run_until},
    },
    sanction::scene::Scene,
};

async fn kept(town: &Town, at: &People, id: ProfileId) -> Clocks {
    let scheme = at.scheme;
    town.read(move |tx| store::sweep::kept(tx, scheme, id)).await
}

#[actix_web::test]
async fn a_shorter_period_binds_everybody_at_once_here_and_nobody_elsewhere() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let bob = profile(&town, &town.other, "Bob Stone").await;
    report(&town, &town.other, &[bob], " took a ham").await;
    town.later(chrono::TimeDelta::days(250));
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).says("Ada Lovell");
    in_force(&town, &[("circulation", "6")]).await;
    sam.get("/gallery").await.expect(200).hides("Ada Lovell");
    sam.get(&format!("/gallery/{ada}")).await.expect(404);
    assert_eq!(town.service.shelf_of(town.ashby.scheme, ada), Some(Shelf::Withdrawn), "search follows");
    let clocks = kept(&town, &town.ashby, ada).await;
    assert_eq!((clocks.shown_until, clocks.erased_on), (Some(day("2027-05-22")), day("2028-05-23")));
    let clocks = kept(&town, &town.other, bob).await;
    assert_eq!((clocks.shown_until, clocks.erased_on), (Some(day("2027-11-22")), day("2028-11-23")));
    let trail = town.trail(&town.ashby).await;
    for deed in ["approve_rules", "reckon_profile"] {
        assert!(trail.contains(&deed.to_owned()), "{deed} (R-61)");
    }
    beat(&town).await;
    let trail = town.trail(&town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "withdraw_profile").count(), 1);
}

#[actix_web::test]
async fn a_longer_period_binds_only_profiles_begun_under_it() {
    let town = Town::new().await;
    in_force(&town, &[("circulation", "6"), ("id_sought_circulation", "3")]).await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    in_force(&town, &[("circulation", "9")]).await;
    let bea = profile(&town, &town.ashby, "Bea Marsh").await;
    report(&town, &town.ashby, &[ada, bea], " took two coats").await;
    assert_eq!(
        kept(&town, &town.ashby, ada).await.shown_until,
        Some(day("2027-05-22")),
        "begun under 6 months"
    );
    assert_eq!(
        kept(&town, &town.ashby, bea).await.shown_until,
        Some(day("2027-08-22")),
        "begun under 9 months"
    );
    run_until(&town, "2027-05-23T00:10:00Z").await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).hides("Ada Lovell").says("Bea Marsh");
    let mut alice = town.sign_in(Role::Administrator).await;
    let preview = alice.post("/settings/rules/preview", &super::sheet(&[])).await.expect(200);
    preview.says("No profile’s dates change.").says("2 profiles keep the shorter period");
}

#[actix_web::test]
async fn a_match_and_its_undoing_keep_nobody_longer_than_promised() {
    let town = Town::new().await;
    in_force(&town, &[("circulation", "6"), ("id_sought_circulation", "3")]).await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let coat = sought(&town, &town.ashby).await;
    report(&town, &town.ashby, &[coat], " took a coat").await;
    let before = kept(&town, &town.ashby, coat).await.shown_until;
    assert_eq!(before, Some(day("2027-02-22")), "begun under 3 months (R-28)");
    join(&town, ada, coat).await.expect(303);
    in_force(&town, &[("circulation", "9"), ("id_sought_circulation", "6")]).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let coats = coat.to_string();
    let undo = [("origin", coats.as_str()), ("reason", "The tattoo is another"), ("word", "NOT THEM")];
    alice.post(&format!("/people/{ada}/not"), &undo).await.expect(303);
    assert_eq!(kept(&town, &town.ashby, coat).await.shown_until, before, "R-19, R-30");
    assert_eq!(kept(&town, &town.ashby, ada).await.shown_until, Some(day("2027-05-22")));
}

#[actix_web::test]
async fn the_privacy_notices_get_a_new_version_and_date() {
    let town = Town::new().await;
    town.later(chrono::TimeDelta::days(9));
    in_force(&town, &[("circulation", "8"), ("cold", "10")]).await;
    let mut visitor = town.visit("ashby.test").await;
    for path in ["/privacy", "/privacy/people-listed", "/privacy/members", "/privacy/retention"] {
        visitor.get(path).await.expect(200).says("Version 2, in force since 1 December 2026");
    }
    visitor
        .get("/privacy/people-listed")
        .await
        .says("<b>8 months</b>")
        .says("closed, for <b>10 months</b> more");
}

#[actix_web::test]
async fn who_would_be_erased_at_once_is_erased_only_after_the_word_is_typed() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    run_until(&town, "2028-08-01T12:00:00Z").await;
    agreed_again(&town).await;
    let change = proposed(&mut town.sign_in(Role::Administrator).await, &[("cold", "6")]).await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get(&change).await.expect(200).says("1 profile is erased within the hour").says("At once");
    decided(&mut priya, &change, "approve", "").await.expect(422).says("href=\"#word\"");
    assert_eq!(kept(&town, &town.ashby, ada).await.erased_on, day("2028-11-23"), "nothing is changed");
    decided(&mut priya, &change, "approve", "ERASE").await.expect(303);
    assert_eq!(kept(&town, &town.ashby, ada).await.erased_on, day("2028-05-23"));
    priya.get(&format!("/assurance/people/{ada}")).await.expect(404);
    run_until(&town, "2028-08-01T13:00:00Z").await;
    let scheme = town.ashby.scheme;
    assert!(!town.read(move |tx| store::profile::exists(tx, scheme, ada)).await, "R-25");
}

#[actix_web::test]
async fn a_notice_keeps_the_time_to_appeal_that_it_promised() {
    let scene = Scene::new().await;
    let town = &scene.town;
    let mut alice = town.sign_in(Role::Administrator).await;
    scene.propose(&mut alice, &[]).await.expect(303);
    let id = scene.sanction().await.id;
    let fields = [("decision", "approve"), ("reasons", "You stole from us three times in a month.")];
    town.sign_in(Role::Board).await.post(&format!("/decisions/{id}"), &fields).await.expect(303);
    let notice = alice.get(&format!("/notices/{id}")).await.expect(200);
    let text = notice.links("/letters/").into_iter().find(|link| link.ends_with(".txt")).unwrap();
    let letter = alice.get(&text).await.expect(200).says("28 days").text;
    let code = letter.split_once("Type in your code: ").unwrap().1.lines().next().unwrap().to_owned();
    town.later(chrono::TimeDelta::days(1));
    in_force(town, &[("appeal", "14")]).await;
    let served = [("served_on", "2026-11-23"), ("how", "post")];
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post(&format!("/notices/{id}/service"), &served).await.expect(303);
    let opened =
        [("code", code.as_str()), ("day", "3"), ("month", "2"), ("year", "1990"), ("surname", "Renton")];
    let page = town.visit("ashby.test").await.post("/n", &opened).await.expect(200);
    page.says("21 December 2026").hides("14 days").hides("7 December 2026");
}

#[actix_web::test]
async fn what_is_proposed_at_which_report_follows_the_new_ladder() {
    let scene = Scene::new().await;
    let town = &scene.town;
    let mut alice = town.sign_in(Role::Administrator).await;
    let file = alice.get("/settings/rules/file").await.text;
    let file = file
        .replace("warning_first = true", "warning_first = false")
        .replace("lead = \"warning\"", "lead = \"exclusion\"\nmonths = 5");
    let page =
        alice.upload_with("/settings/rules/upload", &[], "file", "r.toml", file.as_bytes()).await.expect(200);
    page.says("Report 1: an exclusion for 5 months.");
}
