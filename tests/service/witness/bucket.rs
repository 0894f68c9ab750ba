//! A bucket with object lock as the witness: it holds each head or the head is not witnessed; a rewrite, whoever made it,
//! leaves two heads there.

use std::path::PathBuf;

use beadle::{
    actions::{
        audit::{
            checkpoint, held,
            verify::{self, Against, Held, Report},
            witnessed,
        },
        backup,
    },
    config::{Settings, witness::Witness},
    remote::bucket::{Bucket, Listed},
    store::ledger::Ledger,
    vault::note::Note,
};
use chrono::TimeDelta;

use super::{grow, intent, notes};
use crate::{
    audit::{long_trail, owned, tampering},
    harness::{KEY, SECRET, Storehouse, Town, secret},
    profile::scheduler::beat,
};

/// A town whose heads go into a bucket.
async fn town(store: &Storehouse) -> Town {
    with(store, |_| ()).await
}

async fn with(store: &Storehouse, change: impl FnOnce(&mut beadle::config::witness::Bucket)) -> Town {
    Town::with(|settings: &mut Settings| {
        let mut set = store.settings(&settings.data);
        change(&mut set);
        settings.witness = Some(Witness::Bucket(set));
    })
    .await
}

/// The bucket as the town reaches it.
fn reached(town: &Town) -> Bucket {
    let Some(Witness::Bucket(set)) = &town.service.settings().witness else { panic!("a bucket") };
    Bucket::open(set, town.clock.clone()).unwrap()
}

/// All that it holds of the town's first scheme.
fn listed(town: &Town) -> Vec<Listed> {
    reached(town).list(&format!("{}/", town.ashby.scheme), None).unwrap()
}

fn kept(town: &Town) -> PathBuf {
    witnessed::path(&town.service.settings().heads(), town.ashby.scheme)
}

/// What `beadle audit verify` finds.
fn report(town: &Town) -> Report {
    let (heads, bucket) = (town.service.settings().heads(), reached(town));
    let against = Against { heads: &heads, witness: None, kept: None, bucket: Some(&bucket) };
    verify::all(&town.store, against, Some("ashby.test"), |_, _| ()).unwrap().remove(0)
}

async fn pushed(town: &Town) -> Result<usize, String> {
    witnessed::push(&town.service).await.map_err(|error| error.to_string())
}

#[actix_web::test]
async fn each_checkpoint_becomes_a_locked_object_and_is_read_back() {
    for manner in ["locked", "unconditional"] {
        let town = town(&Storehouse::locked(manner)).await;
        assert_eq!(pushed(&town).await, Ok(0), "there is no checkpoint yet");
        checkpoint::write(&town.service).await.unwrap();
        assert_eq!(pushed(&town).await, Ok(2), "one of each scheme");
        assert_eq!(pushed(&town).await, Ok(0), "nothing moved");
        for _ in 0..2 {
            grow(&town).await;
            assert_eq!(pushed(&town).await, Ok(1));
        }
        let (written, here) = notes(&town);
        assert_eq!(here.unwrap().text(), written.text(), "the newest");
        let all = listed(&town);
        assert_eq!(all.len(), 3, "{all:?}");
        let newest = reached(&town).get(&all[2].key, None).unwrap().expect("it is there");
        assert_eq!(Note::parse(std::str::from_utf8(&newest.bytes).unwrap()), Some(written));
        assert_eq!(newest.locked_until, Some(town.clock.now() + TimeDelta::days(400)));
        let report = report(&town);
        assert!(report.good() && !report.weak(), "{report:?}");
        assert!(matches!(report.held, Some(Held::Agree(3, size)) if size > 1), "{report:?}");
        let words = "agrees with all 3 heads in the bucket";
        assert!(report.said_in_words().contains(words), "{}", report.said_in_words());

        // Its own file lost, the same is put again: it is there already.
        std::fs::remove_file(kept(&town)).unwrap();
        assert_eq!(pushed(&town).await, Ok(1));
        if manner == "locked" {
            assert_eq!(listed(&town), all, "nothing was written over");
        }
        assert!(notes(&town).1.is_some());
    }
}

#[actix_web::test]
async fn more_heads_than_a_page_of_the_list_are_all_read() {
    let town = town(&Storehouse::locked("long")).await;
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    pushed(&town).await.unwrap();
    let scheme = town.ashby.scheme;
    let junk = |n: usize| format!("{scheme}/{n:020}-{:020}-{:064x}-{:064x}", 0, 0, 0);
    let store = reached(&town);
    let until = town.clock.now() + TimeDelta::days(40);
    for n in 1..=205 {
        store.put(&junk(n), b"what is no head", until).unwrap();
    }
    // The server's pages are of 100; what comes after a head is a part of it.
    assert_eq!(listed(&town).len(), 206);
    assert_eq!(store.list(&format!("{scheme}/"), Some(&junk(150))).unwrap().len(), 56);
    let found = report(&town);
    assert_eq!(found.held, Some(Held::Differ(205, 1)), "a name that says something else is a rewrite");
    assert!(!found.good());
}

#[actix_web::test]
async fn what_is_not_held_is_never_witnessed() {
    let (locked, unlocked) = (Storehouse::locked("locked"), Storehouse::unlocked());
    let manners = ["lies", "forgets", "loose", "short"].map(Storehouse::locked);
    let [lies, forgets, loose, short] = &manners;
    type Change = fn(&mut beadle::config::witness::Bucket);
    let as_it_is: Change = |_| ();
    let cases: [(&str, &Storehouse, Change, &str); 10] = [
        ("a bucket without object lock", &unlocked, as_it_is, "does not lock what it holds"),
        ("it answers 200 and has nothing", lies, as_it_is, "said that it took a head, and has it not"),
        ("it takes the head, not the lock", forgets, as_it_is, "does not lock what it holds"),
        ("who holds it may unlock", loose, as_it_is, "does not lock what it holds"),
        ("it locks for less", short, as_it_is, "too early"),
        ("another secret", &locked, |set| secret(&set.secret_file, "guessed"), "the secret is not that"),
        ("another key", &locked, |set| set.key_id = "AKIAOTHER".to_owned(), "the key is not known there"),
        ("no such bucket", &locked, |set| set.bucket = "none".to_owned(), "no bucket of that name"),
        ("nobody listens", &locked, |set| set.endpoint = "http://127.0.0.1:9".to_owned(), "not answer"),
        ("no secret", &locked, |set| set.secret_file = "/nowhere/secret".into(), "`secret_file`"),
    ];
    for (rule, store, change, words) in cases {
        let town = with(store, change).await;
        checkpoint::write(&town.service).await.unwrap();
        for again in 0..2 {
            let error = pushed(&town).await.unwrap_err();
            assert!(error.contains(words), "{rule}: {error}");
            for hidden in [SECRET, "guessed", "Signature=", KEY] {
                assert!(!error.contains(hidden), "{rule}: {error}");
            }
            assert!(!kept(&town).exists(), "{rule}, {again}: it is not witnessed");
        }
        let witness = witnessed::known(town.service.settings(), &town.vault.ring()).unwrap().unwrap();
        let (heads, ring, scheme) = (town.service.settings().heads(), town.vault.ring(), town.ashby.scheme);
        let state = town.store.read_here(|tx| witnessed::state(tx, &heads, scheme, &ring, &witness.key));
        let state = state.unwrap();
        assert!(state.at.is_none() && state.uncovered.is_some(), "{rule}: every event waits");
    }
    let town = town(&locked).await;
    let Some(Witness::Bucket(set)) = &town.service.settings().witness else { unreachable!() };
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&set.secret_file, std::fs::Permissions::from_mode(0o640)).unwrap();
    checkpoint::write(&town.service).await.unwrap();
    assert!(pushed(&town).await.unwrap_err().contains("chmod 600"));
}

#[actix_web::test]
async fn what_was_locked_can_be_hidden_but_not_taken_away() {
    let store = Storehouse::locked("locked");
    let town = town(&store).await;
    grow(&town).await;
    pushed(&town).await.unwrap();
    let (all, ring) = (listed(&town), town.vault.ring());
    let [Listed { key, version }] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(store.delete(key, Some(version)), 403, "the version stays until its day");
    let file = checkpoint::path(&town.service.settings().heads(), town.ashby.scheme);
    let (_, said) = checkpoint::read(&file, town.ashby.scheme, &ring).unwrap().unwrap();
    let until = said.at + TimeDelta::days(400);
    held::is_held(&reached(&town), &said, until, &ring).unwrap();
    // A mark of deletion hides it from who asks for the object, not from who asks for its versions.
    assert_eq!(store.delete(key, None), 204);
    let hidden = held::is_held(&reached(&town), &said, until, &ring).unwrap_err().to_string();
    assert!(hidden.contains("has it not"), "{hidden}");
    assert_eq!(listed(&town), all);
    assert!(matches!(report(&town).held, Some(Held::Agree(1, _))));
    // So does another object of the name.
    store.write(key, b"something else");
    let other = held::is_held(&reached(&town), &said, until, &ring).unwrap_err().to_string();
    assert!(other.contains("something else"), "{other}");
    assert_eq!(listed(&town).len(), 2, "both show");
}

#[actix_web::test]
async fn two_pasts_of_a_trail_leave_two_heads_and_only_one_goes_on() {
    let store = Storehouse::locked("locked");
    let (ours, other) = (town(&store).await, town(&store).await);
    assert_eq!(ours.ashby.scheme, other.ashby.scheme, "seeded alike: one trail to the bucket");
    grow(&ours).await;
    grow(&ours).await;
    pushed(&ours).await.unwrap();
    other.later(TimeDelta::hours(1));
    for past in 0..4 {
        grow(&other).await;
        let error = pushed(&other).await.unwrap_err();
        assert!(error.contains("run beadle audit verify"), "{past}: {error}");
        assert!(!kept(&other).exists(), "{past}");
    }
    grow(&ours).await;
    assert_eq!(pushed(&ours).await, Ok(1), "the past that it holds goes on");
    let found = report(&other);
    assert!(!found.good() && matches!(found.held, Some(Held::Differ(2, _))), "{found:?}");
    assert!(
        found.said_in_words().contains("differs from 2 heads in the bucket"),
        "{}",
        found.said_in_words()
    );
    assert!(report(&ours).good());
}

#[actix_web::test]
async fn a_rewrite_by_who_holds_database_and_key_ring_is_found_in_the_bucket() {
    let town = town(&Storehouse::locked("locked")).await;
    let (scheme, heads) = (town.ashby.scheme, town.service.settings().heads());
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    pushed(&town).await.unwrap();
    assert!(report(&town).good());
    // The trail is cut back and signed anew with the ring's own key, and what stood in the folder is gone.
    let mut raw = owned(&town);
    for sql in tampering(5, 400) {
        raw.run(&sql, &[("s", scheme.uuid())]);
    }
    std::fs::remove_file(checkpoint::path(&heads, scheme)).unwrap();
    std::fs::remove_file(kept(&town)).unwrap();
    checkpoint::write(&town.service).await.unwrap();
    let alone = verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert!(alone.good(), "the installation alone does not show it: {alone:?}");
    let found = report(&town);
    assert!(!found.good() && matches!(found.held, Some(Held::Differ(1, _))), "{found:?}");
    assert!(pushed(&town).await.unwrap_err().contains("run beadle audit verify"));
}

/// Runs the program with a configuration of the town's; its exit code and what it printed.
fn beadle(town: &Town, arguments: &[&str]) -> (i32, String) {
    let settings = town.service.settings();
    let Some(Witness::Bucket(set)) = &settings.witness else { panic!("a bucket") };
    let config = town.folder.path().join("beadle.toml");
    let text = format!(
        "data = {:?}\ndatabase = {:?}\nkey_ring = {:?}\npublic_url = \"https://ashby.test\"\n[witness]\n\
         bucket = {:?}\nendpoint = {:?}\nregion = {:?}\nkey_id = {:?}\nsecret_file = {:?}\nprefix = {:?}\n",
        settings.data,
        settings.database_url(),
        settings.key_ring,
        set.bucket,
        set.endpoint,
        set.region,
        set.key_id,
        set.secret_file,
        set.prefix
    );
    std::fs::write(&config, text).unwrap();
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_beadle"));
    let run = run.args(arguments).arg("--config").arg(&config).env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
    assert!(!said.contains(SECRET), "{said}");
    (run.status.code().unwrap(), said)
}

/// What `beadle check` says of the witness.
fn checked(town: &Town) -> (String, String) {
    let (_, said) = beadle(town, &["check", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&said).unwrap();
    let all = all.as_array().unwrap();
    let one = all.iter().find(|one| one["what"] == "witness").expect("it looks at the witness");
    let text = |name: &str| one[name].as_str().unwrap().to_owned();
    (text("state"), text("says"))
}

#[actix_web::test]
async fn whoever_runs_the_machine_sees_whether_the_bucket_agrees() {
    let store = Storehouse::locked("locked");
    let town = town(&store).await;
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    pushed(&town).await.unwrap();
    let (state, says) = checked(&town);
    assert!(state == "ok" && says.contains("holds every head, locked"), "{state}: {says}");
    let (code, said) = beadle(&town, &["audit", "verify"]);
    assert!(code == 0 && said.contains("agrees with all 1 heads in the bucket"), "{code}: {said}");

    let mut raw = owned(&town);
    for sql in tampering(5, 400) {
        raw.run(&sql, &[("s", town.ashby.scheme.uuid())]);
    }
    let heads = town.service.settings().heads();
    std::fs::remove_dir_all(&heads).unwrap();
    checkpoint::write(&town.service).await.unwrap();
    let (state, says) = checked(&town);
    assert!(state == "wrong" && says.contains("events that are not in the trail"), "{state}: {says}");
    let (code, said) = beadle(&town, &["audit", "verify"]);
    assert!(code == 2 && said.contains("differs from 1 heads in the bucket"), "{code}: {said}");

    let Some(Witness::Bucket(set)) = &town.service.settings().witness else { unreachable!() };
    secret(&set.secret_file, "guessed");
    let (state, says) = checked(&town);
    assert!(state == "wrong" && says.contains("the secret is not that of the key"), "{state}: {says}");
    let (code, said) = beadle(&town, &["audit", "verify"]);
    assert!(code == 1 && said.contains("the secret is not that of the key"), "{code}: {said}");
}

#[actix_web::test]
async fn the_head_that_is_mailed_says_that_the_bucket_holds_it() {
    let town = town(&Storehouse::locked("locked")).await;
    checkpoint::write(&town.service).await.unwrap();
    pushed(&town).await.unwrap();
    beat(&town).await;
    let sent = town.mail(&town.ashby).await;
    let head = sent.iter().find(|message| message.subject.contains("the head of")).expect("it is mailed");
    assert!(head.text.contains("The bucket that is the witness holds it, locked."), "{}", head.text);
    assert!(!head.text.contains("--witness"), "a bucket's word is none that a mail can prove: {}", head.text);
}

#[actix_web::test]
async fn a_restore_asks_the_bucket_how_far_the_ledger_must_reach() {
    let store = Storehouse::locked("locked");
    let town = town(&store).await;
    let (scheme, ring) = (town.ashby.scheme, town.vault.ring());
    let ledger = Ledger::of(town.folder.path(), scheme);
    ledger.append(&ring, intent(&town, 1)).unwrap();
    ledger.append(&ring, intent(&town, 2)).unwrap();
    grow(&town).await;
    pushed(&town).await.unwrap();
    let end = ledger.end(&ring).unwrap();
    // Another machine, after a fire: nothing but the configuration, the ring and a ledger that lacks a line.
    std::fs::remove_dir_all(town.service.settings().heads()).unwrap();
    let settings = town.service.settings();
    let asked = || backup::witnessed(settings, &ring, &town.clock, scheme);
    assert_eq!((asked(), end.unwrap().number), (Ok(end), 2));
    // What somebody without the ring puts there says nothing, nor does a deletion.
    let all = listed(&town);
    let (_, rest) = all[0].key.split_once('/').unwrap();
    store.write(&format!("{scheme}/{}", rest.replacen("0000000002-", "0000000009-", 1)), b"no head");
    store.delete(&all[0].key, None);
    assert_eq!(asked(), Ok(end));

    let mut away = settings.clone();
    if let Some(Witness::Bucket(set)) = &mut away.witness {
        set.endpoint = "http://127.0.0.1:9".to_owned();
    }
    let why = backup::witnessed(&away, &ring, &town.clock, scheme).unwrap_err();
    assert!(why.contains("does not answer"), "who does not know does not guess: {why}");
}
