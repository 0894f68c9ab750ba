//! What is kept of what police were told: for the controller, by subject and by officer.

use beadle::domain::member::role::Role;
use serde_json::json;

use super::{System, system::jwk};
use crate::{
    harness::{Browser, Town},
    profile::{
        assurance::controller,
        listed::{profile, report},
        scheduler::run_until,
    },
};

async fn shown(ruth: &mut Browser, query: &str) -> String {
    ruth.get(&format!("/assurance/disclosures{query}")).await.expect(200).text
}

#[actix_web::test]
async fn every_call_stands_in_the_register_by_subject_and_by_officer() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let [ada, bob] =
        [profile(&town, &town.ashby, "Ada Lovell").await, profile(&town, &town.ashby, "Bob Marsh").await];
    report(&town, &town.ashby, &[ada], " took a ham").await;
    report(&town, &town.ashby, &[bob], " took a goose").await;
    system.get(&format!("/police/v1/persons/{ada}")).await.expect(200);
    let says = [
        ("police-officer", "DC 77"),
        ("police-purpose", "safeguarding"),
        ("police-reason", "Missing person"),
    ];
    system.get_saying(&format!("/police/v1/persons/{bob}"), &says).await.expect(200);
    system.search(&json!({ "name": "zebedee" })).await.expect(200);

    let mut ruth = town.sign_in(Role::Controller).await;
    let all = shown(&mut ruth, "").await;
    for words in ["PC 4021", "DC 77", "Safeguarding", "WS/1234/26", "Missing person", "Westshire Police"] {
        assert!(all.contains(words), "{words}");
    }
    assert!(!all.contains("zebedee"), "search words are never recorded (R-61)");
    let of_ada = shown(&mut ruth, &format!("?id={ada}")).await;
    assert!(of_ada.contains("PC 4021") && !of_ada.contains("DC 77"), "by subject");
    let officer = all.split("?officer=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let to_one = shown(&mut ruth, &format!("?officer={officer}")).await;
    assert_eq!(to_one.contains("PC 4021"), !to_one.contains("DC 77"), "by officer");
    // Neither who asked nor why stands anywhere in the clear; on PostgreSQL the same cells are sealed alike.
    for file in std::fs::read_dir(town.folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = if file.is_file() { std::fs::read(&file).unwrap() } else { Vec::new() };
        for words in ["PC 4021", "WS/1234/26", "Missing person", "Control room"] {
            let found = bytes.windows(words.len()).any(|part| part == words.as_bytes());
            assert!(!found, "{words} in {}", file.display());
        }
    }
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        town.sign_in(role).await.get("/assurance/disclosures").await.expect(404);
    }
    let trail = town.trail(&town.ashby).await;
    for deed in ["give_police_token", "tell_police_person", "tell_police_search", "view_disclosures"] {
        assert!(trail.iter().any(|known| known == deed), "{deed}");
    }

    // The certificate says that copies are outside.
    run_until(&town, "2028-11-23T12:10:00Z").await;
    let mut ruth = controller(&town).await;
    let list = ruth.get("/assurance/certificates").await.expect(200);
    let pages = list.links("/assurance/certificates/");
    let mut told = Vec::new();
    for page in &pages {
        told.push(ruth.get(page).await.expect(200).text.contains("They were told once; the change feed"));
    }
    assert!(told.len() == 2 && told.iter().all(|told| *told), "{pages:?}");

    // The reason goes with the person it was about; that somebody was told stays, by random ids.
    run_until(&town, "2028-11-24T02:00:00Z").await;
    let mut ruth = controller(&town).await;
    let of_ada = shown(&mut ruth, &format!("?id={ada}")).await;
    assert!(of_ada.contains("PC 4021") && !of_ada.contains("WS/1234/26"));
}

#[actix_web::test]
async fn refused_calls_are_recorded_and_a_revoked_system_is_refused_at_its_next_call() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    system.get_saying("/police/v1/persons", &[]).await.expect(400);
    system.get("/police/v1/persons/0bad0bad-0bad-4bad-8bad-0bad0bad0bad").await.expect(404);
    let refused = town.trail(&town.ashby).await.iter().filter(|deed| *deed == "refuse_police").count();
    assert_eq!(refused, 2);

    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&system.place).await.expect(200).says("May read");
    let why = [("reason", "Its keepers lost the key."), ("word", "revoke")];
    ruth.post(&format!("{}/revoke", system.place), &why).await.expect(422).says("REVOKE");
    let why = [("reason", "Its keepers lost the key."), ("word", "REVOKE")];
    ruth.post(&format!("{}/revoke", system.place), &why).await.expect(303);
    system.get("/police/v1/persons").await.expect(401);
    let (assertion, proof) = (system.assertion(), system.token_proof());
    assert_eq!(system.asks(&assertion, Some(&proof)).await.expect(401).json()["error"], "invalid_client");
    ruth.get(&system.place).await.expect(200).says("Revoked").hides("Give it other keys");
}

#[actix_web::test]
async fn keys_follow_each_other_and_only_public_ones_are_taken() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&system.place).await.expect(200);
    let next = ed25519_dalek::SigningKey::from_bytes(&town.clock.random());
    let path = format!("{}/keys", system.place);
    let mut private = jwk(&next);
    private["d"] = super::system::base64(next.as_bytes()).into();
    for (rule, keys) in [
        ("private", private.to_string()),
        ("no JSON", "-----BEGIN PUBLIC KEY-----".to_owned()),
        ("another kind", json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" }).to_string()),
        ("none", json!({ "keys": [] }).to_string()),
        ("five", json!({ "keys": [jwk(&next), jwk(&next), jwk(&next), jwk(&next), jwk(&next)] }).to_string()),
        ("those it has", jwk(&system.key).to_string()),
    ] {
        let answer = ruth.post(&path, &[("keys", &keys)]).await;
        assert!(answer.status == 422 && answer.text.contains("id=\"keys-error\""), "{rule}: {}", answer.text);
    }
    ruth.post(&path, &[("keys", &jwk(&next).to_string())]).await.expect(303);
    // With the key go the tokens that were given for it.
    system.get("/police/v1/persons").await.expect(401);
    let (assertion, proof) = (system.assertion(), system.token_proof());
    system.asks(&assertion, Some(&proof)).await.expect(401);
    system.key = next;
    system.gets_token().await;
    system.get("/police/v1/persons").await.expect(200);
}

#[actix_web::test]
async fn an_officer_who_asks_for_unusually_many_is_told_of_to_the_controllers() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let scheme = town.ashby.scheme;
    let today = town.clock.today();
    let limit = "opened_in_an_hour = 20";
    let set = town.write(move |tx| beadle::store::scheme::set_rules(tx, scheme, 1, limit, today)).await;
    assert!(set, "the limit is data");
    for n in 0..23 {
        let id = profile(&town, &town.ashby, &format!("Person Number{n}")).await;
        report(&town, &town.ashby, &[id], " took a ham").await;
        system.get(&format!("/police/v1/persons/{id}")).await.expect(200);
        let noted =
            town.trail(&town.ashby).await.iter().filter(|deed| *deed == "note_unusual_officer").count();
        assert_eq!(noted, usize::from(n >= 20), "from the 21st on, once in the hour; nobody is stopped");
    }
    let mail = town.mail(&town.ashby).await;
    let told = mail.iter().filter(|message| message.subject.contains("unusually many")).count();
    assert_eq!(told, 1);
    assert!(!mail.iter().any(|message| message.text.contains("PC 4021")), "no reference in any mail");
}
