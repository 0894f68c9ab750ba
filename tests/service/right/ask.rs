//! Asking: from the page behind a letter's code, and by the public form.

use std::collections::BTreeMap;

use beadle::{
    actions::{
        Call,
        letter::open_by_code::{Typed, open},
    },
    domain::{member::role::Role, sanction::code::Code},
};
use chrono::TimeDelta;
use futures_util::future::join_all;

use super::{asked_for_a_copy, asks, code_of, opened};
use crate::{
    harness::Town,
    profile::{raw::Raw, scheduler::run_until},
    sanction::{
        notice::{born, warned},
        scene::Scene,
    },
};

#[actix_web::test]
async fn who_has_a_letter_asks_for_a_copy_and_sees_how_far_it_is() {
    let (scene, code) = warned().await;
    let (_, page) = opened(&scene, &code).await;
    page.says("A copy of everything").says("Something is wrong").hides("An appeal");
    let made = asks(&scene, &code, "access", &[("email", "dale@example.org")]).await.expect(200);
    // 22 November 2026, and 30 days or a month: the day that is earlier.
    let made = made.says("We have your request").says("22 December 2026");
    let own = code_of(&made);
    let mail = scene.town.mail(&scene.town.ashby).await;
    let told = mail.iter().find(|message| message.to == "dale@example.org").unwrap();
    assert!(told.text.contains(&own) && !told.text.to_lowercase().contains("copy"), "{}", told.text);
    let scheme = mail.iter().find(|message| message.to == "office@ashby.test").unwrap();
    assert!(scheme.text.contains("https://ashby.test/requests/"), "{}", scheme.text);
    assert!(!scheme.text.contains("Renton") && !scheme.text.contains(&own), "a link only (R-70)");
    let (_, page) = opened(&scene, &code).await;
    page.says("What you asked us").says("We are working on it");
    // Its own code opens it too, with the name that it was asked under.
    let mut anybody = scene.town.visit("ashby.test").await;
    let followed = anybody.post("/n", &[("code", &own), ("surname", "Renton")]).await.expect(200);
    followed.says("We are working on it").says("22 December 2026").hides("boxed sets");
    anybody.post("/n", &born(&own, "3")).await.expect(200).says("We are working on it");
    anybody.post("/n", &[("code", &own), ("surname", "Smith")]).await.expect(422).says("We cannot find");
    assert!(anybody.cookies.is_empty(), "no cookie before sign-in (R-71)");
    let trail = scene.town.trail(&scene.town.ashby).await;
    for deed in ["open_notice", "ask_right", "follow_right"] {
        assert!(trail.iter().any(|done| done == deed), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn the_same_is_asked_for_once_and_nothing_is_lost_on_the_way() {
    let (scene, code) = warned().await;
    let empty = asks(&scene, &code, "correction", &[("email", "no address")]).await.expect(422);
    empty.says("no address").says("pass").says("2 things to put right");
    asks(&scene, &code, "access", &[]).await.expect(200);
    asks(&scene, &code, "access", &[]).await.expect(422).says("You have asked for this already");
    asks(&scene, &code, "complaint", &[("words", "Nobody rang me back.")]).await.expect(200);
    asks(&scene, &code, "appeal", &[("ground", "not_so"), ("words", "It was not me.")])
        .await
        .expect(422)
        .says("The time to appeal is over");
    let (mut person, page) = opened(&scene, &code).await;
    let pass = page.input("pass").unwrap();
    for form in ["/n/ask", "/n/send"] {
        person.post(form, &[("pass", &pass), ("kind", "nonsense")]).await.expect(404);
    }
}

#[actix_web::test]
async fn a_page_that_was_open_for_long_takes_nothing_more() {
    let (scene, code) = warned().await;
    let (mut person, page) = opened(&scene, &code).await;
    let pass = page.input("pass").unwrap();
    let elsewhere = pass.replacen(&pass[..8], "00000000", 1);
    for (rule, pass) in
        [("a forged one", elsewhere), ("none", String::new()), ("cut off", pass[..40].to_owned())]
    {
        let refused = person.post("/n/send", &[("pass", &pass), ("kind", "access")]).await.expect(422);
        refused.says("Type the code from your letter again");
        assert_eq!(scene.town.trail(&scene.town.ashby).await.last().unwrap(), "open_notice", "{rule}");
    }
    let mut other = scene.town.visit("other.test").await;
    other.post("/n/send", &[("pass", &pass), ("kind", "access")]).await.expect(422);
    scene.town.later(TimeDelta::minutes(59));
    person.post("/n/send", &[("pass", &pass), ("kind", "access")]).await.expect(200);
    scene.town.later(TimeDelta::minutes(1));
    person.post("/n/send", &[("pass", &pass), ("kind", "objection"), ("words", "No.")]).await.expect(422);
}

#[actix_web::test]
async fn an_open_request_puts_the_erasure_off_and_goes_with_the_profile() {
    let (scene, code) = warned().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let service = format!("/notices/{}/service", scene.sanction().await.id);
    alice.post(&service, &[("served_on", "2026-11-22"), ("how", "by_hand")]).await.expect(303);
    asks(&scene, &code, "complaint", &[("words", "Long before its day it moves nothing.")]).await.expect(200);
    opened(&scene, &code).await.1.says("23 November 2028").hides("2029");
    run_until(&scene.town, "2028-11-20T12:00:00Z").await;
    asks(&scene, &code, "access", &[]).await.expect(200);
    opened(&scene, &code).await.1.says("18 February 2029");
    let left = |scene: &Scene| {
        let mut places = Raw::open(&scene.town.store).traces(&[scene.dale.uuid()]);
        places.retain(|place| place.starts_with("profiles") || place.starts_with("requests"));
        places
    };
    run_until(&scene.town, "2029-02-17T23:00:00Z").await;
    assert_eq!(left(&scene), ["profiles.id", "requests.profile"], "90 days at most (R-27)");
    run_until(&scene.town, "2029-02-18T01:30:00Z").await;
    assert_eq!(left(&scene), [""; 0], "R-25, R-30");
}

#[actix_web::test]
async fn anybody_asks_by_the_public_form_and_follows_it_by_its_code() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/rights").await.expect(200).says("Your data, your rights");
    let fields = [
        ("kind", "access"),
        ("name", "Jo van der Marsh"),
        ("day", "27"),
        ("month", "3"),
        ("year", "1990"),
        ("email", "jo@example.org"),
        ("words", "Do you hold anything about me?"),
    ];
    for (field, value, says) in [
        ("kind", "", "Choose what you ask for."),
        ("kind", "appeal", "To appeal, open the page behind the code"),
        ("name", "", "Please fill this in."),
        ("day", "31 April", "This is no date."),
        ("email", "", "so that we can answer"),
    ] {
        let wrong: Vec<_> =
            fields.iter().map(|(name, typed)| (*name, if *name == field { value } else { *typed })).collect();
        visitor.post("/rights", &wrong).await.expect(422).says(says).says("Do you hold anything about me?");
    }
    let made = visitor.post("/rights", &fields).await.expect(200);
    let code = code_of(&made);
    visitor.post("/rights", &fields).await.expect(422).says("sent a moment ago");
    let typed = [("code", code.as_str()), ("day", "27"), ("month", "3"), ("year", "1990")];
    visitor.post("/n", &typed).await.expect(200).says("We are working on it");
    let wrong = [("code", code.as_str()), ("day", "28"), ("month", "3"), ("year", "1990")];
    visitor.post("/n", &wrong).await.expect(422);
    let by_name = [("code", code.as_str()), ("surname", "van der Marsh")];
    visitor.post("/n", &by_name).await.expect(422).says("We cannot find");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/inbox?show=right").await.expect(200).says("Find the person");
}

/// A code of a letter, drawn as a letter's is.
fn drawn(scene: &Scene) -> Code {
    loop {
        if let Some(code) = Code::from_random(&scene.town.clock.random::<64>()) {
            return code;
        }
    }
}

#[actix_web::test]
async fn a_guesser_of_ten_thousand_codes_finds_nothing_and_locks_nobody_out() {
    let (scene, code, _, _) = asked_for_a_copy().await;
    // The guesser knows whose letter it is, and the date of birth.
    let tried = |code: String| {
        let service = scene.town.service.clone();
        async move {
            let call = Call { host: "ashby.test".to_owned(), ..Call::default() };
            let typed = Typed { code, born: "1990-02-03".parse().ok(), surname: "Renton".to_owned() };
            open(&service, call, typed).await.map(drop)
        }
    };
    let mut kinds = BTreeMap::<String, usize>::new();
    for _ in 0..20 {
        let codes: Vec<String> = (0..500).map(|_| drawn(&scene).plain().to_owned()).collect();
        for answer in join_all(codes.into_iter().map(&tried)).await {
            let answer = answer.expect_err("no code that was guessed opens anything");
            *kinds.entry(format!("{answer:?}")).or_default() += 1;
        }
    }
    assert_eq!(kinds.len(), 1, "unknown codes answer alike: {kinds:?}");
    assert_eq!(kinds.into_values().sum::<usize>(), 10_000);
    tried(code.clone()).await.expect("whoever has a letter opens it meanwhile");
    opened(&scene, &code).await;
}
