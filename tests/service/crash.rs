//! A process that dies before or after any of its durable writes (a commit, a file, a blob), and is started again by
//! what the disk holds: what it was at ends as if it had never been interrupted. And a reader that does not end.

use beadle::{
    actions::{
        epoch,
        profile::{erase, remove_blobs},
        timetable::{self, Every, Turn},
    },
    domain::member::role::Role,
    store::{
        self, Url,
        ledger::{Entry, Ledger},
    },
};
use chrono::TimeDelta;

use crate::{
    harness::Town,
    incident::{filed, jpeg},
    member::leaving::request,
    profile::{
        listed::{profile, report},
        merge::agree,
        raw::Raw,
        scheduler::beat,
        steps::Life,
    },
};

async fn claimed(town: &Town, job: &'static str) -> Turn {
    let turn = timetable::claim(&town.service, town.ashby.scheme, job, Every::Minutes(0)).await;
    turn.unwrap().expect("nobody else is at it")
}

/// Lets the process die at its n-th point, or after what it is at.
fn dies(town: &Town, point: usize) {
    town.store.faults().dies_at(Some(point));
}

/// The town started again, if it died; whether it did.
fn again(town: Town) -> (Town, bool) {
    let died = town.store.faults().dead();
    // Whatever the first process still has in hand fails from here on.
    dies(&town, 1);
    (town.started_again(), died)
}

async fn count(town: &Town, deed: &str) -> usize {
    town.trail(&town.ashby).await.iter().filter(|done| *done == deed).count()
}

/// What the timetable does of an erasure, and nothing else of the timetable.
async fn erased(life: &Life, turns: &[Turn; 3]) -> Result<(), beadle::actions::Refusal> {
    let (service, [take_out, remove, conclude]) = (&life.town.service, turns);
    erase::erase(service, take_out, life.ada).await?;
    for name in remove_blobs::candidates(service, remove).await? {
        remove_blobs::remove(service, remove, name).await?;
    }
    erase::conclude(service, conclude).await.map(|_| ())
}

#[actix_web::test]
async fn an_erasure_that_dies_at_any_write_is_carried_to_its_end() {
    let mut point = 1;
    loop {
        let mut life = Life::new().await;
        life.falls_due();
        let town = &life.town;
        let turns = [
            claimed(town, "erase").await,
            claimed(town, "remove_blobs").await,
            claimed(town, "conclude").await,
        ];
        dies(town, point);
        let done = erased(&life, &turns).await;
        let died;
        (life.town, died) = again(life.town);
        assert!(died || done.is_ok(), "died at {point}: {done:?}");
        life.town.later(TimeDelta::hours(1));
        life.goes_on().await;
        life.town.later(TimeDelta::hours(1));
        beat(&life.town).await;
        assert_eq!(life.traces().await, [""; 0], "died at {point}");
        let (town, ada, scheme) = (&life.town, life.ada, life.town.ashby.scheme);
        let ledger = Ledger::of(town.folder.path(), scheme).read(&town.vault.ring()).unwrap();
        let mut hers = ledger.lines.iter().filter(|line| line.matter.erased() == Some(ada));
        assert_eq!(hers.next_back().map(|line| line.entry), Some(Entry::Done), "died at {point}");
        assert_eq!((ledger.damaged, ledger.open().len()), (0, 0), "died at {point}");
        assert_eq!(count(town, "erase_profile").await, 1, "died at {point}: once");
        let waiting = town.read(move |tx| store::certificate::pending(tx, scheme)).await;
        assert!(waiting.is_empty(), "died at {point}: certified");
        if !died {
            break;
        }
        point += 1;
    }
    assert!(
        point > 12,
        "intent, transaction, blobs, done line, certificate: before and after each ({point})"
    );
}

#[actix_web::test]
async fn a_leaving_that_dies_at_any_write_is_asked_or_done() {
    let mut point = 1;
    loop {
        let mut town = Town::new().await;
        town.sign_in(Role::Member).await.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
        let mut tom = town.sign_in(Role::Board).await;
        let path = request(&tom.get("/decisions/leavings").await);
        dies(&town, point);
        let answer = tom.post(&path, &[("word", "DELETE")]).await.status;
        let died;
        (town, died) = again(town);
        assert!(died || answer == 303, "died at {point}: {answer}");
        town.later(TimeDelta::minutes(10));
        let mut tom = town.sign_in(Role::Board).await;
        let page = tom.get("/decisions/leavings").await.expect(200);
        if page.text.contains("Sam Reed") {
            assert!(died && answer != 303, "what was told to be done is done ({point})");
            tom.post(&path, &[("word", "DELETE")]).await.expect(303);
        }
        beat(&town).await;
        town.later(TimeDelta::hours(1));
        beat(&town).await;
        let (scheme, user) = (town.ashby.scheme, town.ashby.member);
        let key = town.store.read_afresh::<_, store::StoreError>(move |tx| {
            store::keys::destroyed(tx, beadle::vault::Owner::new(scheme, user))
        });
        assert!(key.unwrap(), "died at {point}");
        assert_eq!(count(&town, "confirm_leaving").await, 1, "died at {point}: once");
        let ledger = Ledger::of(town.folder.path(), scheme).read(&town.vault.ring()).unwrap();
        assert_eq!((ledger.damaged, ledger.open().len()), (0, 0), "died at {point}");
        let waiting = town.read(move |tx| store::certificate::pending(tx, scheme)).await;
        assert!(waiting.is_empty(), "died at {point}: certified");
        if !died {
            break;
        }
        point += 1;
    }
    assert!(point > 4, "ledger and commit, before and after each ({point})");
}

/// What the timetable does of epochs, and nothing else of it: a new one, everything moved, the old ones destroyed.
async fn rotated(town: &Town, turn: &Turn) -> Result<(), beadle::actions::Refusal> {
    epoch::begin(&town.service, turn, true).await?;
    while epoch::rewrap(&town.service, turn).await? {}
    epoch::destroy(&town.service, turn).await.map(|_| ())
}

#[actix_web::test]
async fn a_move_to_another_epoch_that_dies_at_any_write_is_carried_to_its_end() {
    let mut point = 1;
    loop {
        let mut town = Town::new().await;
        let ada = profile(&town, &town.ashby, "Ada Lovell").await;
        report(&town, &town.ashby, &[ada], " took a ham").await;
        beat(&town).await;
        // Days before it would be due somebody asks for a new epoch.
        town.later(TimeDelta::days(6));
        let turn = claimed(&town, "epochs").await;
        dies(&town, point);
        let done = rotated(&town, &turn).await;
        let died;
        (town, died) = again(town);
        assert!(died || done.is_ok(), "died at {point}: {done:?}");
        for _ in 0..36 {
            town.later(TimeDelta::days(1));
            beat(&town).await;
        }
        let schemes = [town.ashby.scheme, town.other.scheme];
        for scheme in schemes {
            let keys = town.read(move |tx| store::keys::all(tx, scheme)).await;
            assert!(!keys.is_empty(), "died at {point}: what lives opens");
        }
        let ring = town.vault.ring();
        assert!(ring.epochs().iter().all(|epoch| epoch.id() > 1), "died at {point}: the first is gone");
        let used = epoch::overview(&town.service).await.unwrap();
        assert!(
            used.iter().all(|epoch| epoch.in_use == 0 || epoch.id == ring.newest().id()),
            "died at {point}"
        );
        town.sign_in(Role::Administrator)
            .await
            .get(&format!("/people/{ada}"))
            .await
            .expect(200)
            .says("Lovell");
        if !died {
            break;
        }
        point += 1;
    }
    assert!(point > 6, "ring, deed, pages: before and after each ({point})");
}

#[actix_web::test]
async fn a_photo_whose_upload_dies_at_any_write_is_there_or_can_be_sent_again() {
    let mut point = 1;
    loop {
        let mut town = Town::new().await;
        let mut sam = town.sign_in(Role::Member).await;
        let id = filed(&mut sam, &town.ashby, &[]).await;
        let (photo, path) = (jpeg(400, 300, 1), format!("/reports/{id}/photos"));
        dies(&town, point);
        let answer = sam.upload(&path, "till.jpg", &photo).await.status;
        let died;
        (town, died) = again(town);
        assert!(died || answer == 303, "died at {point}: {answer}");
        let scheme = town.ashby.scheme;
        let held = town.read(move |tx| store::picture::of_incident(tx, scheme, id)).await.len();
        assert!(held == 1 || answer != 303, "died at {point}: what was told to be there is there");
        let mut sam = town.sign_in(Role::Member).await;
        if held == 0 {
            sam.upload(&path, "till.jpg", &photo).await.expect(303);
        }
        let page = sam.get(&format!("/reports/{id}")).await.expect(200);
        let shown = page.links("/pictures/");
        assert!(!shown.is_empty(), "died at {point}");
        for picture in shown {
            sam.get(&picture).await.expect(200);
        }
        // Blobs that no row knows are found by the daily search, once they are old enough to be nobody's upload.
        for _ in 0..3 {
            town.later(TimeDelta::days(1));
            beat(&town).await;
        }
        let known = town.read(move |tx| store::picture::of_incident(tx, scheme, id)).await;
        for blob in crate::profile::listed::blobs(&town).list().await.unwrap() {
            assert!(known.iter().any(|picture| picture.id.uuid() == blob.owner()), "died at {point}: {blob}");
        }
        if !died {
            break;
        }
        point += 1;
    }
    assert!(point > 6, "two blobs and a commit, before and after each ({point})");
}

#[actix_web::test]
async fn while_a_reader_holds_the_log_an_erasure_is_pending_and_nobody_waits_for_it() {
    let mut life = Life::new().await;
    // PostgreSQL has no log of ours to empty.
    let Url::Sqlite(_) = life.town.store.url() else { return };
    let mut reader = Raw::open(&life.town.store);
    reader.run("BEGIN", &[]);
    reader.count("profiles");
    life.falls_due();
    life.goes_on().await;
    let scheme = life.town.ashby.scheme;
    let open = |life: &Life| {
        Ledger::of(life.town.folder.path(), scheme).read(&life.town.vault.ring()).unwrap().open().len()
    };
    // Hers, and that of the profile that was joined to hers.
    assert_eq!(open(&life), 2, "never done before the log is clean");
    life.town.later(TimeDelta::minutes(10));
    beat(&life.town).await;
    assert_eq!(open(&life), 2, "nor ten minutes later");
    let waiting = life.town.read(move |tx| store::certificate::pending(tx, scheme)).await;
    assert!(!waiting.is_empty(), "nothing is certified");
    // Members go on meanwhile.
    let mut sam = life.town.sign_in(Role::Member).await;
    filed(&mut sam, &life.town.ashby, &[("occurred_date", "2028-11-22")]).await;
    life.town.later(TimeDelta::hours(25));
    beat(&life.town).await;
    agree(&life.town).await;
    let mut priya = life.town.sign_in(Role::Controller).await;
    priya.get("/assurance/promises").await.expect(200).says("Pending scrub");
    reader.run("COMMIT", &[]);
    life.town.later(TimeDelta::minutes(2));
    beat(&life.town).await;
    assert_eq!(open(&life), 0);
    assert_eq!(life.traces().await, [""; 0], "R-25");
    life.town = life.town.started_again();
    assert_eq!(life.traces().await, [""; 0], "and so it is after a restart");
}
