//! Who runs or decides shows a second factor; a code works once; the session is another one afterwards.

use beadle::{domain::member::role::Role, vault::totp};
use chrono::TimeDelta;

use crate::harness::{Browser, PASSWORD, Town};

async fn half_signed_in(town: &Town, role: Role) -> Browser {
    let mut browser = town.visit("ashby.test").await;
    let email = town.ashby.email(role);
    let answer = browser.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
    answer.goes_to("/second-factor");
    browser.get("/second-factor").await.expect(200);
    browser
}

async fn set_up(town: &Town, browser: &mut Browser) -> Vec<u8> {
    let page = browser.get("/second-factor").await.expect(200).says("Set up").says("<path d=");
    let (seed, proof) = (page.input("seed").unwrap(), page.input("proof").unwrap());
    let secret = totp::read(&seed).unwrap();
    let code = totp::code(&secret, town.clock.now()).unwrap();
    let before = browser.cookies["__Host-session"].clone();
    let fields = [("seed", seed.as_str()), ("proof", &proof), ("code", &code)];
    assert_eq!(browser.post("/second-factor", &fields).await.status, 303);
    assert_ne!(browser.cookies["__Host-session"], before, "a change of power is a new token");
    secret
}

#[actix_web::test]
async fn nothing_opens_before_the_second_factor_is_shown() {
    let town = Town::new().await;
    for role in [Role::Administrator, Role::Board, Role::Controller] {
        let mut browser = half_signed_in(&town, role).await;
        for path in ["/account", "/outbox", "/members", "/decisions/leavings", "/agreement"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.location().starts_with("/second-factor"), "{path}: {}", answer.location());
        }
        set_up(&town, &mut browser).await;
        browser.get("/account").await.expect(200).says("Set up");
    }
}

#[actix_web::test]
async fn a_code_is_asked_for_at_each_sign_in_and_works_once() {
    let town = Town::new().await;
    let seed = set_up(&town, &mut half_signed_in(&town, Role::Administrator).await).await;
    let mut again = half_signed_in(&town, Role::Administrator).await;
    again.get("/second-factor").await.expect(200).hides("<path d=").says("six digits");
    let used = totp::code(&seed, town.clock.now()).unwrap();
    again.post("/second-factor", &[("code", &used)]).await.expect(422).says("does not fit");
    town.later(TimeDelta::seconds(30));
    let code = totp::code(&seed, town.clock.now()).unwrap();
    again.post("/second-factor", &[("code", &code)]).await.goes_to("/inbox");
    again.get("/outbox").await.expect(200);
    let mut thief = half_signed_in(&town, Role::Administrator).await;
    thief.post("/second-factor", &[("code", &code)]).await.expect(422);
}

#[actix_web::test]
async fn codes_are_not_guessed() {
    let town = Town::new().await;
    set_up(&town, &mut half_signed_in(&town, Role::Administrator).await).await;
    let mut thief = half_signed_in(&town, Role::Administrator).await;
    let mut statuses = Vec::new();
    for n in 0..12 {
        statuses.push(thief.post("/second-factor", &[("code", &format!("{n:06}"))]).await.status);
    }
    assert!(statuses.ends_with(&[429, 429, 429]), "{statuses:?}");
}

#[actix_web::test]
async fn a_seed_of_ones_own_making_is_not_taken() {
    let town = Town::new().await;
    let mut browser = half_signed_in(&town, Role::Board).await;
    let page = browser.get("/second-factor").await.expect(200);
    let own = totp::written(b"12345678901234567890");
    let code = totp::code(b"12345678901234567890", town.clock.now()).unwrap();
    let proof = page.input("proof").unwrap();
    browser.post("/second-factor", &[("seed", &own), ("proof", &proof), ("code", &code)]).await.expect(409);
    let seed = page.input("seed").unwrap();
    let wrong =
        browser.post("/second-factor", &[("seed", &seed), ("proof", &proof), ("code", "000000")]).await;
    assert_eq!(wrong.expect(422).input("seed"), Some(seed), "a mistyped code keeps the seed");
}

#[actix_web::test]
async fn staff_may_have_a_second_factor_and_need_none() {
    let town = Town::new().await;
    let mut sam = town.visit("ashby.test").await;
    let email = town.ashby.email(Role::Member);
    sam.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/report");
    sam.get("/account").await.expect(200).says("Set up a second factor");
    set_up(&town, &mut sam).await;
    half_signed_in(&town, Role::Member).await.get("/account").await.goes_to("/second-factor?next=%2Faccount");
}

#[actix_web::test]
async fn a_lost_second_factor_is_taken_off_by_somebody_entitled_and_its_owner_is_told() {
    let town = Town::new().await;
    let mut lost = half_signed_in(&town, Role::Administrator).await;
    set_up(&town, &mut lost).await;
    let path = format!("/members/people/{}/second-factor", town.ashby.administrator);
    let roles = [("from", "roles")];
    lost.get("/account").await.expect(200);
    lost.post(&path, &roles).await.expect(409).says("Somebody else has to take");
    town.sign_in(Role::Manager).await.post(&path, &roles).await.expect(404);
    let mut foreign = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    foreign.post(&path, &roles).await.expect(404);
    lost.get("/account").await.expect(200);

    let mut tom = town.sign_in(Role::Board).await;
    tom.get("/members/roles").await.expect(200).says("Take a lost second factor off");
    tom.post(&path, &roles).await.goes_to("/members/roles?done=factor");
    assert!(lost.get("/account").await.location().starts_with("/sign-in"), "signed out everywhere");
    let mail = town.mail(&town.ashby).await;
    assert_eq!(mail.len(), 1);
    assert!(mail[0].to == town.ashby.email(Role::Administrator) && mail[0].text.contains("taken off"));
    assert!(town.trail(&town.ashby).await.contains(&"take_second_factor_off".to_owned()));
    tom.post(&path, &roles).await.expect(404);
    let mut again = half_signed_in(&town, Role::Administrator).await;
    again.get("/second-factor").await.expect(200).says("<path d=");
}
