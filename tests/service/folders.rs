//! Folders that cannot be written, and a store of pictures that lies: what depends on them is refused or waits, and
//! says for what; nothing is half done; it goes on once they are as they should be.

use std::{
    fs,
    path::{Path, PathBuf},
};

use beadle::{actions::audit::checkpoint, domain::member::role::Role, faults::Fault, jobs::runner, store};
use chrono::TimeDelta;
use tokio::sync::watch;

use crate::{
    harness::Town,
    incident::{filed, jpeg},
    profile::{merge::agree, scheduler::beat, steps::Life},
};

/// A folder in whose place a file lies: nothing can be written or read there, whoever tries.
struct Barred {
    folder: PathBuf,
    aside: PathBuf,
}

impl Barred {
    fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let aside = folder.with_extension("aside");
        fs::rename(folder, &aside).unwrap();
        fs::write(folder, b"a file").unwrap();
        Self { folder: folder.to_owned(), aside }
    }

    fn lift(self) {
        fs::remove_file(&self.folder).unwrap();
        fs::rename(self.aside, self.folder).unwrap();
    }
}

/// A beat some jobs of which may fail; how many did.
async fn failures(town: &Town) -> usize {
    let (_go, stop) = watch::channel(false);
    runner::beat(&town.service, None, &stop).await.unwrap().failed
}

async fn count(town: &Town, deed: &str) -> usize {
    town.trail(&town.ashby).await.iter().filter(|done| *done == deed).count()
}

/// Whether a certificate waits, and nothing of it is issued; the controller is told, and why.
async fn waits(life: &Life, why: &str) {
    let (town, scheme) = (&life.town, life.town.ashby.scheme);
    assert!(
        !town.read(move |tx| store::certificate::pending(tx, scheme)).await.is_empty(),
        "it is held back"
    );
    assert_eq!(count(town, "issue_certificate").await, 0, "and not issued");
    agree(town).await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/certificates").await.expect(200).says(why);
}

/// Everything is erased and certified, once.
async fn ends(life: &Life) {
    for _ in 0..2 {
        life.town.later(TimeDelta::hours(1));
        beat(&life.town).await;
    }
    let (town, scheme) = (&life.town, life.town.ashby.scheme);
    assert_eq!(life.traces().await, [""; 0], "R-25");
    assert_eq!(count(town, "erase_profile").await, 1, "once");
    assert!(town.read(move |tx| store::certificate::pending(tx, scheme)).await.is_empty(), "certified");
}

#[actix_web::test]
async fn without_its_ledger_nothing_is_erased_and_then_everything() {
    let life = Life::new().await;
    life.falls_due();
    let (town, ada, scheme) = (&life.town, life.ada, life.town.ashby.scheme);
    let barred = Barred::new(&town.folder.path().join("ledger"));
    assert!(failures(town).await > 0, "the job says so");
    assert!(town.read(move |tx| store::profile::exists(tx, scheme, ada)).await, "nothing is gone");
    assert_eq!(count(town, "erase_profile").await, 0);
    town.later(TimeDelta::hours(25));
    failures(town).await;
    agree(town).await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/promises").await.expect(200).says("could not do it");
    barred.lift();
    town.later(TimeDelta::hours(2));
    life.goes_on().await;
    ends(&life).await;
}

#[actix_web::test]
async fn while_the_blobs_cannot_be_removed_the_certificate_waits() {
    let life = Life::new().await;
    life.falls_due();
    let barred = Barred::new(&life.town.folder.path().join("blobs").join(life.town.ashby.scheme.to_string()));
    assert!(failures(&life.town).await > 0, "the job says so");
    life.goes_on().await;
    waits(&life, "a picture or letter is not gone from the object store yet").await;
    // Nobody waits for it.
    life.town.sign_in(Role::Member).await.get("/gallery").await.expect(200);
    barred.lift();
    ends(&life).await;
}

#[actix_web::test]
async fn a_store_that_only_says_that_it_deletes_is_found_out() {
    for lies in [&["blobs.delete"][..], &["blobs.delete", "blobs.found"]] {
        let life = Life::new().await;
        for lie in lies {
            life.town.service.faults().want(lie, Fault::Skip);
        }
        life.falls_due();
        life.goes_on().await;
        waits(&life, "a picture or letter is not gone from the object store yet").await;
        life.town.later(TimeDelta::hours(49));
        beat(&life.town).await;
        waits(&life, "Late").await;
        let mut priya = life.town.sign_in(Role::Controller).await;
        let page = priya.get("/assurance/promises").await.expect(200);
        page.says("A picture or a letter is not gone from where pictures are kept.");
        for lie in lies {
            life.town.service.faults().want(lie, Fault::Pass);
        }
        ends(&life).await;
    }
}

#[actix_web::test]
async fn a_store_that_does_not_answer_holds_nobody_up() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let report = format!("/reports/{}", filed(&mut sam, &town.ashby, &[]).await);
    sam.upload(&format!("{report}/photos"), "till.jpg", &jpeg(400, 300, 1)).await.expect(303);
    let path = sam.get(&report).await.expect(200).links("/pictures/").remove(0);
    let plan = town.service.faults();
    plan.want("blobs.answer", Fault::Skip);
    let mut waiting = town.sign_in(Role::Member).await;
    let others = async {
        while !plan.passed().contains("blobs.silent") {
            sam.get("/gallery").await.expect(200);
        }
        sam.get(&report).await.expect(200);
        beat(&town).await;
    };
    tokio::select! {
        biased;
        answer = waiting.get(&path) => panic!("the store did not answer: {}", answer.status),
        () = others => {}
    }
}

#[actix_web::test]
async fn without_the_folder_of_heads_the_service_goes_on_and_signs_them_later() {
    let town = Town::new().await;
    town.sign_in(Role::Administrator).await.get("/inbox").await.expect(200);
    checkpoint::write(&town.service).await.unwrap();
    let barred = Barred::new(&town.service.settings().heads());
    town.sign_in(Role::Administrator).await.get("/inbox").await.expect(200);
    assert!(checkpoint::write(&town.service).await.is_err(), "it is told");
    town.later(TimeDelta::hours(1));
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/promises").await.expect(200).says("The head of the audit trail was not written");
    barred.lift();
    assert_eq!(checkpoint::write(&town.service).await.unwrap(), 1, "that of the trail that moved");
}
