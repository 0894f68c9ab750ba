//! Which fields police see, by what their agreement names: written down once (product.md, the matrix; R-63).

use std::collections::{BTreeMap, BTreeSet};

use beadle::{
    domain::{
        ids::{ItemId, ProfileId},
        incident::source::Source,
        member::role::Role,
        profile::{
            identity::{Fact, Identity},
            special::{Kind, Special},
        },
    },
    store,
};
use serde_json::Value;

use super::System;
use crate::{
    agency::agreements::entered_covering,
    everywhere::compare,
    harness::Town,
    profile::listed::{day, profile, reckoned, report},
};

/// What an agreement may name, as the columns are headed.
const AGREEMENTS: [(&str, &[&str]); 4] = [
    ("neither", &[]),
    ("contact", &["contact"]),
    ("special", &["special"]),
    ("both", &["contact", "special"]),
];

/// Every field of a value, as a path.
fn fields(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = format!("{at}.{name}");
                found.insert(path.clone());
                fields(member, &path, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, &format!("{at}[]"), found)),
        _ => {}
    }
}

/// Somebody of whom everything is known, with something in it that nobody outside may read.
async fn known(town: &Town) -> ProfileId {
    let here = town.ashby.clone();
    let (ada, bob) = (profile(town, &here, "Ada Lovell").await, profile(town, &here, "Bob Marsh").await);
    report(town, &here, &[ada, bob], " took a ham").await;
    town.theft(ada, "Took a goose").await;
    town.excluded(ada, "2027-10-01").await;
    town.contact(&here, ada, "1 Low Street").await;
    let fact = |words: &str| Some(Fact { value: words.to_owned(), source: Source::Police });
    let identity = Identity {
        name: fact("Ada Lovell"),
        aliases: fact("Addie").into_iter().collect(),
        born: Some(Fact { value: day("1990-05-05"), source: Source::Police }),
        looks_under_18: false,
        description: fact("tall"),
        modus_operandi: fact("by night"),
    };
    let (scheme, today, now) = (here.scheme, town.clock.today(), town.clock.now());
    let special = |kind, words: &str| Special {
        id: ItemId::from_random(town.clock.random()),
        profile: ada,
        kind,
        source: Source::Police,
        words: words.to_owned(),
        reason: "canary-reason".to_owned(),
        audience: vec![here.business],
        recorded_by: Some(here.administrator),
        recorded_at: now,
    };
    let facts = [
        special(Kind::Condition, "may have a seizure"),
        special(Kind::Ethnicity, "said to be Cornish"),
        special(Kind::Vulnerability, "canary-vulnerability"),
    ];
    town.write(move |tx| {
        store::profile::set_identity(tx, scheme, ada, &identity, Some(today))?;
        store::associate::set(tx, scheme, ada, bob, true)?;
        facts.iter().try_for_each(|fact| store::special::insert(tx, scheme, fact))
    })
    .await;
    town.picture(ada, None).await;
    reckoned(town, &here, ada).await;
    ada
}

#[actix_web::test]
async fn what_police_see_is_written_down() {
    let town = Town::new().await;
    let ada = known(&town).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let mut seen: BTreeMap<String, [bool; 4]> = BTreeMap::new();
    for (column, (_, classes)) in AGREEMENTS.into_iter().enumerate() {
        let place = entered_covering(&town, &mut ruth, classes).await;
        let mut system = System::under(&town, &mut ruth, &place, "").await;
        system.gets_token().await;
        let found = system.search(&serde_json::json!({ "name": "Addie" })).await.expect(200);
        let mut told = vec![("search", found)];
        for (name, path) in [
            ("list", "/police/v1/persons".to_owned()),
            ("person", format!("/police/v1/persons/{ada}")),
            ("images", format!("/police/v1/persons/{ada}/images")),
            ("incidents", "/police/v1/incidents".to_owned()),
            ("changes", "/police/v1/changes".to_owned()),
        ] {
            told.push((name, system.get(&path).await.expect(200)));
        }
        for (name, answer) in told {
            for canary in ["canary", "till@fairway.test", "@x.test", "erasedOn", "Holder"] {
                let allowed = canary == "@x.test" && classes.contains(&"contact") && name == "person";
                let answer =
                    answer.text.replace("canary-narrative", "").replace("canary-mail@x.test", "@x.test");
                assert!(allowed || !answer.contains(canary), "{canary} in {name}: {answer}");
            }
            let mut paths = BTreeSet::new();
            fields(&answer.json(), name, &mut paths);
            for path in paths {
                seen.entry(path).or_default()[column] = true;
            }
        }
    }
    let mut table = format!("{:<44} {:<9}{:<9}{:<9}{}\n", "field", "neither", "contact", "special", "both");
    for (path, columns) in seen {
        let [one, two, three, four] = columns.map(|seen| if seen { "yes" } else { "-" });
        table.push_str(&format!("{path:<44} {one:<9}{two:<9}{three:<9}{four}\n"));
    }
    compare("police_fields.txt", &table);
}

#[actix_web::test]
async fn the_description_is_made_of_the_code_and_reads_as_a_page() {
    let described = beadle::police_api::openapi::described();
    compare("openapi.json", &format!("{}\n", serde_json::to_string_pretty(&described).unwrap()));
    let town = Town::new().await;
    let mut browser = town.visit(town.ashby.host).await;
    let document = browser.get("/police/openapi.json").await.expect(200).json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "https://ashby.test");
    let page = browser.get("/police/docs").await.expect(200).hides("<script").hides("https://unpkg");
    for call in document["paths"].as_object().unwrap().values() {
        for method in call.as_object().unwrap().values() {
            let id = method["operationId"].as_str().unwrap();
            assert!(page.text.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    let metadata = browser.get("/.well-known/oauth-authorization-server").await.expect(200).json();
    assert_eq!(metadata["issuer"], "https://ashby.test");
    let keys = browser.get("/police/jwks.json").await.expect(200).json();
    assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
}
