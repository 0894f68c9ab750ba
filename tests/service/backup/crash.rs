//! A restore that dies before or after any of its durable writes (the mark, the database, a blob, a commit) is begun
//! again by the way that the manual names, and ends with the same town. Nothing half restored is ever served.

use std::collections::BTreeMap;

use beadle::{
    actions::backup::{Restored, quarantine},
    domain::member::role::Role,
    faults::Plan,
    photos::blobs::Blobs,
    store::Url,
};

use super::{Site, Vaulted};
use crate::{
    harness::share,
    profile::{
        listed::{picture, profile},
        raw::Raw,
        scheduler::run_until,
    },
};

/// A backup, and since then an erasure, a withdrawal and a suspension.
async fn scene() -> Vaulted {
    let there = Vaulted::new().await;
    let (town, at) = (&there.town, &there.town.ashby);
    // Nothing ever counted: erased 28 days after it was made.
    let ada = profile(town, at, "Ada Lovell").await;
    picture(town, at, Some(ada), None).await;
    run_until(town, "2026-12-17T12:00:00Z").await;
    let bob = there.person("Bob Nash").await;
    there.person("Cara Quill").await;
    there.backup().await;
    there.strike(bob).await;
    there.set_member("suspended").await;
    run_until(&there.town, "2026-12-21T12:00:00Z").await;
    there.settle().await;
    there
}

/// How many rows each table has. A run that is begun again records so in the trail, and claims its jobs again.
fn rows(there: &Vaulted, site: &Site) -> BTreeMap<String, usize> {
    let all = Raw::open(&site.store(&there.town)).rows();
    let runs = ["audit", "audit_heads", "audit_tiles", "leases", "ticks"];
    all.into_iter()
        .filter(|(table, _)| !runs.contains(&table.as_str()))
        .map(|(t, rows)| (t, rows.len()))
        .collect()
}

/// What the trail says was done, but for the runs themselves.
fn deeds(there: &Vaulted, site: &Site) -> Vec<String> {
    let audit = Raw::open(&site.store(&there.town)).hexes("SELECT deed AS hex FROM audit ORDER BY deed");
    audit.into_iter().filter(|deed| deed != "restore").collect()
}

/// What is served, and what lies beside the database.
async fn town(there: &Vaulted, site: &Site) -> (BTreeMap<String, usize>, Vec<String>, Vec<String>) {
    let town = &there.town;
    let mut lee = site.sign_in(town, town.ashby.manager, Role::Manager).await;
    let page = lee.get("/gallery").await.expect(200);
    page.says("Cara Quill").hides("Bob Nash").hides("Ada Lovell");
    let blobs = Blobs::folder(&site.settings.blobs()).unwrap().list().await.unwrap();
    let blobs = blobs.into_iter().map(|blob| blob.to_string()).collect();
    (rows(there, site), deeds(there, site), blobs)
}

/// Begins again as the manual says: with `--resume` where a restore was interrupted, else from anew.
async fn begun_again(there: &Vaulted, site: &Site) -> Option<Restored> {
    let interrupted = quarantine::read(site.data.path()).unwrap().is_some();
    match there.restore(site, false).await {
        Ok(restored) => {
            assert!(!interrupted, "it goes on only if it is told to");
            Some(restored)
        }
        Err(refused) if refused.to_string().contains("--resume") => {
            assert!(interrupted);
            let refused = site.serve(&there.town).err().expect("nothing is served half restored").to_string();
            assert!(refused.contains("--resume"), "{refused}");
            Some(there.restore(site, true).await.unwrap())
        }
        // It died after its last step.
        Err(refused) => {
            assert!(refused.to_string().contains("overwrites nothing"), "{refused}");
            None
        }
    }
}

#[actix_web::test]
async fn a_restore_that_dies_at_any_write_is_begun_again_and_ends_with_the_same_town() {
    let there = scene().await;
    let whole = there.restored().await;
    let expected = town(&there, &whole).await;
    // PostgreSQL makes a database for each: some of the points each time, all of them in the long run.
    let stride = if let Url::Sqlite(_) = there.town.store.url() { 1 } else { share(7, 1) };
    let (mut point, mut resumed, mut anew, mut done) = (1, 0, 0, 0);
    loop {
        let site = Site::beside(&there.town);
        site.take_ledger(&there.town);
        let plan = Plan::default();
        plan.dies_at(Some(point));
        let first = there.restore_with(&site, false, plan.clone(), &|_| Ok(None)).await;
        if !plan.dead() {
            first.unwrap();
            break;
        }
        assert!(first.is_err(), "died at {point}, and said that it was done");
        let interrupted = quarantine::read(site.data.path()).unwrap().is_some();
        match begun_again(&there, &site).await {
            Some(_) if interrupted => resumed += 1,
            Some(_) => anew += 1,
            None => done += 1,
        }
        assert!(quarantine::read(site.data.path()).unwrap().is_none(), "died at {point}: free");
        assert_eq!(town(&there, &site).await, expected, "died at {point}");
        point += stride;
    }
    assert!(point > 60, "mark, database, blobs, deeds, keys: before and after each ({point})");
    // Only before the mark stands, and after it is gone, is there nothing to go on with.
    assert!(resumed > point / stride / 2 && anew > 0, "{resumed} resumed, {anew} anew");
    assert!(done > 0 || stride > 1, "{done} died after the last step");
}
