//! What a backup folder holds: nothing readable, nothing twice, nothing that can change unseen.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use beadle::{
    actions::backup,
    faults::Fault,
    store::{self, ledger::Ledger},
};

use super::{Site, Vaulted};
use crate::{
    harness::Town,
    profile::listed::{blobs, picture, profile, report},
};

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path);
        }
    }
    all
}

#[actix_web::test]
async fn a_second_backup_writes_only_new_blobs_and_keeps_what_is_needed() {
    let there = Vaulted::new().await;
    let (bob, _) = there.person("Bob Nash").await;
    assert_eq!(there.backup().await.blobs, (2, 2));
    there.person("Cara Quill").await;
    there.settle().await;
    assert_eq!(there.backup().await.blobs, (4, 2), "two sizes of one picture are new");
    let scheme = there.town.ashby.scheme;
    let key = blobs(&there.town).list().await.unwrap();
    let his = there.town.read(move |tx| store::picture::of_profiles(tx, scheme, &[bob])).await;
    for blob in key.iter().filter(|blob| blob.owner() == his[0].id.uuid()) {
        blobs(&there.town).delete(blob).await.unwrap();
    }
    there.settle().await;
    let made = there.backup_keeping(2).await;
    assert_eq!(
        (made.blobs, made.missing, made.removed),
        ((2, 0), 2, (1, 0)),
        "erased while it ran: no failure"
    );
    there.settle().await;
    let made = there.backup_keeping(1).await;
    assert_eq!(made.removed, (2, 2), "what no backup needs any more is gone");
    assert_eq!(files(&there.folder.path().join("pool")).len(), 2);
    assert_eq!(there.restored().await.settings.blobs().read_dir().unwrap().count(), 1);
}

#[actix_web::test]
async fn nothing_in_it_can_be_read_and_no_key_and_no_ledger_is_in_it() {
    let there = Vaulted::new().await;
    there.person("Bob Nash").await;
    there.backup().await;
    let ring = fs::read_to_string(&there.town.service.settings().key_ring).unwrap();
    let secret = ring.lines().find(|line| line.starts_with("key = ")).unwrap();
    let ledger = Ledger::of(there.town.folder.path(), there.town.ashby.scheme);
    let line = fs::read_to_string(ledger.file()).unwrap().lines().next().unwrap().to_owned();
    let all = files(there.folder.path());
    assert!(all.len() >= 6, "{all:?}");
    for file in &all {
        let bytes = fs::read(file).unwrap();
        for words in ["SQLite format 3", "PGDMP", "profiles", "ashby.test", secret, line.as_str()] {
            let found = bytes.windows(words.len()).any(|part| part == words.as_bytes());
            assert!(!found, "{} holds {words:?}", file.display());
        }
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let data = files(there.town.folder.path());
    assert!(!data.iter().any(|file| file.to_string_lossy().contains("backup")), "no copy is left: {data:?}");
}

#[actix_web::test]
async fn an_interrupted_backup_is_none() {
    let there = Vaulted::new().await;
    there.person("Bob Nash").await;
    for before in [false, true] {
        there.town.service.faults().want("backup.finish", Fault::Fail);
        let failed = backup::make(&there.town.service, there.folder.path(), &there.readers, 1, |_| ()).await;
        assert!(failed.is_err());
        there.town.service.faults().want("backup.finish", Fault::Pass);
        let site = Site::beside(&there.town);
        site.take_ledger(&there.town);
        match there.restore(&site, false).await {
            Ok(_) => assert!(before, "the one before"),
            Err(refused) => assert!(!before && refused.to_string().contains("no such backup"), "{refused}"),
        }
        there.settle().await;
        assert_eq!(there.backup_keeping(1).await.blobs.0, 2);
        there.settle().await;
    }
    there.backup().await;
    let names: Vec<_> =
        fs::read_dir(there.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with(".new")), "{names:?}");
}

#[actix_web::test]
async fn a_flipped_bit_anywhere_is_found_before_anything_is_used() {
    let there = Vaulted::new().await;
    there.person("Bob Nash").await;
    there.backup().await;
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    let mut tried = 0;
    for file in files(there.folder.path()).into_iter().filter(|file| !file.ends_with(".lock")) {
        let good = fs::read(&file).unwrap();
        let step = (good.len() / 12).max(1);
        for at in (0..good.len()).step_by(step).chain([good.len() - 1]) {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            fs::write(&file, &bad).unwrap();
            assert!(there.restore(&site, false).await.is_err(), "byte {at} of {}", file.display());
            assert!(site.untouched());
            tried += 1;
        }
        fs::write(&file, &good[..good.len() - 1]).unwrap();
        assert!(there.restore(&site, false).await.is_err(), "{} cut short", file.display());
        fs::remove_file(&file).unwrap();
        assert!(there.restore(&site, false).await.is_err(), "{} is missing", file.display());
        fs::write(&file, &good).unwrap();
    }
    assert!(tried > 50 && site.untouched(), "{tried}");
    there.restore(&site, false).await.unwrap();
}

#[actix_web::test]
async fn it_is_of_one_moment_while_writes_go_on() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let there = Vaulted::of(town);
    for n in 0..10 {
        there.person(&format!("Early {n}")).await;
    }
    let town = &there.town;
    let writing = async {
        for n in 0..30 {
            let id = profile(town, &at, &format!("Late {n}")).await;
            report(town, &at, &[id], " took a ham").await;
            picture(town, &at, Some(id), None).await;
        }
    };
    let (made, ()) = tokio::join!(there.backup(), writing);
    assert!((20..80).contains(&made.blobs.0), "a moment in between: {made:?}");
    // That the trail holds and that every row's blob is there is proved by the restore itself.
    let site = there.restored().await;
    let (store, scheme) = (site.store(town), at.scheme);
    let people = store.read_here(|tx| store::sweep::profiles(tx, scheme)).unwrap();
    assert!((10..40).contains(&people.len()), "{}", people.len());
    let pictures = store.read_here(|tx| store::picture::of_profiles(tx, scheme, &people)).unwrap();
    assert_eq!(pictures.len() * 2, made.blobs.0);
}
