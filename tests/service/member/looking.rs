//! Who opens unusually many people is stopped, once, and somebody looks into it.

use beadle::{
    domain::{ids::ProfileId, member::role::Role},
    store,
};
use chrono::TimeDelta;

use crate::harness::{Browser, Town};

const CLOSED: &str = "People’s pages are closed to you";

/// So many people who are shown.
async fn people(town: &Town, count: usize) -> Vec<ProfileId> {
    let mut all = Vec::with_capacity(count);
    for n in 0..count {
        all.push(town.reported(&format!("Person Number{n}")).await);
    }
    all
}

/// The scheme allows 20 an hour.
async fn strict(town: &Town) {
    let (scheme, today) = (town.ashby.scheme, town.clock.today());
    assert!(
        town.write(move |tx| store::scheme::set_rules(tx, scheme, 1, "opened_in_an_hour = 20", today)).await
    );
}

async fn open(browser: &mut Browser, people: &[ProfileId], status: u16) {
    for person in people {
        browser.get(&format!("/gallery/{person}")).await.expect(status);
    }
}

async fn count(town: &Town, deed: &str) -> usize {
    town.trail(&town.ashby).await.iter().filter(|recorded| *recorded == deed).count()
}

#[actix_web::test]
async fn the_201st_within_an_hour_is_refused_and_the_alarm_stands_once() {
    let town = Town::new().await;
    let all = people(&town, 202).await;
    let mut sam = town.sign_in(Role::Member).await;
    open(&mut sam, &all[..200], 200).await;
    open(&mut sam, &all[..1], 200).await;
    let looks = count(&town, "view_person").await;
    let told = sam.get(&format!("/gallery/{}", all[200])).await.expect(429).says(CLOSED);
    told.says("closed to you until 13:00").says("administrator or data controller").hides("Number200");
    for path in ["/gallery".to_owned(), format!("/gallery/{}", all[0]), format!("/gallery/{}", all[201])] {
        sam.get(&path).await.expect(429).says("until 13:00").hides("Number");
    }
    assert_eq!(count(&town, "view_person").await, looks, "nothing was shown, and nothing was looked at");
    assert_eq!(count(&town, "stop_looking").await, 1, "once, not once for each try");
    sam.get("/report").await.expect(200).hides("Number");
    sam.get("/account").await.expect(200);
    sam.get("/inbox").await.expect(404);
    open(&mut town.sign_in(Role::Manager).await, &all[..1], 200).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let inbox = alice.get("/inbox").await.expect(200).says("A member opened unusually many people");
    inbox.says("Sam Reed, Fairway Stores was stopped on 22 November 2026, 12:00").says("href=\"/stops\"");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance").await.expect(200).says("Unusual looking: Sam Reed, Fairway Stores was stopped");
    let mut elsewhere = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    elsewhere.get("/stops").await.expect(200).says("Nobody was stopped");
    town.later(TimeDelta::minutes(60));
    sam.get("/gallery").await.expect(200);
    open(&mut sam, &all[200..], 200).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/stops").await.expect(200).says("Sam Reed").says("The hour is over");
    assert_eq!(count(&town, "stop_looking").await, 1);
}

#[actix_web::test]
async fn an_administrator_or_controller_lifts_a_stop_with_a_reason() {
    let town = Town::new().await;
    strict(&town).await;
    let all = people(&town, 42).await;
    let mut sam = town.sign_in(Role::Member).await;
    open(&mut sam, &all[..20], 200).await;
    open(&mut sam, &all[20..22], 429).await;
    let path = format!("/stops/{}", town.ashby.member);
    let why = "He was to compare the photos of a new till camera.";
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut other = town.sign_in(role).await;
        other.get("/stops").await.expect(404);
        other.post(&path, &[("reason", why)]).await.expect(404);
    }
    let mut stranger = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    stranger.post(&path, &[("reason", why)]).await.expect(404);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/stops").await.expect(200).says("Sam Reed, Fairway Stores").says("closed to them until 13:00");
    alice.post(&path, &[("reason", "so")]).await.expect(422).says("at least 10 characters").says("Sam Reed");
    sam.get("/gallery").await.expect(429);
    town.later(TimeDelta::minutes(5));
    alice.post(&path, &[("reason", why)]).await.goes_to("/stops");
    alice.get("/stops").await.expect(200).says("Nobody was stopped");
    alice.get("/inbox").await.expect(200).hides("unusually many");
    assert_eq!(count(&town, "lift_stop").await, 1);
    let mut priya = town.sign_in(Role::Controller).await;
    let trail = priya.get(&format!("/assurance/audit?id={}", town.ashby.member)).await.expect(200);
    trail.says("Settled a stop for unusual looking").says(why);
    alice.post(&path, &[("reason", why)]).await.expect(404);
    open(&mut sam, &all[20..40], 200).await;
    open(&mut sam, &all[40..], 429).await;
    assert_eq!(count(&town, "stop_looking").await, 2, "the count began anew, and so did the alarm");
    priya.get("/stops").await.expect(200).says("What they opened");
    priya.post(&path, &[("reason", why)]).await.goes_to("/stops");
    sam.get("/gallery").await.expect(200);
}

#[actix_web::test]
async fn nobody_lifts_their_own_stop() {
    let town = Town::new().await;
    let who = town.ashby.administrator;
    town.grant(&town.ashby, who, Role::Member);
    let (scheme, now) = (town.ashby.scheme, town.clock.now());
    assert!(town.write(move |tx| store::stop::begin(tx, scheme, who, now, now - TimeDelta::hours(1))).await);
    assert!(!town.write(move |tx| store::stop::begin(tx, scheme, who, now, now - TimeDelta::hours(1))).await);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox").await.expect(200);
    alice.get("/stops").await.expect(200).says("somebody else looks into it").hides("<form class=\"form\"");
    let why = [("reason", "I was looking for somebody.")];
    alice.post(&format!("/stops/{who}"), &why).await.expect(422).says("Somebody else looks into this");
    let mut as_member = town.sign_in_as(&town.ashby, who, Role::Member).await;
    as_member.get("/gallery").await.expect(429).says(CLOSED);
}

#[actix_web::test]
async fn a_process_that_starts_goes_on_counting_and_a_stop_holds_on_every_node() {
    let town = Town::new().await;
    strict(&town).await;
    let all = people(&town, 41).await;
    let (token, csrf) = town.session(&town.ashby, town.ashby.member, Role::Member, true).await;
    let mut here = town.visit("ashby.test").await;
    here.signed_in(&token, &csrf);
    open(&mut here, &all[..20], 200).await;
    let mut restarted = Browser::new(town.second(), "ashby.test").await;
    restarted.signed_in(&token, &csrf);
    open(&mut restarted, &all[..20], 200).await;
    open(&mut restarted, &all[20..21], 429).await;
    here.get("/gallery").await.expect(429);
    let mut alice = town.sign_in(Role::Administrator).await;
    town.later(TimeDelta::minutes(1));
    let reason = [("reason", "He was to compare photos of a camera.")];
    alice.post(&format!("/stops/{}", town.ashby.member), &reason).await.goes_to("/stops");
    open(&mut restarted, &all[20..24], 200).await;
    let mut third = Browser::new(town.second(), "ashby.test").await;
    third.signed_in(&token, &csrf);
    open(&mut third, &all[24..40], 200).await;
    open(&mut third, &all[40..], 429).await;
    assert_eq!(count(&town, "stop_looking").await, 2, "by the trail, from the lifting on");
}
