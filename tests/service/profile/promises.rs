//! The page "Promises": it tells what is kept, what is late and why, from what the database and the ledger hold.

use std::fs;

use beadle::{
    actions::{audit::checkpoint, profile::erase, timetable},
    config,
    domain::{ids::ProfileId, member::role::Role, scheme::trust::Counted},
    jobs::runner,
};
use chrono::TimeDelta;
use tokio::sync::watch;

use super::{
    assurance::controller,
    listed::{picture, profile, report},
    redaction::residue,
    scheduler::{beat, run_until},
};
use crate::harness::{Answer, Town};

/// Ada, with a counting report.
async fn ada(town: &Town) -> ProfileId {
    let ada = profile(town, &town.ashby, "Ada Lovell").await;
    report(town, &town.ashby, &[ada], " took a ham").await;
    ada
}

async fn page(town: &Town) -> Answer {
    controller(town).await.get("/assurance/promises").await.expect(200).hides("Lovell")
}

/// The row of a month: what was withdrawn, and what was erased.
fn month(page: &Answer, name: &str) -> [String; 2] {
    let begins = format!("<th scope=\"row\">{name}");
    let row = page.text.split("<tr>").find(|row| row.starts_with(&begins)).expect("a row of that month");
    let cell = |label: &str| {
        let cell = row.split(&format!("data-label=\"{label}\">")).nth(1).expect("its cell");
        cell.split('<').next().unwrap_or_default().to_owned()
    };
    ["Withdrawn", "Erased"].map(cell)
}

fn reference(id: ProfileId) -> String {
    id.uuid().simple().to_string()[..8].to_owned()
}

#[actix_web::test]
async fn what_was_done_in_time_is_counted_in_the_month_it_was_due() {
    let town = Town::new().await;
    ada(&town).await;
    run_until(&town, "2027-11-20T12:00:00Z").await;
    page(&town).await.says("<dt>23 November 2027</dt><dd>1 withdrawn</dd>");
    run_until(&town, "2027-11-23T00:10:00Z").await;
    let withdrawn = page(&town).await.says("As they stand on 23 November 2027");
    let told = ["1 in time; longest wait 10 minutes", "none due"];
    assert_eq!(month(&withdrawn, "November 2027"), told, "R-22");
    run_until(&town, "2028-11-01T12:00:00Z").await;
    page(&town).await.says("<dt>23 November 2028</dt><dd>1 erased</dd>");
    run_until(&town, "2028-11-23T00:10:00Z").await;
    let erased = page(&town).await;
    let told = ["none due", "1 in time; longest wait 10 minutes"];
    assert_eq!(month(&erased, "November 2028"), told, "R-25");
    assert!(!erased.text.contains("November 2027"), "twelve months are told, and this is the thirteenth");
    let erased = erased.hides("Late, and why").says("Beyond recovery from any backup by 28 December 2028");
    erased.says("<dt>erased in 12 months</dt><dd>1</dd>").says("<dt>late, of these</dt><dd>0</dd>");
    let mut elsewhere = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    elsewhere.get("/assurance/promises").await.hides("1 in time");
}

#[actix_web::test]
async fn what_the_timetable_missed_is_late_until_it_is_done_and_is_told_ever_after() {
    let town = Town::new().await;
    let ada = ada(&town).await;
    run_until(&town, "2027-11-22T12:00:00Z").await;
    town.clock.move_to("2027-11-24T00:00:00Z".parse().unwrap());
    page(&town).await.hides("promise is late").says("Last ran on 22 November 2027, 12:00");
    town.later(TimeDelta::minutes(1));
    let late = page(&town).await.says("One promise is late.").says(&reference(ada));
    let late = late.says("withdrawal due 23 November 2027").says("The timetable last ran on 22 Nov");
    assert_eq!(month(&late, "November 2027"), ["1 late; longest wait 24 hours", "none due"]);
    town.later(TimeDelta::hours(36));
    beat(&town).await;
    let done = page(&town).await.hides("promise is late").hides("Late, and why");
    assert_eq!(month(&done, "November 2027"), ["1 late; longest wait 60 hours", "none due"]);
}

#[actix_web::test]
async fn an_erasure_that_waits_for_a_trusted_clock_is_late_and_says_so() {
    let town = Town::new().await;
    let ada = ada(&town).await;
    run_until(&town, "2028-11-22T12:00:00Z").await;
    let (_go, stop) = watch::channel(false);
    let counted = Counted { wall: town.clock.now(), elapsed: TimeDelta::minutes(1) };
    town.later(TimeDelta::days(3));
    runner::beat(&town.service, Some(counted), &stop).await.unwrap();
    let late = page(&town).await.says("One promise is late.").says(&reference(ada));
    let late = late.says("erasure due 23 November 2028").says("Deletions are stopped. The server");
    assert_eq!(month(&late, "November 2028"), ["none due", "1 late; longest wait 60 hours"]);
    let mut priya = controller(&town).await;
    priya.post("/assurance/resume", &[("word", "DELETE")]).await.goes_to("/assurance");
    town.later(TimeDelta::hours(2));
    beat(&town).await;
    let done = page(&town).await.hides("promise is late");
    assert_eq!(month(&done, "November 2028"), ["none due", "1 late; longest wait 62 hours"], "by the ledger");
}

#[actix_web::test]
async fn a_hold_holds_back_and_is_not_late_and_what_it_held_is_due_once_it_is_lifted() {
    let town = Town::new().await;
    let ada = ada(&town).await;
    run_until(&town, "2028-11-20T12:00:00Z").await;
    let why = "A claim against the partnership is before the county court.";
    let path = format!("/assurance/people/{ada}");
    let mut priya = controller(&town).await;
    priya.post(&format!("{path}/hold"), &[("review", "2029-02-01"), ("why", why)]).await.goes_to(&path);
    run_until(&town, "2028-12-24T12:00:00Z").await;
    let held = page(&town).await.hides("promise is late").says("Held back by the rules").hides(why);
    held.says(&format!("{}: erasure due 23 November 2028", reference(ada))).says("(R-27)").says(&path);
    let mut priya = controller(&town).await;
    let page_of = priya.get(&path).await.expect(200);
    let lift = page_of.text.split("action=\"").find(|part| part.contains("/lift\"")).unwrap();
    priya.post(lift.split('"').next().unwrap(), &[]).await.goes_to(&path);
    town.later(TimeDelta::hours(1));
    beat(&town).await;
    let done = page(&town).await.hides("promise is late").hides("Held back by the rules");
    let told = ["none due", "1 in time; longest wait 60 minutes"];
    assert_eq!(month(&done, "December 2028"), told, "due from the lifting on, not from November");
}

#[actix_web::test]
async fn a_text_that_may_still_name_somebody_holds_the_proof_back() {
    let town = Town::new().await;
    residue(&town).await;
    page(&town).await.hides("promise is late").says("1 to be done");
    town.later(TimeDelta::days(2));
    beat(&town).await;
    page(&town).await.says("One promise is late.").says("A report may still name them").says("1 late");
}

#[actix_web::test]
async fn a_picture_that_is_not_gone_holds_the_proof_back() {
    let town = Town::new().await;
    let ada = ada(&town).await;
    picture(&town, &town.ashby, Some(ada), None).await;
    run_until(&town, "2028-11-22T12:00:00Z").await;
    town.clock.move_to("2028-11-23T01:00:00Z".parse().unwrap());
    let every = timetable::Every::Minutes(60);
    let turn = timetable::claim(&town.service, town.ashby.scheme, "erase", every).await.unwrap().unwrap();
    assert!(erase::erase(&town.service, &turn, ada).await.unwrap());
    town.later(TimeDelta::days(2));
    let late = page(&town).await.says("One promise is late.").says("A picture or a letter is not gone");
    late.says(&format!("{}: erasure due 23 November 2028", reference(ada)));
    beat(&town).await;
    page(&town).await.hides("promise is late").says("1 late; longest wait 49 hours");
}

#[actix_web::test]
async fn green_only_if_nothing_stands_in_the_way() {
    let town = Town::with(|settings| {
        let file = settings.data.join("ring.age");
        settings.escrow = Some(config::Escrow { file, officers: Vec::new() });
    })
    .await;
    let careful = page(&town).await.says("Nothing is late now. 2 things want a look.");
    careful.says("older than the key ring").says("The timetable has not run for an hour").says("Not yet.");
    beat(&town).await;
    fs::write(town.folder.path().join("ring.age"), "sealed").unwrap();
    checkpoint::write(&town.service).await.unwrap();
    let green =
        page(&town).await.says("Every promise is kept").says("notice good").says("As new as the ring");
    green.says("There is no older one").says("Signed and written outside the database on 22 November 2026");
    town.later(TimeDelta::minutes(11));
    page(&town).await.says("was not written for ten minutes").says("notice careful");
}

#[actix_web::test]
async fn a_month_is_downloaded_as_a_pdf_by_the_controller_alone() {
    let town = Town::new().await;
    ada(&town).await;
    run_until(&town, "2027-11-23T00:10:00Z").await;
    page(&town).await.says("href=\"/assurance/promises/2027-11.pdf\"");
    let mut priya = controller(&town).await;
    for (name, status) in [
        ("2027-11.pdf", 200),
        ("2026-12.pdf", 200),
        ("2026-11.pdf", 404),
        ("2027-12.pdf", 404),
        ("2027-11", 404),
        ("2027-11-23.pdf", 404),
        ("november.pdf", 404),
    ] {
        let answer = priya.get(&format!("/assurance/promises/{name}")).await.expect(status);
        if status == 200 {
            assert!(answer.bytes.starts_with(b"%PDF-1.7"), "{name}");
            assert_eq!(
                (answer.header("content-type"), answer.header("cache-control")),
                ("application/pdf", "no-store")
            );
        }
    }
    assert_eq!(town.trail(&town.ashby).await.last().map(String::as_str), Some("view_assurance"), "R-61");
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let answer = town.sign_in(role).await.get("/assurance/promises/2027-11.pdf").await;
        assert!(!answer.bytes.starts_with(b"%PDF"), "{role:?}");
    }
}
