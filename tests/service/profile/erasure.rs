//! After a full life nothing is left of a person, and nobody else is touched.

use beadle::{
    domain::{
        ids::{IncidentId, ProfileId},
        incident::mention::Narrative,
        member::evidence::{self, Identity},
    },
    faults::Fault,
    jobs::runner,
    search::{Entry, Shelf},
    store::{
        self,
        ledger::{self, Ledger},
    },
    vault::{Owner, Place, Sealed},
};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    listed::{blobs, everything, picture, profile, report},
    raw::Raw,
    scheduler::{beat, run_until},
};
use crate::harness::Town;

/// Random ids stand in the audit trail and on the tombstone on purpose.
const ON_PURPOSE: [&str; 4] = ["audit.about", "audit.owner", "changes.profile", "tombstones.profile"];

/// Whatever is left of these ids anywhere: tables, blobs, the index of names.
pub async fn left(town: &Town, ids: &[Uuid]) -> Vec<String> {
    let mut found = Raw::open(&town.store).traces(ids);
    found.retain(|place| !ON_PURPOSE.contains(&place.as_str()));
    for blob in blobs(town).list().await.unwrap() {
        if ids.contains(&blob.owner()) {
            found.push("a blob".to_owned());
        }
    }
    for id in ids {
        if town.service.shelf_of(town.ashby.scheme, ProfileId::from(*id)).is_some() {
            found.push("the index".to_owned());
        }
    }
    found
}

fn intents(town: &Town) -> ledger::Lines {
    Ledger::of(town.folder.path(), town.ashby.scheme).read(&town.vault.ring()).unwrap()
}

#[actix_web::test]
async fn after_a_full_life_nothing_is_left() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let bob = profile(&town, &at, "Bob Nash").await;
    let ada = profile(&town, &at, "Ada Lovell").await;
    let ids = everything(&town, &at, ada, bob).await;
    let everywhere = left(&town, &ids).await;
    for place in ["profiles.id", "data_keys.owner", "letters.id", "outbox.owner", "grants.profile", "a blob"]
    {
        assert!(everywhere.iter().any(|found| found == place), "the checker sees {place}: {everywhere:?}");
    }
    let before = Raw::open(&town.store).sealed();
    let (scheme, tick) = (at.scheme, evidence::scheduler(at.scheme, town.clock.now()));
    let place = Place::new("profiles", "identity", ada);
    let own = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, ada))).await;
    let opened = |cells: &[(String, String, Vec<u8>)]| {
        let cells = cells.iter().filter(|(table, column, _)| table == "profiles" && column == "identity");
        cells.filter(|(_, _, cell)| own.open::<Identity>(&tick, place, &Sealed(cell.clone())).is_ok()).count()
    };
    assert_eq!(opened(&before), 1, "the copy is good");
    run_until(&town, "2028-11-23T00:10:00Z").await;
    assert_eq!(left(&town, &ids).await, [""; 0], "R-25");
    assert_eq!(opened(&Raw::open(&town.store).sealed()), 0, "no such cell is in the database");
    assert!(town.read(move |tx| store::keys::destroyed(tx, Owner::new(scheme, ada))).await);
    let keys = town.read(move |tx| store::keys::all(tx, scheme)).await;
    assert!(!keys.is_empty());
    for (_, _, cell) in &before {
        let sealed = Sealed(cell.clone());
        assert!(
            keys.iter().all(|key| key.open::<Identity>(&tick, place, &sealed).is_err()),
            "beyond recovery"
        );
    }
    assert_eq!(intents(&town).open(), [], "the ledger's done line is written");
    let hers: Vec<_> =
        intents(&town).lines.into_iter().filter(|line| line.matter.erased() == Some(ada)).collect();
    let [intent, done] = hers[..] else { panic!("one intent, one done line") };
    assert_eq!((intent.entry, done.entry), (ledger::Entry::Intent, ledger::Entry::Done));
}

#[actix_web::test]
async fn whatever_an_erasure_would_forget_is_found() {
    let town = Town::new().await;
    let ada = ProfileId::from_random(town.clock.random());
    assert_eq!(left(&town, &[ada.uuid()]).await, [""; 0]);
    let at = "'2026-11-22T12:00:00.000000Z'";
    let ids = [("scheme", town.ashby.scheme.uuid()), ("id", ada.uuid()), ("x", Uuid::from_u128(7))];
    for (place, sql) in [
        ("data_keys.owner", "INSERT INTO data_keys VALUES ({id}, {scheme}, 1, [bytes])"),
        (
            "subjects.profile",
            "INSERT INTO subjects VALUES ({scheme}, {x}, {id}, NULL, 'person', AT, NULL, NULL, NULL)",
        ),
        ("associates.other", "INSERT INTO associates VALUES ({scheme}, {x}, {id})"),
        ("associates.profile", "INSERT INTO associates VALUES ({scheme}, {id}, {x})"),
        (
            "pictures.profile",
            "INSERT INTO pictures VALUES ({x}, {scheme}, NULL, {id}, NULL, [bytes], 1, [bytes], 1, 1, [no], AT, NULL, NULL)",
        ),
        (
            "letters.profile",
            "INSERT INTO letters VALUES ({x}, {scheme}, {id}, NULL, 'warning', NULL, NULL, NULL, AT, NULL, NULL)",
        ),
        (
            "suggestions.profile",
            "INSERT INTO suggestions VALUES ({x}, {scheme}, {id}, NULL, [bytes], 'open', AT)",
        ),
        (
            "sightings.profile",
            "INSERT INTO sightings VALUES ({x}, {scheme}, {id}, NULL, NULL, AT, '2099-01-01')",
        ),
        (
            "special_facts.profile",
            "INSERT INTO special_facts VALUES ({x}, {scheme}, {id}, 'medical', 'person', [bytes], NULL, AT)",
        ),
        (
            "best_interests.profile",
            "INSERT INTO best_interests VALUES ({x}, {scheme}, {id}, [no], [no], [bytes], NULL, AT, NULL, NULL)",
        ),
        (
            "holds.profile",
            "INSERT INTO holds VALUES ({x}, {scheme}, {id}, [bytes], NULL, '2026-11-22', NULL, '2026-11-22', NULL)",
        ),
        (
            "grants.profile",
            "INSERT INTO grants VALUES ({x}, {scheme}, {id}, {x}, [bytes], '2026-11-22', NULL, AT)",
        ),
        (
            "outbox.owner",
            "INSERT INTO outbox VALUES ({x}, {scheme}, {id}, 'queued', [bytes], NULL, 0, NULL, AT, AT, NULL, '2099-01-01')",
        ),
    ] {
        let mut raw = Raw::open(&town.store);
        raw.unbound();
        raw.run(&sql.replace("AT", at), &ids);
        assert_eq!(left(&town, &[ada.uuid()]).await, [place], "the test sees it");
        let seen = town.store.read_afresh(|tx| store::erasure::left(tx, ada)).unwrap();
        assert_eq!(seen, [place], "and so does the service's own look before the done line");
        let (table, column) = place.split_once('.').unwrap();
        raw.run(&format!("DELETE FROM {table} WHERE {column} = {{id}}"), &ids);
    }
    let key = beadle::photos::blobs::BlobKey::new(town.ashby.scheme, ada.uuid(), "thumb");
    blobs(&town).put(&key, vec![1]).await.unwrap();
    assert_eq!(left(&town, &[ada.uuid()]).await, ["a blob"]);
    blobs(&town).delete(&key).await.unwrap();
    let entry = Entry { profile: ada, names: vec!["Ada Lovell".to_owned()], date_of_birth: None };
    town.service.put_in_index(town.ashby.scheme, Shelf::Withdrawn, entry);
    assert_eq!(left(&town, &[ada.uuid()]).await, ["the index"]);
}

async fn narrative(town: &Town, id: IncidentId) -> Narrative {
    let tick = evidence::scheduler(town.ashby.scheme, town.clock.now());
    let content = town.read(move |tx| store::incident::content(tx, &tick, id)).await;
    Narrative::parse(&content.narrative)
}

#[actix_web::test]
async fn the_others_of_a_shared_incident_keep_theirs() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    let shared = report(&town, &at, &[ada, bob], " took a ham").await;
    let still = picture(&town, &at, None, Some(shared)).await;
    let cut = picture(&town, &at, Some(bob), Some(shared)).await;
    let scheme = at.scheme;
    let key = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, shared))).await;
    let old = Raw::open(&town.store).sealed();
    run_until(&town, "2027-10-01T12:00:00Z").await;
    report(&town, &at, &[bob], " came back").await;
    run_until(&town, "2028-11-23T00:10:00Z").await;
    assert_eq!(left(&town, &[ada.uuid()]).await, [""; 0]);
    assert_eq!(
        left(&town, &[still.uuid()]).await,
        [""; 0],
        "the uncropped still died with the first of them"
    );
    let words = narrative(&town, shared).await;
    assert_eq!(words.mentions(), [bob]);
    assert!(words.render(|_| Some("Bob".to_owned())).starts_with("a personBob took a ham"), "R-29");
    let mail = evidence::visitor(scheme, town.clock.now());
    let mail = town.read(move |tx| store::incident::reporter_mail(tx, &mail, shared)).await;
    assert_eq!(
        mail.as_deref(),
        Some("till@fairway.test"),
        "the reporter's address lives with the report (R-4)"
    );
    assert!(town.read(move |tx| store::picture::load(tx, scheme, cut)).await.profile == Some(bob));
    let blobs = blobs(&town).list().await.unwrap();
    assert_eq!(blobs.iter().filter(|blob| blob.owner() == cut.uuid()).count(), 2);
    let fresh = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, shared))).await;
    let tick = evidence::scheduler(scheme, town.clock.now());
    let place = Place::new("incidents", "report", shared);
    let opens = |key: &beadle::vault::DataKey| {
        old.iter()
            .any(|(_, _, cell)| key.open::<evidence::Report>(&tick, place, &Sealed(cell.clone())).is_ok())
    };
    assert!(opens(&key), "what stood there opened once");
    assert!(!opens(&fresh), "and no key that is left opens it: the rest was sealed anew");
}

#[actix_web::test]
async fn a_name_typed_as_text_holds_the_done_line_back_until_somebody_read_it() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    report(&town, &at, &[ada, bob], " took a ham; Lovell shouted").await;
    run_until(&town, "2027-10-01T12:00:00Z").await;
    report(&town, &at, &[bob], " came back").await;
    run_until(&town, "2028-11-23T00:10:00Z").await;
    let scheme = at.scheme;
    let waiting = town.read(move |tx| store::redaction::list(tx, scheme)).await;
    assert_eq!(waiting.len(), 1, "R-29");
    assert_eq!(intents(&town).open().len(), 1, "erased, not yet certified");
    town.write(move |tx| store::redaction::done(tx, scheme, waiting[0].id)).await;
    town.later(chrono::TimeDelta::minutes(2));
    beat(&town).await;
    assert_eq!(intents(&town).open(), []);
}

#[actix_web::test]
async fn while_a_blob_stays_nothing_is_called_done_whatever_the_clock_did_during_the_erasure() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    picture(&town, &at, Some(ada), None).await;
    town.service.faults().want("erase.blobs", Fault::Fail);
    town.clock.flow_from("2026-12-21T12:00:00Z".parse().unwrap());
    let (_go, stop) = watch::channel(false);
    runner::beat(&town.service, None, &stop).await.unwrap();
    let scheme = at.scheme;
    assert!(town.read(move |tx| store::erasure::buried(tx, scheme, ada)).await.is_some(), "it was erased");
    assert_eq!(intents(&town).open().len(), 1, "R-25: its picture lies in the object store");
}
