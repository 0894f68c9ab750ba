//! An administrator looks after businesses and their people; a manager after the own team; nobody after others'.

use beadle::domain::member::role::Role;

use crate::harness::{PASSWORD, Town};

const NEW: &str = "seven grey herons on a lock gate";

fn joining(email: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "The Anchor"),
        ("trade", "Pub"),
        ("place", "The Anchor, Quay Lane"),
        ("address", "3 Quay Lane"),
        ("area", "Harbour"),
        ("manager", "Nia Price"),
        ("email", email),
        ("signed", "yes"),
    ]
}

#[actix_web::test]
async fn a_business_joins_and_its_manager_takes_on_the_team() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/members/new").await.expect(200);
    let added = alice.post("/members/new", &joining("nia@anchor.example")).await.expect(303);
    alice
        .get(added.location())
        .await
        .expect(200)
        .says("The Anchor, Quay Lane")
        .says("Nia Price")
        .says("Invited");
    alice.get("/members?q=anchor").await.expect(200).says("The Anchor").hides("Fairway");
    alice.get("/members?q=nia").await.says("The Anchor");
    alice.get("/members?q=zzz").await.says("Nobody found");
    let mut nia = town.visit("ashby.test").await;
    let link = town.link(&town.ashby, "nia@anchor.example").await;
    nia.post(&link, &[("password", NEW), ("again", NEW)]).await.expect(303);
    nia.post("/sign-in", &[("email", "nia@anchor.example"), ("password", NEW)]).await.goes_to("/report");
    let team =
        nia.get("/members").await.expect(200).says("Nia Price (you)").hides("Sam Reed").hides("Fairway");
    let invite = team.text.split("action=\"").find(|part| part.contains("/people\"")).unwrap();
    let invite = invite.split('"').next().unwrap().to_owned();
    let person = [("person", "Bo Lund"), ("email", "bo@anchor.example"), ("role", "member")];
    nia.post(&invite, &person).await.expect(303);
    nia.get("/members").await.says("Bo Lund");
    let trail = town.trail(&town.ashby).await;
    assert!(trail.contains(&"add_business".to_owned()) && trail.contains(&"invite_user".to_owned()));
}

#[actix_web::test]
async fn nobody_reaches_into_another_business_or_scheme() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let added = alice.post("/members/new", &joining("nia@anchor.example")).await;
    let anchor = added.location().split('?').next().unwrap().to_owned();
    let (own, sam) = (format!("/members/{}", town.ashby.business), town.ashby.member);
    let person = [("person", "Eve"), ("email", "eve@x.example"), ("role", "member")];
    let mut maya = town.sign_in(Role::Manager).await;
    maya.get(&anchor).await.expect(404);
    maya.post(&format!("{anchor}/people"), &person).await.expect(404);
    maya.get("/members/new").await.expect(404);
    maya.post(&own, &[("name", "Mine"), ("trade", "Shop")]).await.expect(404);
    maya.post(&format!("{own}/state"), &[("state", "suspended")]).await.expect(404);
    maya.post(&format!("/members/people/{sam}/role"), &[("role", "manager")]).await.expect(404);
    maya.post(&format!("/members/people/{}/state", town.ashby.administrator), &[("state", "suspended")])
        .await
        .expect(404);
    let mut manager = person;
    manager[2] = ("role", "manager");
    maya.post(&format!("{own}/people"), &manager).await.expect(422).says("cannot give this role");
    let mut foreign = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    foreign.get("/members").await.expect(200).hides(&town.ashby.business.to_string());
    for path in [own.clone(), anchor] {
        foreign.get(&path).await.expect(404);
        foreign.post(&format!("{path}/people"), &person).await.expect(404);
        foreign.post(&format!("{path}/state"), &[("state", "suspended")]).await.expect(404);
    }
    foreign.post(&format!("/members/people/{sam}/state"), &[("state", "suspended")]).await.expect(404);
    for role in [Role::Member, Role::Board, Role::Controller] {
        let mut browser = town.sign_in(role).await;
        browser.get("/members").await.expect(404);
        browser.get(&own).await.expect(404);
        browser.post(&format!("{own}/people"), &person).await.expect(404);
    }
    assert_eq!(town.mail(&town.ashby).await.len(), 1, "nobody else was invited");
}

#[actix_web::test]
async fn suspension_ends_sessions_at_once() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let (mut sam, mut maya) = (town.sign_in(Role::Member).await, town.sign_in(Role::Manager).await);
    let (own, user) = (format!("/members/{}", town.ashby.business), town.ashby.member);
    maya.post(&format!("/members/people/{user}/state"), &[("state", "suspended")]).await.expect(303);
    sam.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    let signs_in = [("email", "member@ashby.test"), ("password", PASSWORD)];
    let mut again = town.visit("ashby.test").await;
    again.post("/sign-in", &signs_in).await.expect(422);
    maya.post(&format!("/members/people/{user}/state"), &[("state", "active")]).await.expect(303);
    again.post("/sign-in", &signs_in).await.expect(303);
    alice.post(&format!("{own}/state"), &[("state", "suspended")]).await.expect(303);
    again.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    maya.get("/members").await.goes_to("/sign-in?next=%2Fmembers");
    alice.get("/members").await.says("Suspended");
    alice.post(&format!("{own}/state"), &[("state", "active")]).await.expect(303);
    again.post("/sign-in", &signs_in).await.expect(303);
    alice.post(&format!("{own}/state"), &[("state", "invited")]).await.expect(404);
}

#[actix_web::test]
async fn an_invitation_is_sent_again_and_roles_within_a_business_change() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let (own, user) = (format!("/members/{}", town.ashby.business), town.ashby.member);
    let person = [("person", "Bo Lund"), ("email", "bo@shop.example"), ("role", "member")];
    alice.post(&format!("{own}/people"), &person).await.expect(303);
    let first = town.link(&town.ashby, "bo@shop.example").await;
    let page = alice.get(&own).await.says("Invite again");
    let again = page.text.split("action=\"").find(|part| part.contains("/invitation\"")).unwrap();
    let again = again.split('"').next().unwrap().to_owned();
    town.later(chrono::TimeDelta::minutes(1));
    alice.post(&again, &[]).await.expect(303);
    let second = town.link(&town.ashby, "bo@shop.example").await;
    let mut bo = town.visit("ashby.test").await;
    bo.get(&first).await.says("no longer works");
    bo.get(&second).await.says("Choose a password");
    alice.post(&format!("/members/people/{user}/invitation"), &[]).await.expect(404);
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/members").await.expect(404);
    alice.post(&format!("/members/people/{user}/role"), &[("role", "manager")]).await.expect(303);
    sam.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    town.sign_in_as(&town.ashby, user, Role::Manager).await.get("/members").await.expect(200);
    alice.post(&format!("/members/people/{user}/role"), &[("role", "controller")]).await.expect(404);
}

#[actix_web::test]
async fn premises_change_and_bad_input_changes_nothing() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let own = format!("/members/{}", town.ashby.business);
    let site = [("place", "Fairway Express"), ("address", "1 Station Road"), ("area", "Station")];
    alice.post(&format!("{own}/premises"), &site).await.expect(303);
    alice.post(&format!("/members/premises/{}", town.ashby.premises), &site).await.expect(303);
    alice.get(&own).await.says("Fairway Express (closed)");
    let long = "x".repeat(101);
    for (field, value, says) in [
        ("name", "", "Please fill this in"),
        ("name", long.as_str(), "Please shorten this"),
        ("trade", "\u{0}", "cannot be kept"),
        ("place", " \u{200b}", "Please fill this in"),
        ("address", "", "Please fill this in"),
        ("area", "", "Please fill this in"),
        ("manager", "", "Please fill this in"),
        ("email", "nonsense", "e-mail address like"),
        ("email", "member@ashby.test", "cannot be used"),
        ("signed", "", "all three documents"),
    ] {
        let mut typed = joining("nia@anchor.example");
        typed.iter_mut().filter(|(name, _)| *name == field).for_each(|one| one.1 = value);
        alice.post("/members/new", &typed).await.expect(422).says(says).says("Quay Lane");
    }
    alice.get("/members?q=anchor").await.says("Nobody found");
    assert!(town.mail(&town.ashby).await.is_empty());
    alice.get("/members/nonsense").await.expect(404);
    alice.post(&format!("{own}/people"), &[("person", ""), ("email", ""), ("role", "x")]).await.expect(422);
}

#[actix_web::test]
async fn a_business_leaves_with_all_its_people() {
    let town = Town::new().await;
    let mut maya = town.sign_in(Role::Manager).await;
    maya.post("/members/leave", &[("word", "no")]).await.expect(422).says("Please type LEAVE");
    maya.post("/members/leave", &[("word", "LEAVE")]).await.goes_to("/members?done=leaving");
    let mut tom = town.sign_in(Role::Board).await;
    tom.get("/decisions/leavings").await.says("Fairway Stores").says("with 2 people");
    let scheme = town.ashby.scheme;
    let id = town.read(move |tx| Ok(beadle::store::leaving::list(tx, scheme)?[0].id)).await;
    tom.post(&format!("/decisions/leavings/{id}"), &[("word", "DELETE")]).await.expect(303);
    maya.get("/members").await.goes_to("/sign-in?next=%2Fmembers");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/members").await.expect(200).says("No business has joined yet");
    let mut to: Vec<_> = town.mail(&town.ashby).await.into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, ["manager@ashby.test", "member@ashby.test"], "each is told (R-4)");
}
