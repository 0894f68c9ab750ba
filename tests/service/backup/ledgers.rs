//! Four kinds of bad ledger, and no restore with any of them.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use beadle::{
    actions::backup::{BadLedger, Unrestored},
    faults::Plan,
    store::ledger::{End, Ledger},
};
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};

use super::{Site, Vaulted};
use crate::harness::share;

/// A backup with so many deeds before and after it, twice over.
async fn scene(deeds: usize) -> Vaulted {
    let there = Vaulted::new().await;
    there.person("Cara Quill").await;
    for backup in [true, false] {
        for state in ["suspended", "active"].iter().cycle().take(2 * deeds) {
            there.set_member(state).await;
        }
        there.settle().await;
        if backup {
            there.backup().await;
        }
    }
    there
}

fn file(there: &Vaulted, site: &Site) -> PathBuf {
    let name = Ledger::of(there.town.folder.path(), there.town.ashby.scheme);
    site.ledger().join(name.file().file_name().unwrap())
}

async fn refusal(there: &Vaulted, lines: Option<&[String]>) -> BadLedger {
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    let file = file(there, &site);
    match lines {
        Some(lines) => fs::write(&file, lines.iter().map(|line| format!("{line}\n")).collect::<String>()),
        None => fs::remove_file(&file),
    }
    .unwrap();
    let refused = there.restore(&site, false).await.unwrap_err();
    assert!(site.untouched(), "nothing is begun");
    match refused {
        Unrestored::Ledger(why) => why,
        other => panic!("{other}"),
    }
}

#[actix_web::test]
async fn each_kind_is_refused_by_its_name() {
    let there = scene(2).await;
    let own = Ledger::of(there.town.folder.path(), there.town.ashby.scheme);
    let text = fs::read_to_string(own.file()).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let backup = lines.iter().position(|line| line.contains(" backup ")).unwrap();
    assert!((4..lines.len() - 3).contains(&backup), "lines before and after: {backup} of {}", lines.len());

    assert!(matches!(refusal(&there, None).await, BadLedger::Missing { .. }));
    assert!(matches!(refusal(&there, Some(&[])).await, BadLedger::WithoutBackup { .. }), "an empty file");
    for kept in 0..=backup {
        let why = refusal(&there, Some(&lines[..kept])).await;
        assert!(matches!(why, BadLedger::WithoutBackup { .. }), "cut after line {kept}: {why}");
    }
    for at in 0..lines.len() - 1 {
        let (mut cut, mut moved, mut changed) = (lines.clone(), lines.clone(), lines.clone());
        cut.remove(at);
        moved.swap(at, at + 1);
        changed[at] = changed[at].replacen("20", "21", 1);
        for bad in [cut, moved, changed] {
            let why = refusal(&there, Some(&bad)).await;
            assert!(matches!(why, BadLedger::BadlySigned { .. }), "line {}: {why}", at + 1);
        }
    }
    let mut again = lines.clone();
    again.push(lines[backup].clone());
    assert!(matches!(refusal(&there, Some(&again)).await, BadLedger::BadlySigned { .. }), "a line twice");
    let other =
        fs::read_to_string(Ledger::of(there.town.folder.path(), there.town.other.scheme).file()).unwrap();
    let other: Vec<String> = other.lines().map(str::to_owned).collect();
    assert!(matches!(refusal(&there, Some(&other)).await, BadLedger::BadlySigned { .. }), "another scheme's");
}

#[actix_web::test]
async fn one_that_ends_before_what_was_witnessed_is_refused() {
    let there = scene(2).await;
    let town = &there.town;
    let own = Ledger::of(town.folder.path(), town.ashby.scheme);
    let end = own.end(&town.vault.ring()).unwrap().unwrap();
    let text = fs::read_to_string(own.file()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let backup = lines.iter().position(|line| line.contains(" backup ")).unwrap();
    let witnessed = |scheme| Ok((scheme == town.ashby.scheme).then_some(end));
    for kept in backup + 1..lines.len() {
        let site = Site::beside(town);
        site.take_ledger(town);
        fs::write(file(&there, &site), lines[..kept].join("\n") + "\n").unwrap();
        let refused = there.restore_with(&site, false, Plan::default(), &witnessed).await.unwrap_err();
        let Unrestored::Ledger(BadLedger::EndsEarly { number, .. }) = refused else { panic!("{refused}") };
        assert_eq!(number, end.number);
        assert!(site.untouched());
    }
    let site = Site::beside(town);
    site.take_ledger(town);
    let another = End { digest: [7; 32], ..end };
    let refused =
        there.restore_with(&site, false, Plan::default(), &|_| Ok(Some(another))).await.unwrap_err();
    assert!(
        matches!(refused, Unrestored::Ledger(BadLedger::EndsEarly { .. })),
        "another line of that number"
    );
    let silent = |_| Err("the bucket does not answer".to_owned());
    let refused = there.restore_with(&site, false, Plan::default(), &silent).await.unwrap_err();
    assert!(matches!(refused, Unrestored::Ledger(BadLedger::Unasked { .. })), "nobody knows: {refused}");
    assert!(site.untouched());
    there.restore_with(&site, false, Plan::default(), &witnessed).await.unwrap();
}

/// There is no such file, in one of the ways in which there can be none.
fn missing(file: &Path, n: usize) {
    let aside = file.with_extension(format!("kept-{n}"));
    fs::rename(file, &aside).unwrap();
    match n % 4 {
        0 => {}
        1 => fs::remove_file(&aside).unwrap(),
        2 => symlink("nowhere", file).unwrap(),
        _ => fs::remove_dir_all(file.parent().unwrap()).unwrap(),
    }
}

/// Lines with something done to one of them that its signature, or the next one's, does not bear.
fn damaged(lines: &[String], dice: &mut ChaCha20Rng) -> Vec<String> {
    let mut throw = |n: usize| usize::try_from(dice.next_u64()).unwrap() % n;
    // A last line that is not whole is what a crash leaves, and no damage.
    let (at, mut bad) = (throw(lines.len() - 1), lines.to_vec());
    match throw(5) {
        0 => drop(bad.remove(at)),
        1 => bad.swap(at, at + 1),
        2 => bad.insert(at, lines[at].clone()),
        3 => bad[at].truncate(lines[at].len() - 1 - throw(20)),
        _ => {
            let which = throw(lines[at].len());
            let old = lines[at].as_bytes()[which];
            let new = if old == b'7' { '8' } else { '7' };
            bad[at].replace_range(which..=which, &new.to_string());
        }
    }
    bad
}

#[actix_web::test]
async fn whatever_is_wrong_with_it_nothing_is_restored() {
    let each: usize = share(6, 50);
    let there = scene(each.div_ceil(2) + 1).await;
    let town = &there.town;
    let own = Ledger::of(town.folder.path(), town.ashby.scheme);
    let end = own.end(&town.vault.ring()).unwrap().unwrap();
    let text = fs::read_to_string(own.file()).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let backup = lines.iter().position(|line| line.contains(" backup ")).unwrap();
    assert!(backup >= each && lines.len() - 1 - backup >= each, "{backup} of {}", lines.len());
    let mut dice = ChaCha20Rng::seed_from_u64(50);
    for n in 0..each {
        for kind in ["missing", "badly signed", "without the backup", "ends early"] {
            let site = Site::beside(town);
            site.take_ledger(town);
            let file = file(&there, &site);
            let write = |lines: &[String]| fs::write(&file, lines.join("\n") + "\n").unwrap();
            match kind {
                "missing" => missing(&file, n),
                "badly signed" => write(&damaged(&lines, &mut dice)),
                "without the backup" => write(&lines[..backup - n]),
                _ => write(&lines[..lines.len() - 1 - n]),
            }
            let witnessed = |scheme| Ok((kind == "ends early" && scheme == town.ashby.scheme).then_some(end));
            let refused = there.restore_with(&site, false, Plan::default(), &witnessed).await.unwrap_err();
            let Unrestored::Ledger(why) = refused else { panic!("{kind} {n}: {refused}") };
            let named = match why {
                BadLedger::Missing { .. } => "missing",
                BadLedger::BadlySigned { .. } => "badly signed",
                BadLedger::WithoutBackup { .. } => "without the backup",
                BadLedger::EndsEarly { .. } => "ends early",
                BadLedger::Unasked { .. } => "unasked",
                BadLedger::Unreadable { .. } => "unreadable",
            };
            assert_eq!(named, kind, "{n}: {why}");
            assert!(site.untouched() || kind == "missing", "nothing is begun");
        }
    }
}
