//! Epochs of the key ring: what hangs on one moves on and goes on working, and copies of the database from before open
//! nothing once the old epoch is destroyed.

use beadle::{
    actions::{
        epoch::{self, begin, destroy, rewrap},
        timetable::{self, Every, Turn},
    },
    domain::{
        ids::ProfileId,
        member::{evidence, role::Role},
        scheme::trust::Counted,
    },
    jobs::runner,
    store,
    vault::{
        Owner, Vault, VaultError, WrappedKey,
        escrow::{Escrow, officer},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    harness::{Browser, PASSWORD, Town},
    incident::desk::still,
    profile::{
        listed::{profile, report},
        raw::Raw,
        scheduler::beat,
    },
    sanction::notice::{born, warned},
};

/// The newest epoch, as it stands in the ring's file.
fn newest(town: &Town) -> i64 {
    town.vault.refresh().unwrap();
    town.vault.ring().newest().id()
}

/// On which epochs something hangs.
async fn in_use(town: &Town) -> Vec<i64> {
    let used = epoch::overview(&town.service).await.unwrap();
    used.iter().filter(|epoch| epoch.in_use > 0).map(|epoch| epoch.id).collect()
}

async fn claimed(town: &Town) -> Turn {
    let turn = timetable::claim(&town.service, town.ashby.scheme, "epochs", Every::Minutes(0)).await;
    turn.unwrap().expect("nobody else is at it")
}

/// Lets days pass with a beat on each seventh and at the end.
async fn days(town: &Town, days: i64) {
    for day in 1..=days {
        town.later(TimeDelta::days(1));
        if day % 7 == 0 || day == days {
            beat(town).await;
        }
    }
}

#[actix_web::test]
async fn what_hangs_on_an_epoch_moves_to_the_next_and_goes_on_working() {
    let (scene, code) = warned().await;
    let town = &scene.town;
    let first = still(town, scene.alleged, b"the same bytes").await;
    beat(town).await;
    assert_eq!((newest(town), in_use(town).await), (1, vec![1]));
    days(town, 7).await;
    assert_eq!((newest(town), in_use(town).await), (2, vec![2]), "a week later everything has moved");
    let again = still(town, scene.alleged, b"the same bytes").await;
    let scheme = town.ashby.scheme;
    let same = town.read(move |tx| store::picture::same_as(tx, scheme, again)).await;
    assert!(same.iter().any(|picture| picture.id == first), "the same picture is known");
    let mut dale = town.visit("ashby.test").await;
    dale.post("/n", &born(&code, "3")).await.expect(200).says("This is a warning");
    let mut sam = town.visit("ashby.test").await;
    let email = town.ashby.email(Role::Member);
    sam.get("/sign-in").await.expect(200);
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    sam.post("/sign-in", &fields).await.expect(303);
    sam.get("/gallery").await.expect(200).says("Dale Renton");
    let deeds = town.trail(&town.ashby).await;
    for deed in ["begin_epoch", "rewrap_keys"] {
        assert_eq!(deeds.iter().filter(|done| *done == deed).count(), 1, "{deed}");
    }
    assert_eq!(
        town.trail(&town.other).await.iter().filter(|deed| *deed == "begin_epoch").count(),
        0,
        "begun once"
    );
}

#[actix_web::test]
async fn a_copy_of_day_0_opens_nothing_with_the_ring_of_day_36() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let copy = Raw::open(&town.store).wrapped_keys();
    let schemes = [town.ashby.scheme, town.other.scheme];
    let opens = |(owner, bytes): &(Uuid, Vec<u8>)| {
        let wrapped = WrappedKey { epoch: 1, bytes: bytes.clone() };
        schemes.map(|scheme| town.vault.unwrap_key(Owner::new(scheme, *owner), &wrapped))
    };
    assert!(
        copy.len() > 10 && copy.iter().all(|key| opens(key).iter().any(Result::is_ok)),
        "the copy is good"
    );
    days(&town, 34).await;
    assert!(copy.iter().all(|key| opens(key).iter().any(Result::is_ok)), "until day 34 it can be restored");
    days(&town, 2).await;
    for key in &copy {
        assert!(opens(key).iter().all(|opened| matches!(opened, Err(VaultError::NoEpoch(1)))), "none opens");
    }
    let file = std::fs::read_to_string(&town.service.settings().key_ring).unwrap();
    assert!(!file.contains("id = 1\n") && file.contains("id = 6\n"), "{}", file.lines().count());
    for scheme in schemes {
        let living = town.read(move |tx| store::keys::all(tx, scheme)).await;
        assert!(!living.is_empty(), "and what lives opens");
    }
    assert!(town.trail(&town.ashby).await.contains(&"destroy_epoch".to_owned()));
}

#[actix_web::test]
async fn an_erasure_begins_an_epoch_within_a_day() {
    let town = Town::new().await;
    // Nothing ever counted: erased 28 days after it was made.
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    days(&town, 28).await;
    let (scheme, before) = (town.ashby.scheme, newest(&town));
    assert!(town.read(move |tx| store::keys::destroyed(tx, Owner::new(scheme, ada))).await, "erased");
    days(&town, 1).await;
    assert_eq!(newest(&town), before + 1, "not only after a week");
    days(&town, 1).await;
    assert_eq!(newest(&town), before + 1, "once");
}

#[actix_web::test]
async fn two_processes_begin_one_epoch_and_each_follows_the_other() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    beat(&town).await;
    let (second, third) = (town.second(), town.second());
    town.later(TimeDelta::days(7));
    let (_go, stop) = watch::channel(false);
    let (a, b) = tokio::join!(runner::beat(&town.service, None, &stop), runner::beat(&second, None, &stop));
    assert_eq!((a.unwrap().failed, b.unwrap().failed), (0, 0));
    // One may have had the other scheme's turn before the epoch was begun: it moves in its next turn.
    town.later(TimeDelta::hours(1));
    beat(&town).await;
    assert_eq!((newest(&town), in_use(&town).await), (2, vec![2]), "one epoch, and everything hangs on it");
    let (token, _) = town.session(&town.ashby, town.ashby.member, Role::Member, false).await;
    let mut sam = Browser::new(third, "ashby.test").await;
    sam.signed_in(&token, "");
    sam.get("/gallery").await.expect(200).says("Ada Lovell");
}

#[actix_web::test]
async fn a_move_that_is_interrupted_goes_on_where_it_stopped() {
    let town = Town::new().await;
    let scheme = town.ashby.scheme;
    let owners: Vec<Owner> =
        (0..700).map(|_| Owner::new(scheme, ProfileId::from_random(town.clock.random()))).collect();
    town.write(move |tx| owners.iter().try_for_each(|owner| store::keys::create(tx, *owner).map(drop))).await;
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    assert!(rewrap(&town.service, &turn).await.unwrap());
    assert_eq!(in_use(&town).await, [1, 2], "a page has moved");
    timetable::give_back(&town.service, turn, false).await.unwrap();
    // Whoever has the job next finishes it, and begins no epoch of its own.
    let second = town.second();
    let (_go, stop) = watch::channel(false);
    assert_eq!(runner::beat(&second, None, &stop).await.unwrap().failed, 0);
    assert_eq!((newest(&town), in_use(&town).await), (2, vec![2]));
}

#[actix_web::test]
async fn no_epoch_is_destroyed_while_something_hangs_on_it_or_the_clock_is_not_trusted() {
    let town = Town::new().await;
    beat(&town).await;
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    timetable::give_back(&town.service, turn, false).await.unwrap();
    town.later(TimeDelta::days(30));
    let turn = claimed(&town).await;
    assert_eq!(destroy(&town.service, &turn).await.unwrap(), 0, "keys hang on it");
    timetable::give_back(&town.service, turn, false).await.unwrap();
    assert!(in_use(&town).await.contains(&1));
    let wall: DateTime<Utc> = town.clock.now();
    town.later(TimeDelta::days(365));
    let (_go, stop) = watch::channel(false);
    let counted = Counted { wall, elapsed: TimeDelta::minutes(1) };
    assert_eq!(runner::beat(&town.service, Some(counted), &stop).await.unwrap().failed, 0);
    let ids: Vec<i64> = town.vault.ring().epochs().iter().map(|epoch| epoch.id()).collect();
    assert_eq!(ids, [1, 2], "nothing begins or ends by a clock that jumped");
}

#[actix_web::test]
async fn an_address_stays_one_accounts_while_look_ups_move() {
    let town = Town::new().await;
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    let (scheme, email) = (town.ashby.scheme, town.ashby.email(Role::Member));
    let viewer = evidence::visitor(scheme, town.clock.now());
    let found = town.read(move |tx| store::user::by_email(tx, &viewer, &email)).await;
    assert_eq!(found.map(|user| user.id), Some(town.ashby.member), "found under the epoch before");
    let mut alice = town.sign_in(Role::Administrator).await;
    let taken = town.ashby.email(Role::Manager);
    let fields = [("person", "Somebody Else"), ("email", taken.as_str()), ("role", "member")];
    let path = format!("/members/{}/people", town.ashby.business);
    alice.post(&path, &fields).await.expect(422).says("cannot be used");
}

#[actix_web::test]
async fn an_officer_recovers_the_ring_of_a_machine_that_is_lost() {
    let (town, elsewhere) = (Town::new().await, tempfile::tempdir().unwrap());
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    let path = &town.service.settings().key_ring;
    let ((one, kept), (two, _), (_, stranger)) = (officer(), officer(), officer());
    let file = elsewhere.path().join("ring.age");
    let escrow = Escrow::new(&file, &[one, two]).unwrap();
    let vault = Vault::open(path).unwrap().with_escrow(Some(escrow));
    assert_eq!(vault.begin_epoch(&town.clock, 1).unwrap(), Some(2), "escrow and ring follow each other");
    let sealed = std::fs::read(&file).unwrap();
    let secret = std::fs::read_to_string(path).unwrap();
    for line in secret.lines().filter_map(|line| line.split_once("key = \"")) {
        let key = line.1.trim_end_matches('"').as_bytes();
        assert!(!sealed.windows(key.len()).any(|part| part == key), "nothing of it is readable");
    }
    let lost = elsewhere.path().join("lost.toml");
    std::fs::rename(path, &lost).unwrap();
    assert!(Vault::recover(&file, &stranger, path).is_err(), "not by a stranger");
    assert!(!path.exists());
    let found = Vault::recover(&file, &kept, path).unwrap();
    assert_eq!(found.ring().newest().id(), 2);
    assert!(Vault::recover(&file, &kept, path).is_err(), "a ring is never overwritten");
    let second = town.second();
    let (_go, stop) = watch::channel(false);
    assert_eq!(runner::beat(&second, None, &stop).await.unwrap().failed, 0);
    let (token, _) = town.session(&town.ashby, town.ashby.member, Role::Member, false).await;
    let mut sam = Browser::new(second, "ashby.test").await;
    sam.signed_in(&token, "");
    sam.get(&format!("/gallery/{ada}")).await.expect(200).says("Ada Lovell");
}

#[actix_web::test]
async fn an_epoch_that_cannot_be_put_in_escrow_is_not_begun() {
    let town = Town::new().await;
    let missing = town.folder.path().join("not there").join("ring.age");
    let escrow = Escrow::new(&missing, &[officer().0, officer().0]).unwrap();
    let vault = Vault::open(&town.service.settings().key_ring).unwrap().with_escrow(Some(escrow));
    assert!(vault.begin_epoch(&town.clock, 1).is_err());
    assert_eq!((vault.ring().newest().id(), newest(&town)), (1, 1));
}

/// Runs the program with a configuration of the town's; what it printed.
fn beadle(town: &Town, arguments: &[&str]) -> String {
    let settings = town.service.settings();
    let config = town.folder.path().join("beadle.toml");
    let text = format!(
        "data = {:?}\ndatabase = {:?}\nkey_ring = {:?}\npublic_url = \"https://ashby.test\"\n",
        settings.data,
        settings.database_url(),
        settings.key_ring
    );
    std::fs::write(&config, text).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_beadle"))
        .args(arguments)
        .arg("--config")
        .arg(&config)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[actix_web::test]
async fn whoever_runs_the_machine_sees_the_epochs_and_begins_one() {
    let town = Town::new().await;
    let epochs = |printed: &str| -> Vec<(i64, i64, bool)> {
        let all: serde_json::Value = serde_json::from_str(printed).unwrap();
        let number = |epoch: &serde_json::Value, name: &str| epoch[name].as_i64().unwrap();
        let all = all.as_array().unwrap().iter();
        all.map(|one| (number(one, "epoch"), number(one, "in_use"), one["destroyed_from"].is_string()))
            .collect()
    };
    let before = epochs(&beadle(&town, &["keys", "status", "--json"]));
    let hangs = before[0].1;
    assert!(before.len() == 1 && hangs > 10, "{before:?}");
    assert!(beadle(&town, &["keys", "rotate"]).contains("epoch 2 is the newest"), "it says so");
    let after = epochs(&beadle(&town, &["keys", "status", "--json"]));
    assert_eq!(after, [(1, 0, true), (2, hangs, false)]);
    let table = beadle(&town, &["keys", "status"]);
    assert!(table.contains("superseded") && !table.contains("key ="), "{table}");
}

#[actix_web::test]
async fn a_key_that_does_not_open_keeps_no_other_from_moving() {
    let town = Town::new().await;
    let broken = Uuid::from_u128(0xe1e1_0000_0000_4000_8000_0000_0000_0001);
    let ids = [("scheme", town.ashby.scheme.uuid()), ("e", broken)];
    Raw::open(&town.store).run("INSERT INTO data_keys VALUES ({e}, {scheme}, 1, [bytes])", &ids);
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    while rewrap(&town.service, &turn).await.unwrap() {}
    timetable::give_back(&town.service, turn, true).await.unwrap();
    let ashby = town.ashby.scheme;
    assert_eq!(town.read(move |tx| store::lookup::in_use(tx, ashby)).await[0], (1, 1), "that one is left");
}

#[actix_web::test]
async fn an_old_epoch_goes_once_everything_has_moved() {
    let town = Town::new().await;
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    while rewrap(&town.service, &turn).await.unwrap() {}
    let other = timetable::claim(&town.service, town.other.scheme, "epochs", Every::Minutes(0)).await;
    let other = other.unwrap().expect("nobody else is at it");
    while rewrap(&town.service, &other).await.unwrap() {}
    timetable::give_back(&town.service, turn, true).await.unwrap();
    town.later(TimeDelta::days(28));
    let turn = claimed(&town).await;
    assert_eq!(destroy(&town.service, &turn).await.unwrap(), 1);
    assert_eq!(town.vault.ring().epochs().len(), 1);
}

#[actix_web::test]
async fn a_ring_that_is_older_than_the_database_begins_nothing() {
    let town = Town::new().await;
    let ring = &town.service.settings().key_ring;
    let old = std::fs::read(ring).unwrap();
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    while rewrap(&town.service, &turn).await.unwrap() {}
    std::fs::write(ring, old).unwrap();
    let refused = begin(&town.service, &turn, true).await.unwrap_err();
    assert!(refused.to_string().contains("older than the database"), "{refused}");
}

#[actix_web::test]
async fn of_two_copies_of_a_ring_one_begins_an_epoch_of_a_number() {
    let town = Town::new().await;
    beat(&town).await;
    let ring = &town.service.settings().key_ring;
    let copy = std::fs::read(ring).unwrap();
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    let ours = std::fs::read(ring).unwrap();
    // Another machine, with the copy: it has not seen epoch 2, and nothing hangs on that yet.
    std::fs::write(ring, &copy).unwrap();
    let older = begin(&town.service, &turn, true).await.unwrap_err().to_string();
    assert!(older.contains("older than the database, which knows epoch 2"), "{older}");
    // One that began its own all the same, with no database at hand.
    assert_eq!(Vault::open(ring).unwrap().begin_epoch(&town.clock, 1).unwrap(), Some(2));
    let another = begin(&town.service, &turn, true).await.unwrap_err().to_string();
    assert!(another.contains("epoch 2 of the key ring is not the one that was begun here"), "{another}");
    let settings = town.service.settings().clone();
    let refused = beadle::app::assemble(settings.clone(), town.clock.clone()).err().unwrap().to_string();
    assert_eq!(refused, another, "nothing is served by it");
    std::fs::write(ring, ours).unwrap();
    beadle::app::assemble(settings, town.clock.clone()).unwrap();
    town.vault.refresh().unwrap();
    assert!(begin(&town.service, &turn, true).await.unwrap());
    assert_eq!(newest(&town), 3);
}

#[actix_web::test]
async fn no_epoch_begins_by_a_clock_that_was_set_back() {
    let town = Town::new().await;
    beat(&town).await;
    let turn = claimed(&town).await;
    assert!(begin(&town.service, &turn, true).await.unwrap());
    let now = town.clock.now();
    for wrong in [now - TimeDelta::weeks(3), now + TimeDelta::minutes(1)] {
        town.clock.move_to(wrong);
        beat(&town).await;
        assert!(!begin(&town.service, &turn, true).await.unwrap(), "not until somebody confirms the clock");
    }
    assert_eq!(newest(&town), 2);
}
