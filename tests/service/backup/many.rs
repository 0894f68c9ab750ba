//! Hundreds of people, a third of whom is taken away after the backup: none of them comes back, everybody else is there,
//! and without the ring of its day the backup is noise.

use std::{collections::BTreeSet, fs};

use beadle::{
    actions::backup::Unrestored,
    domain::{ids::IncidentId, ids::ProfileId, member::role::Role},
    store::{self, StoreError},
    vault::{Owner, Vault, VaultError, WrappedKey},
};
use chrono::TimeDelta;

use super::{Site, Vaulted};
use crate::{
    harness::share,
    profile::{raw::Raw, scheduler::beat},
};

/// How many people there are, and how many of them go.
const PEOPLE: ((usize, usize), (usize, usize)) = ((30, 10), (300, 100));

/// A name that no other begins with.
fn name(n: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(n / 26_usize.pow(at as u32) % 26).unwrap());
    format!("Quill{}{} Nash", letter(1), letter(0))
}

/// Whose names the gallery shows, on all of its pages.
async fn shown(there: &Vaulted, site: &Site) -> BTreeSet<usize> {
    let (town, all) = (&there.town, share(PEOPLE.0, PEOPLE.1).0);
    let mut sam = site.sign_in(town, town.ashby.member, Role::Member).await;
    let mut found = BTreeSet::new();
    for page in 1..=all {
        let page = sam.get(&format!("/gallery?page={page}")).await.expect(200);
        let before = found.len();
        found.extend((0..all).filter(|n| page.text.contains(&name(*n))));
        if found.len() == before {
            break;
        }
    }
    found
}

#[actix_web::test]
async fn of_those_erased_since_none_comes_back_and_all_who_live_do() {
    let (all, gone) = share(PEOPLE.0, PEOPLE.1);
    let there = Vaulted::new().await;
    let town = &there.town;
    let mut people: Vec<(ProfileId, IncidentId)> = Vec::new();
    for n in 0..all {
        people.push(there.person(&name(n)).await);
    }
    there.backup().await;
    let ring = &town.service.settings().key_ring;
    let old_ring = town.folder.path().join("ring-of-day-0.toml");
    fs::copy(ring, &old_ring).unwrap();
    let keys = Raw::open(&town.store).wrapped_keys();
    for person in &people[..gone] {
        there.strike(*person).await;
    }
    for _ in 0..36 {
        town.later(TimeDelta::days(1));
        beat(town).await;
    }
    town.later(TimeDelta::minutes(2));
    beat(town).await;

    // With the ring of day 36 nothing opens, and nothing is begun.
    let schemes = [town.ashby.scheme, town.other.scheme];
    for (owner, bytes) in &keys {
        let wrapped = WrappedKey { epoch: 1, bytes: bytes.clone() };
        for scheme in schemes {
            let opened = town.vault.unwrap_key(Owner::new(scheme, *owner), &wrapped);
            assert!(matches!(opened, Err(VaultError::NoEpoch(1))), "{owner}");
        }
    }
    let site = Site::beside(town);
    site.take_ledger(town);
    let refused = there.restore(&site, false).await.unwrap_err();
    assert!(matches!(refused, Unrestored::TooOld(1)), "{refused}");
    assert!(site.untouched());

    // With the ring of its day it opens, and the ledger takes away whoever went since.
    let mut site = Site::beside(town);
    site.take_ledger(town);
    site.settings.key_ring = old_ring;
    let held = Vault::open(&site.settings.key_ring).unwrap();
    let opens = |(owner, bytes): &&(_, Vec<u8>)| {
        let wrapped = WrappedKey { epoch: 1, bytes: bytes.clone() };
        schemes.iter().any(|scheme| held.unwrap_key(Owner::new(*scheme, *owner), &wrapped).is_ok())
    };
    assert_eq!(keys.iter().filter(opens).count(), keys.len(), "the backup is good");
    let done = there.restore(&site, false).await.unwrap();
    assert!(done.carried_out >= gone, "{}", done.carried_out);
    assert_eq!(shown(&there, &site).await, (gone..all).collect(), "who lives, and nobody else");
    let scheme = town.ashby.scheme;
    let store = site.store(town);
    for (n, (id, _)) in people.iter().enumerate() {
        let (left, living) = store
            .read_here::<_, StoreError>(|tx| {
                Ok((store::erasure::left(tx, *id)?, store::profile::exists(tx, scheme, *id)?))
            })
            .unwrap();
        assert_eq!((left.is_empty(), living), (n < gone, n >= gone), "{n}: {left:?}");
    }
    let service = site.serve(town).unwrap();
    for (n, (id, _)) in people.iter().enumerate() {
        assert_eq!(service.shelf_of(scheme, *id).is_some(), n >= gone, "{n}: found by name");
    }
}
