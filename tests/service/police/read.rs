//! What police read: who is circulated, and nothing of anybody else.

use beadle::domain::member::role::Role;
use chrono::TimeDelta;
use serde_json::json;

use super::System;
use crate::{
    agency::agreements::entered,
    harness::{Browser, Town},
    profile::{
        assurance::controller,
        listed::{picture, profile, report},
        scheduler::run_until,
    },
};

/// A town with two people who are circulated, a third who is not, and a system.
async fn town() -> (Town, System, [String; 3]) {
    let town = Town::new().await;
    let system = System::new(&town).await;
    let here = town.ashby.clone();
    let [ada, bob, cyd] = ["Ada Lovell", "Bob Marsh", "Cyd Unreported"].map(str::to_owned);
    let (ada, bob) = (profile(&town, &here, &ada).await, profile(&town, &here, &bob).await);
    let cyd = profile(&town, &here, &cyd).await;
    report(&town, &here, &[ada, bob], " took a ham").await;
    report(&town, &here, &[ada], " took another").await;
    (town, system, [ada, bob, cyd].map(|id| id.to_string()))
}

#[actix_web::test]
async fn police_list_search_and_read_who_is_circulated() {
    let (town, mut system, [ada, bob, cyd]) = town().await;
    let answer = system.get("/police/v1/persons").await.expect(200);
    let mut both = vec![ada.clone(), bob.clone()];
    both.sort();
    assert_eq!(answer.ids(), both, "in the order of ids; who was never circulated is not there");
    assert_eq!(answer.header("ratelimit"), "\"minute\";r=599;t=0");
    assert_eq!(answer.header("cache-control"), "private, no-cache");

    let found = system.search(&json!({ "name": "Adah Lovel" })).await.expect(200);
    assert_eq!(found.ids(), std::slice::from_ref(&ada), "however it is spelt");
    let found = system.search(&json!({ "ageFrom": 36, "ageTo": 36 })).await.expect(200);
    assert_eq!(found.ids(), both, "born on 5 May 1990, 36 on 22 November 2026");
    for (from, to) in [(37, 120), (0, 35)] {
        let found = system.search(&json!({ "ageFrom": from, "ageTo": to })).await.expect(200);
        assert!(found.ids().is_empty(), "nobody is {from} to {to}");
    }

    let person = system.get(&format!("/police/v1/persons/{ada}")).await.expect(200).json();
    assert_eq!(person["fullName"], json!({ "value": "Ada Lovell", "source": "member_report" }), "R-11");
    assert_eq!(person["incidents"].as_array().unwrap().len(), 2);
    assert_eq!(person["circulatedUntil"], "2027-11-22", "R-20");
    system.get(&format!("/police/v1/persons/{cyd}")).await.expect(404);

    let incidents = system.get("/police/v1/incidents").await.expect(200).json();
    let told = incidents["items"].as_array().unwrap();
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|event| event["narrative"] == "Ada LovellBob Marsh took a ham"), "{incidents}");
    let theirs = system.get(&format!("/police/v1/incidents?person={bob}")).await.expect(200);
    assert_eq!(theirs.ids().len(), 1);
    let one = format!("/police/v1/incidents/{}", theirs.ids()[0]);
    assert_eq!(system.get(&one).await.expect(200).json()["incidentType"], "theft");

    // The day after the last: gone, though nothing has run since.
    town.clock.move_to("2027-11-23T00:01:00Z".parse().unwrap());
    let mut ruth = controller(&town).await;
    let place = entered(&town, &mut ruth).await;
    let mut system = System::under(&town, &mut ruth, &place, "another-room").await;
    system.gets_token().await;
    assert!(system.get("/police/v1/persons").await.expect(200).ids().is_empty());
    assert!(system.search(&json!({ "name": "Ada Lovell" })).await.expect(200).ids().is_empty());
    assert!(
        system.get("/police/v1/incidents").await.expect(200).ids().is_empty(),
        "they are about the withdrawn"
    );
    for path in [format!("/police/v1/persons/{ada}"), format!("/police/v1/persons/{ada}/images"), one] {
        system.get(&path).await.expect(404);
    }
}

#[actix_web::test]
async fn a_clock_that_falls_behind_shows_nobody_again() {
    let (town, _, [ada, ..]) = town().await;
    run_until(&town, "2027-11-24T00:10:00Z").await;
    let mut ruth = controller(&town).await;
    let place = entered(&town, &mut ruth).await;
    town.clock.move_to("2027-11-22T12:00:00Z".parse().unwrap());
    let mut system = System::under(&town, &mut ruth, &place, "behind-the-times").await;
    system.gets_token().await;
    system.get(&format!("/police/v1/persons/{ada}")).await.expect(404);
    assert!(system.get("/police/v1/persons").await.expect(200).ids().is_empty(), "R-22");
}

#[actix_web::test]
async fn pages_go_on_where_they_ended_whoever_comes_and_goes() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let mut known = Vec::new();
    for n in 0..7 {
        let id = profile(&town, &town.ashby, &format!("Person Number{n}")).await;
        report(&town, &town.ashby, &[id], " took a ham").await;
        known.push(id.to_string());
    }
    known.sort();
    let mut seen = Vec::new();
    let mut path = "/police/v1/persons?limit=3".to_owned();
    loop {
        let answer = system.get(&path).await.expect(200);
        assert!(answer.ids().len() <= 3);
        seen.extend(answer.ids());
        let json = answer.json();
        let Some(next) = json["next"].as_str() else { break };
        path = format!("/police/v1/persons?limit=3&cursor={next}");
        let id = profile(&town, &town.ashby, "Somebody New").await;
        report(&town, &town.ashby, &[id], " took a ham").await;
    }
    seen.retain(|id| known.contains(id));
    assert_eq!(seen, known, "each once, in order");
    let aged = system.search(&json!({ "ageFrom": 30, "limit": 4 })).await.expect(200);
    let next = aged.json()["next"].clone();
    let rest = system.search(&json!({ "ageFrom": 30, "limit": 100, "cursor": next })).await.expect(200);
    assert!(aged.ids().len() == 4 && rest.ids().iter().all(|id| *id > aged.ids()[3]));
}

#[actix_web::test]
async fn who_holds_the_newest_is_told_so_and_a_call_says_all_that_it_must() {
    let (_town, mut system, [ada, ..]) = town().await;
    let path = format!("/police/v1/persons/{ada}");
    let tag = system.get(&path).await.expect(200).header("etag").to_owned();
    let held = [&super::system::SAYS[..], &[("if-none-match", tag.as_str())]].concat();
    let answer = system.get_saying(&path, &held).await.expect(304);
    assert!(answer.text.is_empty());
    for missing in 0..3 {
        let mut says = super::system::SAYS.to_vec();
        let (name, _) = says.remove(missing);
        let problem = system.get_saying(&path, &says).await.expect(400);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let named = problem.json()["errors"][0]["name"].as_str().unwrap().to_lowercase();
        assert_eq!(named, name, "R-60");
    }
    for (path, name) in [
        ("/police/v1/persons?area=a%00b", "area"),
        ("/police/v1/persons?limit=0", "limit"),
        ("/police/v1/persons?limit=many", "limit"),
        ("/police/v1/persons?status=wanted", "status"),
        ("/police/v1/persons?cursor=AAAA", "cursor"),
        ("/police/v1/persons?color=red", "query"),
        ("/police/v1/persons?limit=1&limit=2", "query"),
        ("/police/v1/incidents?since=yesterday", "since"),
        ("/police/v1/incidents?type=murder", "type"),
        ("/police/v1/changes?cursor=AAAA", "cursor"),
    ] {
        let problem = system.get(path).await.expect(400).json();
        assert_eq!(problem["errors"][0]["name"], name, "{path}");
    }
    assert_eq!(system.search(&json!({})).await.expect(400).json()["errors"][0]["name"], "name");
    assert_eq!(
        system.search(&json!({ "naem": "Ada" })).await.expect(400).json()["errors"][0]["name"],
        "body"
    );
}

#[actix_web::test]
async fn without_an_agreement_in_force_police_are_told_which_date_passed_and_nothing_else() {
    let (town, mut system, [ada, ..]) = town().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&system.agreement).await.expect(200);
    let why = [("reason", "The force has asked us to end it."), ("word", "END")];
    ruth.post(&format!("{}/end", system.agreement), &why).await.expect(303);
    for path in [
        "/police/v1/persons".to_owned(),
        format!("/police/v1/persons/{ada}"),
        "/police/v1/changes".to_owned(),
    ] {
        let problem = system.get(&path).await.expect(403).hides("Ada");
        assert_eq!(problem.json()["detail"], "The agreement was ended on 22 November 2026.", "{path} (R-60)");
    }
    system.gets_token().await;
    let found = system.search(&json!({ "name": "Ada" })).await.expect(403);
    assert!(found.hides("Ada").text.contains("22 November 2026"));

    // At its end the system's name is erased; it is still told why.
    ruth.get(&system.place).await.expect(200).says("Control room");
    run_until(&town, "2026-11-22T14:00:00Z").await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&system.place).await.expect(200).hides("Control room").says("A system whose name was erased");
    system.gets_token().await;
    system.get("/police/v1/persons").await.expect(403);
}

#[actix_web::test]
async fn another_schemes_ids_are_as_ids_that_never_were() {
    let (town, mut system, _) = town().await;
    let other = town.other.clone();
    let eve = profile(&town, &other, "Eve Elsewhere").await;
    let theft = report(&town, &other, &[eve], " took a ham").await;
    picture(&town, &other, Some(eve), None).await;
    let never = "0bad0bad-0bad-4bad-8bad-0bad0bad0bad";
    for (theirs, nobodys) in [
        (format!("/police/v1/persons/{eve}"), format!("/police/v1/persons/{never}")),
        (format!("/police/v1/persons/{eve}/images"), format!("/police/v1/persons/{never}/images")),
        (format!("/police/v1/incidents/{theft}"), format!("/police/v1/incidents/{never}")),
        (format!("/police/v1/incidents?person={eve}"), format!("/police/v1/incidents?person={never}")),
    ] {
        let (one, two) = (system.get(&theirs).await.expect(404), system.get(&nobodys).await.expect(404));
        assert_eq!(one.text, two.text, "{theirs}");
    }

    // The same system reads there under an agreement of its own, and only what is there.
    let mut rita = town.sign_in_as(&other, other.controller, Role::Controller).await;
    let place = entered(&town, &mut rita).await;
    let mut there = System::under(&town, &mut rita, &place, &system.called).await;
    there.gets_token().await;
    assert_eq!(there.get("/police/v1/persons").await.expect(200).ids(), [eve.to_string()]);
    // A token is good for the scheme that gave it.
    (there.token, there.bound) = (system.token.clone(), system.bound.clone());
    there.get("/police/v1/persons").await.expect(401);
}

#[actix_web::test]
async fn a_picture_is_had_once_by_who_asked_for_it() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let mut photo = std::io::Cursor::new(Vec::new());
    let grey = image::RgbImage::from_pixel(400, 500, image::Rgb([120, 120, 120]));
    grey.write_to(&mut photo, image::ImageFormat::Png).unwrap();
    town.picture(ada, Some(photo.into_inner())).await;
    let links = system.get(&format!("/police/v1/persons/{ada}/images")).await.expect(200).json();
    let href = links["items"][0]["href"].as_str().unwrap().strip_prefix(&system.issuer).unwrap().to_owned();
    let mut other = other_system(&town, &system).await;
    other.get(&href).await.expect(404);
    system.get_saying(&href, &[]).await.expect(400);
    let answer = system.get(&href).await.expect(200);
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        ("image/jpeg", "no-store"),
        "R-64"
    );
    assert!(answer.bytes.starts_with(&[0xff, 0xd8]));
    system.get(&href).await.expect(401);

    let links = system.get(&format!("/police/v1/persons/{ada}/images")).await.expect(200).json();
    let href = links["items"][0]["href"].as_str().unwrap().strip_prefix(&system.issuer).unwrap().to_owned();
    town.later(TimeDelta::minutes(6));
    system.gets_token().await;
    system.get(&href).await.expect(404);
}

/// Another system under the same agreement.
async fn other_system(town: &Town, system: &System) -> System {
    let mut ruth: Browser = town.sign_in(Role::Controller).await;
    let mut other = System::under(town, &mut ruth, &system.agreement, "").await;
    other.gets_token().await;
    other
}
