//! A person's file: the clock explained, and what is done there.

use beadle::{
    domain::{
        ids::ItemId,
        member::role::Role,
        profile::suggestion::{State, Suggestion},
    },
    store,
};

use crate::{
    harness::Town,
    incident::desk::{NEW, accepted, alice, dale, sent},
};

#[actix_web::test]
async fn the_file_explains_the_clock_and_names_each_source() {
    let town = Town::new().await;
    let (dale, _) = dale(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.get(&format!("/people/{dale}")).await.expect(200);
    page.says("until 22 November 2027")
        .says("Erased on 23 November 2028")
        .says("A member&#39;s report")
        .says("Alleged");
    alice.get("/people").await.expect(200).says("Dale Renton");
    alice.post("/people", &[("look", "dayle")]).await.expect(200).says("Dale Renton");
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get(&format!("/people/{dale}")).await.expect(404);
    other.post(&format!("/people/{dale}/contact"), &[("address", "1 Mill Lane")]).await.expect(404);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.get(&format!("/people/{dale}")).await.expect(404);
    }
}

#[actix_web::test]
async fn a_struck_incident_counts_for_nothing_at_once() {
    let town = Town::new().await;
    let (dale, incident) = dale(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let (path, id) = (format!("/people/{dale}/strike"), incident.to_string());
    let without = [("incident", id.as_str()), ("why", "not_so"), ("words", " ")];
    alice.post(&path, &without).await.expect(422).says("fill this in");
    let fields = [("incident", id.as_str()), ("why", "not_so"), ("words", "The camera shows otherwise")];
    alice.post(&path, &fields).await.goes_to("/people?done=withdrawn");
    alice.get(&format!("/people/{dale}")).await.expect(404);
    let scheme = town.ashby.scheme;
    let due = "2026-12-20".parse().unwrap();
    assert_eq!(
        town.read(move |tx| store::profile::to_erase(tx, scheme, due)).await,
        [dale],
        "28 days (R-26)"
    );
}

#[actix_web::test]
async fn a_corrected_fact_carries_the_source_of_the_correction() {
    let town = Town::new().await;
    let (dale, _) = dale(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{dale}/correct");
    let fields = [("name", "Dale Renton"), ("description", "Red coat"), ("source", "")];
    alice.post(&path, &fields).await.expect(422).says("from whom the changes are").says("Red coat");
    let fields = [("name", "Dale Renton"), ("aliases", "Daz"), ("source", "police")];
    alice.post(&path, &fields).await.expect(303);
    alice.get(&format!("/people/{dale}")).await.expect(200).says("Police or a partner agency").says("Daz");
    alice.post(&path, &[("name", ""), ("source", "police")]).await.expect(422).says("corrected, not removed");
}

#[actix_web::test]
async fn a_child_is_shown_once_a_second_person_confirms() {
    let town = Town::new().await;
    let incident = sent(&town).await;
    let mut fields = NEW.to_vec();
    fields.push(("looks_under_18", "yes"));
    let child = accepted(&town, incident, &fields).await;
    let mut first = town.sign_in(Role::Administrator).await;
    let (file, path) = (format!("/people/{child}"), format!("/people/{child}/best-interests"));
    first.get(&file).await.expect(200).hides("/exclude").hides("/warn");
    first.post(&path, &[("circulate", "yes"), ("interests", "To be kept out of harm")]).await.expect(303);
    let viewer = alice(&town);
    let decision =
        town.read(move |tx| store::minor::latest(tx, &viewer, child)).await.unwrap().id.to_string();
    let confirm = format!("{path}/confirm");
    first.post(&confirm, &[("decision", &decision)]).await.expect(422).says("Somebody else has to confirm");
    let ben = town.add_user(&town.ashby, Role::Administrator, "Ben Cole", "ben@ashby.test");
    let mut ben = town.sign_in_as(&town.ashby, ben, Role::Administrator).await;
    ben.post(&confirm, &[("decision", &decision)]).await.expect(303);
    ben.get(&file).await.expect(200).says("/exclude").says("/warn");
    let viewer = alice(&town);
    let profile = town.read(move |tx| store::profile::load(tx, &viewer, child)).await;
    assert!(profile.shown(town.clock.today()), "R-17");
}

#[actix_web::test]
async fn a_special_fact_is_never_for_everybody_and_a_suggested_name_waits_for_the_administrator() {
    let town = Town::new().await;
    let (dale, _) = dale(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let everybody = town.ashby.business.to_string();
    let fields = [
        ("special_kind", "condition"),
        ("fact", "Fits"),
        ("special_reason", "May fall"),
        ("special_source", "person"),
        ("audience", everybody.as_str()),
    ];
    alice
        .post(&format!("/people/{dale}/special"), &fields)
        .await
        .expect(422)
        .says("never shown to everybody");
    alice
        .post(&format!("/people/{dale}/special"), &fields[..4])
        .await
        .expect(422)
        .says("most likely to be affected");
    let (scheme, item, at) = (town.ashby.scheme, ItemId::from_random(town.clock.random()), town.clock.now());
    let suggestion = Suggestion {
        id: item,
        profile: dale,
        user: None,
        name: "Dale Rentoun".to_owned(),
        state: State::Waiting,
        made_at: at,
    };
    town.write(move |tx| store::suggestion::insert(tx, scheme, &suggestion)).await;
    alice.get("/inbox").await.expect(200).says("A name was suggested");
    let named = [("suggestion", item.to_string()), ("suggested", "Dale Rentoun".to_owned())];
    let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
    alice.post(&format!("/people/{dale}/name"), &named).await.expect(303);
    alice.get(&format!("/people/{dale}")).await.expect(200).says("Dale Rentoun").hides("Confirm this name");
    alice.post(&format!("/people/{dale}/name"), &named).await.expect(404);
}

#[actix_web::test]
async fn a_controller_confirms_what_the_only_administrator_proposed() {
    let town = Town::new().await;
    let incident = sent(&town).await;
    let mut fields = NEW.to_vec();
    fields.push(("looks_under_18", "yes"));
    let child = accepted(&town, incident, &fields).await;
    let mut first = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{child}/best-interests");
    first.post(&path, &[("circulate", "yes"), ("interests", "To be kept out of harm")]).await.expect(303);
    let viewer = alice(&town);
    let decision =
        town.read(move |tx| store::minor::latest(tx, &viewer, child)).await.unwrap().id.to_string();
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance").await.expect(200).says(&format!("/assurance/people/{child}"));
    let page = priya.get(&format!("/assurance/people/{child}")).await.expect(200);
    page.says("To be kept out of harm").says("Confirm this decision");
    let confirm = format!("{path}/confirm");
    for role in [Role::Member, Role::Manager, Role::Board] {
        town.sign_in(role).await.post(&confirm, &[("decision", &decision)]).await.expect(404);
    }
    priya.post(&confirm, &[("decision", &decision)]).await.goes_to(&format!("/assurance/people/{child}"));
    let viewer = alice(&town);
    let profile = town.read(move |tx| store::profile::load(tx, &viewer, child)).await;
    assert!(profile.shown(town.clock.today()), "two people have decided (R-5, R-17)");
    priya.get("/assurance").await.expect(200).hides("Best interests of");
}
