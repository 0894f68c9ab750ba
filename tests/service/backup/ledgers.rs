//! Four kinds of bad ledger, and no restore with any of them.

use std::{fs, path::PathBuf};

use beadle::{
    actions::backup::{BadLedger, Unrestored},
    faults::Plan,
    store::ledger::{End, Ledger},
};

use super::{Site, Vaulted};

/// A backup with deeds before and after it.
async fn scene() -> Vaulted {
    let there = Vaulted::new().await;
    there.person("Cara Quill").await;
    for state in ["suspended", "active", "suspended", "active"] {
        there.set_member(state).await;
    }
    there.settle().await;
    there.backup().await;
    for state in ["suspended", "active", "suspended", "active"] {
        there.set_member(state).await;
    }
    there.settle().await;
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
    let there = scene().await;
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
    let there = scene().await;
    let town = &there.town;
    let own = Ledger::of(town.folder.path(), town.ashby.scheme);
    let end = own.end(&town.vault.ring()).unwrap().unwrap();
    let text = fs::read_to_string(own.file()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let backup = lines.iter().position(|line| line.contains(" backup ")).unwrap();
    let witnessed = |scheme| (scheme == town.ashby.scheme).then_some(end);
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
    let refused = there.restore_with(&site, false, Plan::default(), &|_| Some(another)).await.unwrap_err();
    assert!(
        matches!(refused, Unrestored::Ledger(BadLedger::EndsEarly { .. })),
        "another line of that number"
    );
    there.restore_with(&site, false, Plan::default(), &witnessed).await.unwrap();
}
