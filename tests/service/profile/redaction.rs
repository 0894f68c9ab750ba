//! Words that may name somebody erased are read again by a person.

use beadle::{
    domain::{
        ids::{IncidentId, ItemId},
        incident::mention::Narrative,
        member::{evidence, role::Role},
    },
    store::{self, ledger::Ledger},
    vault::{Owner, Place, Sealed},
};
use chrono::TimeDelta;

use super::{
    listed::{profile, report},
    merge::agree,
    raw::Raw,
    scheduler::{beat, run_until},
};
use crate::harness::Town;

/// Ada is erased; a report about her and Bob still says "Lovell shouted at Lovelace".
pub async fn residue(town: &Town) -> (IncidentId, ItemId) {
    let at = town.ashby.clone();
    let (ada, bob) = (profile(town, &at, "Ada Lovell").await, profile(town, &at, "Bob Nash").await);
    let words = " took a ham; Lovell shouted: till@shop.example";
    let shared = report(town, &at, &[ada, bob], words).await;
    run_until(town, "2027-10-01T12:00:00Z").await;
    report(town, &at, &[bob], " came back").await;
    run_until(town, "2028-11-23T00:10:00Z").await;
    agree(town).await;
    let scheme = at.scheme;
    let waiting = town.read(move |tx| store::redaction::list(tx, scheme)).await;
    (shared, waiting[0].id)
}

async fn narrative(town: &Town, id: IncidentId) -> String {
    let tick = evidence::scheduler(town.ashby.scheme, town.clock.now());
    let content = town.read(move |tx| store::incident::content(tx, &tick, id)).await;
    Narrative::parse(&content.narrative).render(|_| Some("Bob".to_owned()))
}

fn open_intents(town: &Town) -> usize {
    Ledger::of(town.folder.path(), town.ashby.scheme).read(&town.vault.ring()).unwrap().open().len()
}

#[actix_web::test]
async fn a_name_is_struck_and_the_proof_follows() {
    let town = Town::new().await;
    let (shared, id) = residue(&town).await;
    let scheme = town.ashby.scheme;
    let old = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, shared))).await;
    let before = Raw::open(&town.store).sealed();
    assert_eq!(open_intents(&town), 1, "held back");
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/redactions/{id}");
    alice.get("/inbox").await.expect(200).says("may name somebody erased").says(&path);
    let page = alice.get(&path).await.expect(200);
    page.says("<mark>Lovell</mark>").says("till@shop.example").hides("Ada").hides("Bob");
    alice
        .post(&path, &[("instead", "the woman")])
        .await
        .expect(422)
        .says("decide about each word")
        .says("the woman");
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.get(&path).await.expect(404);
    }
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get(&path).await.expect(404);
    alice.post(&path, &[("word0", "strike"), ("instead", "the woman")]).await.goes_to("/inbox?done=redacted");
    let words = narrative(&town, shared).await;
    assert_eq!(words, "a personBob took a ham; the woman shouted: till@shop.example");
    alice.get(&path).await.expect(404);
    alice.get("/inbox").await.expect(200).hides("may name somebody erased");
    let fresh = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, shared))).await;
    let tick = evidence::scheduler(scheme, town.clock.now());
    let opens = |key: &beadle::vault::DataKey, column, row| {
        let place = Place::new(if column == "words" { "redactions" } else { "incidents" }, column, row);
        let mut cells = before.iter().map(|(.., cell)| Sealed(cell.clone()));
        cells.any(|cell| key.open::<evidence::Report>(&tick, place, &cell).is_ok())
    };
    assert!(opens(&old, "report", shared.uuid()) && opens(&old, "words", id.uuid()), "the copy is good");
    assert!(!opens(&fresh, "report", shared.uuid()), "the old key is destroyed (architecture, idea 4)");
    town.later(TimeDelta::minutes(2));
    beat(&town).await;
    assert_eq!(open_intents(&town), 0, "the done line follows");
}

#[actix_web::test]
async fn a_word_that_means_something_else_stays() {
    let town = Town::new().await;
    let (shared, id) = residue(&town).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let fields = [("word0", "keep"), ("others", "ham\n")];
    alice.post(&format!("/redactions/{id}"), &fields).await.expect(303);
    assert_eq!(
        narrative(&town, shared).await,
        "a personBob took a a person; Lovell shouted: till@shop.example",
        "other words can be struck"
    );
    town.later(TimeDelta::minutes(2));
    beat(&town).await;
    assert_eq!(open_intents(&town), 0);
    let deeds = town.trail(&town.ashby).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "redact_words").count(), 1);
}
