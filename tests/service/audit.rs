//! The audit trail: read by the controller, tamper-evident, its head signed outside the database.

use beadle::{
    actions::audit::{
        checkpoint, copy,
        verify::{self, Said},
    },
    domain::{
        deed::Deed,
        ids::{EventId, ProfileId},
        member::role::Role,
    },
    store::{
        self, StoreError,
        audit::Event,
        ledger::{Entry, Ledger, Line, Matter},
    },
};

use crate::{
    harness::{PASSWORD, Town, share},
    profile::raw::Raw,
};

#[actix_web::test]
async fn the_controller_reads_the_trail_and_that_is_recorded() {
    let town = Town::new().await;
    let email = town.ashby.email(Role::Member);
    let mut sam = town.visit("ashby.test").await;
    sam.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/report");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit").await.expect(200).says("Signed in").says("Set up the scheme");
    priya.get("/assurance/audit").await.says("Looked at the audit trail").says("3 events.");
    let sams = format!("/assurance/audit?id={}", town.ashby.member);
    priya.get(&sams).await.says("Signed in").hides("Set up the scheme");
    priya.get("/assurance/audit?id=nonsense").await.expect(200).says("id=\"id-error\"");
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        other.get("/assurance/audit").await.expect(404);
        other.get("/assurance/audit/verify").await.expect(404);
    }
    let mut elsewhere = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    elsewhere.get("/assurance/audit").await.expect(200).hides("Signed in");
}

#[actix_web::test]
async fn a_long_trail_is_read_in_pages() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    for _ in 0..60 {
        priya.get("/assurance/audit/verify").await.expect(200);
    }
    let first = priya.get("/assurance/audit").await.expect(200).says(">61</th>").hides(">1</th>");
    let next = first.links("/assurance/audit?before=").remove(0);
    priya.get(&next).await.expect(200).says(">1</th>").hides(">61</th>");
}

#[actix_web::test]
async fn a_trail_that_was_not_touched_verifies() {
    let town = Town::new().await;
    assert_eq!(checkpoint::write(&town.service).await.unwrap(), 2, "one checkpoint a scheme");
    assert_eq!(checkpoint::write(&town.service).await.unwrap(), 0, "nothing moved");
    let mut priya = town.sign_in(Role::Controller).await;
    priya
        .get("/assurance/audit/verify")
        .await
        .expect(200)
        .says("The audit trail holds")
        .says("over 1 events");
    assert_eq!(checkpoint::write(&town.service).await.unwrap(), 1, "the look moved one");
    let heads = town.service.settings().heads();
    let reports = verify::all(&town.store, &heads, None, |_, _| ()).unwrap();
    assert_eq!(reports.len(), 2);
    assert!(reports.iter().all(verify::Report::good), "{reports:?}");
    let one = verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap();
    assert_eq!(one[0].chain, Ok(2));
}

#[actix_web::test]
async fn a_trail_that_was_cut_back_is_found_out_by_its_checkpoint() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit").await.expect(200);
    checkpoint::write(&town.service).await.unwrap();
    // Somebody who can write the database makes the trail end earlier, and its head fit: the chain alone is whole.
    let heads = town.service.settings().heads();
    let scheme = town.ashby.scheme;
    let file = checkpoint::path(&heads, scheme);
    let signed = std::fs::read_to_string(&file).unwrap();
    assert!(signed.contains("\n2\n"), "{signed}");
    let other = checkpoint::path(&heads, town.other.scheme);
    let report = || verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert!(report().good());

    std::fs::write(&file, signed.replace("\n2\n", "\n1\n")).unwrap();
    assert!(matches!(report().signed, Said::Unbelievable(_)), "a changed file is not believed");
    std::fs::copy(&other, &file).unwrap();
    assert!(!report().good(), "another scheme's checkpoint is not this one's");
    assert!(checkpoint::write(&town.service).await.is_err(), "what is not believed is not replaced");
    std::fs::write(&file, &signed).unwrap();
    assert!(report().good());

    // The same file beside a database that went back to before: the trail differs from what was signed.
    let past = Town::new().await;
    let theirs = past.service.settings().heads();
    assert_eq!(past.ashby.scheme, scheme, "seeded alike");
    std::fs::create_dir_all(&theirs).unwrap();
    let ring = std::fs::read(town.folder.path().join("ring.toml")).unwrap();
    assert_eq!(ring, std::fs::read(past.folder.path().join("ring.toml")).unwrap(), "seeded alike");
    std::fs::copy(&file, checkpoint::path(&theirs, scheme)).unwrap();
    let report = verify::all(&past.store, &theirs, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert_eq!(report.chain, Ok(1), "the chain alone does not show it");
    assert!(matches!(report.signed, Said::Differs(_)) && !report.good(), "{report:?}");
    let error = checkpoint::write(&past.service).await.unwrap_err().to_string();
    assert!(error.contains("no longer holds"), "the signed checkpoint is kept: {error}");
}

/// A trail of so many events, over more than two tiles of the tree.
pub const EVENTS: i64 = 600;

pub fn long_trail(town: &Town) {
    let (scheme, clock) = (town.ashby.scheme, town.clock.clone());
    let event = move |n: u8| Event {
        id: EventId::from_random(clock.random()),
        at: clock.now(),
        deed: Deed::ViewAudit,
        role: "controller",
        actor: None,
        about: vec![uuid::Builder::from_random_bytes([n; 16]).into_uuid()],
        words: None,
    };
    town.store
        .write_here::<_, StoreError>(|tx| {
            let have = store::audit::head(tx, scheme)?.seq;
            store::audit::append(tx, scheme, (have..EVENTS).map(|n| event(n as u8)).collect())
        })
        .unwrap();
}

#[actix_web::test]
async fn every_event_is_proved_to_be_in_the_trail_and_every_trail_to_be_the_beginning_of_a_longer_one() {
    let town = Town::new().await;
    long_trail(&town);
    let scheme = town.ashby.scheme;
    let whole = EVENTS.unsigned_abs();
    town.store
        .read_here::<_, StoreError>(|tx| {
            let root = store::tree::root(tx, scheme, whole)?;
            for seq in [1, 2, 255, 256, 257, 511, 512, 513, EVENTS] {
                let event = store::audit::hash_at(tx, scheme, seq)?;
                let proof = store::tree::inclusion(tx, scheme, whole, seq)?;
                let index = (seq - 1).unsigned_abs();
                assert!(root.includes(&event, index, &proof), "{seq}");
                assert!(!root.includes(&event, index ^ 1, &proof), "{seq} elsewhere");
            }
            for old in [0, 1, 200, 256, 300, 512, whole - 1, whole] {
                let proof = store::tree::consistency(tx, scheme, old, whole)?;
                assert!(root.extends(&store::tree::root(tx, scheme, old)?, &proof), "{old}");
            }
            Ok(())
        })
        .unwrap();
}

/// Who owns the database takes the triggers away first.
pub fn owned(town: &Town) -> Raw {
    let mut raw = Raw::open(&town.store);
    raw.unbound();
    if let Raw::Sqlite(_) = raw {
        for trigger in
            ["audit_no_update", "audit_no_delete", "audit_tiles_no_update", "audit_tiles_no_delete"]
        {
            raw.run(&format!("DROP TRIGGER {trigger}"), &[]);
        }
        raw.run("DROP TRIGGER audit_heads_only_grow", &[]);
        raw.run("PRAGMA synchronous = OFF", &[]);
    }
    raw
}

/// What somebody changes who can write the tables and knows how the trail is linked.
pub fn tampering(n: i64, seq: i64) -> Vec<String> {
    let (next, other) = (seq + 1, 1 + seq % EVENTS);
    let here = "scheme = {s} AND seq";
    let write = |what: String| vec![what];
    match n % 9 {
        0 => write(format!("UPDATE audit SET role = 'board' WHERE {here} = {seq}")),
        1 => write(format!("UPDATE audit SET about = '' WHERE {here} = {seq}")),
        2 => write(format!("DELETE FROM audit WHERE {here} = {seq}")),
        3 => vec![
            format!("UPDATE audit SET seq = -1 WHERE {here} = {seq}"),
            format!("UPDATE audit SET seq = {seq} WHERE {here} = {other}"),
            format!("UPDATE audit SET seq = {other} WHERE {here} = -1"),
        ],
        4 => vec![
            format!(
                "INSERT INTO audit SELECT scheme, {EVENTS} + 1, id, at, deed, role, actor, about, owner, sealed, \
                 previous, hash FROM audit WHERE {here} = {seq}"
            ),
            format!(
                "UPDATE audit_heads SET seq = {EVENTS} + 1, hash = (SELECT hash FROM audit WHERE {here} = {seq}) \
                 WHERE scheme = {{s}}"
            ),
        ],
        5 => vec![
            format!("DELETE FROM audit WHERE {here} >= {seq} AND seq > 1"),
            format!("DELETE FROM audit_tiles WHERE scheme = {{s}} AND number >= ({seq} - 1) / 256"),
            format!(
                "UPDATE audit_heads SET seq = (SELECT max(seq) FROM audit WHERE scheme = {{s}}), \
                 hash = (SELECT hash FROM audit WHERE scheme = {{s}} ORDER BY seq DESC LIMIT 1) WHERE scheme = {{s}}"
            ),
        ],
        6 => write(format!(
            "UPDATE audit_tiles SET hash = (SELECT hash FROM audit WHERE {here} = {seq}) WHERE scheme = {{s}} AND \
             number = {}",
            n % 2
        )),
        7 => vec![
            format!("UPDATE audit SET hash = [bytes] WHERE {here} = {seq}"),
            format!("UPDATE audit SET previous = [bytes] WHERE {here} = {next}"),
        ],
        _ => write(format!("UPDATE audit_heads SET seq = {seq} - 1 WHERE scheme = {{s}}")),
    }
}

#[actix_web::test]
async fn whatever_is_changed_in_the_tables_is_found() {
    let town = Town::new().await;
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    let heads = town.service.settings().heads();
    let scheme = [("s", town.ashby.scheme.uuid())];
    let report = || verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert_eq!(report().chain, Ok(EVENTS));
    let mut raw = owned(&town);
    const TABLES: [&str; 3] = ["audit", "audit_tiles", "audit_heads"];
    for table in TABLES {
        raw.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"), &[]);
    }
    for n in 0..share(90, 10_000) {
        let what = tampering(n, 1 + (n * 7_919) % EVENTS);
        what.iter().for_each(|sql| raw.run(sql, &scheme));
        assert!(!report().good(), "{what:?} was not found");
        for table in TABLES {
            if table == "audit_heads" {
                let back =
                    "(SELECT kept.{c} FROM kept_audit_heads kept WHERE kept.scheme = audit_heads.scheme)";
                let (seq, hash) = (back.replace("{c}", "seq"), back.replace("{c}", "hash"));
                raw.run(&format!("UPDATE audit_heads SET seq = {seq}, hash = {hash}"), &[]);
            } else {
                raw.run(&format!("DELETE FROM {table}"), &[]);
                raw.run(&format!("INSERT INTO {table} SELECT * FROM kept_{table}"), &[]);
            }
        }
    }
    assert!(report().good(), "each was taken back: {:?}", report());
}

#[actix_web::test]
async fn the_tables_of_the_trail_refuse_every_change() {
    let town = Town::new().await;
    long_trail(&town);
    let mut raw = Raw::open(&town.store);
    for (sql, refused) in [
        ("UPDATE audit SET role = 'board'", true),
        ("DELETE FROM audit", true),
        ("UPDATE audit_tiles SET number = 7", true),
        ("DELETE FROM audit_tiles", true),
        ("UPDATE audit_heads SET seq = seq - 1", true),
        ("UPDATE audit_heads SET seq = seq", true),
        ("DELETE FROM audit_heads", true),
        ("UPDATE audit_heads SET seq = seq + 1", false),
    ] {
        assert_eq!(raw.refuses(sql), refused, "{sql}");
    }
}

#[actix_web::test]
async fn copies_elsewhere_follow_and_are_never_replaced_by_another_past() {
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().to_owned();
    let town = Town::with(|settings| settings.copies = Some(to.clone())).await;
    let scheme = town.ashby.scheme;
    assert_eq!(copy::copy(&town.service).await.unwrap(), 0, "there is no checkpoint yet");
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    let copied = copy::copy(&town.service).await.unwrap();
    assert!(copied >= 2, "a checkpoint of each scheme: {copied}");
    assert_eq!(copy::copy(&town.service).await.unwrap(), 0, "nothing moved");
    let there = checkpoint::path(&to.join("heads"), scheme);
    let here = checkpoint::path(&town.service.settings().heads(), scheme);
    assert_eq!(std::fs::read(&there).unwrap(), std::fs::read(&here).unwrap());

    // Who holds the database and the ring cuts the trail back, and signs it anew: here nothing is to be seen of it.
    let mut raw = owned(&town);
    for sql in tampering(5, 400) {
        raw.run(&sql, &[("s", scheme.uuid())]);
    }
    std::fs::remove_file(&here).unwrap();
    checkpoint::write(&town.service).await.unwrap();
    let heads = town.service.settings().heads();
    let report = |heads| verify::all(&town.store, heads, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert!(report(&heads).good(), "the installation alone does not show it");
    assert!(matches!(report(&to.join("heads")).signed, Said::Differs(_)), "the copy does");
    let kept = std::fs::read(&there).unwrap();
    let error = copy::copy(&town.service).await.unwrap_err().to_string();
    assert!(error.contains("no longer holds"), "{error}");
    assert_eq!(std::fs::read(&there).unwrap(), kept, "the copy stays");
}

#[actix_web::test]
async fn a_ledger_that_was_cut_does_not_replace_its_copy() {
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().to_owned();
    let town = Town::with(|settings| settings.copies = Some(to.clone())).await;
    let (scheme, ring) = (town.ashby.scheme, town.vault.ring());
    let here = Ledger::of(town.folder.path(), scheme);
    let line = |n: u8| Line {
        entry: Entry::Intent,
        matter: Matter::Erasure(ProfileId::from_random([n; 16])),
        deed: None,
        at: town.clock.now(),
    };
    here.append(&ring, line(1)).unwrap();
    let first = std::fs::read(here.file()).unwrap();
    here.append(&ring, line(2)).unwrap();
    assert_eq!(copy::copy(&town.service).await.unwrap(), 1);
    let there = std::fs::read(Ledger::of(&to, scheme).file()).unwrap();
    assert_eq!(there, std::fs::read(here.file()).unwrap());
    std::fs::write(here.file(), first).unwrap();
    let error = copy::copy(&town.service).await.unwrap_err().to_string();
    assert!(error.contains("lacks lines"), "{error}");
    assert_eq!(std::fs::read(Ledger::of(&to, scheme).file()).unwrap(), there);
}
