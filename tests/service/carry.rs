//! `beadle move`: an installation in another database, proved to be the same, or not there at all.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    sync::Arc,
};

use beadle::{
    actions::{
        audit::checkpoint,
        carry::{self, Carried, Order, Uncarried},
    },
    app,
    config::Settings,
    domain::member::role::Role,
    faults::{Fault, Plan},
    jobs::runner,
    store::{self, Store, StoreError, Url, presence},
    vault::Vault,
};
use chrono::TimeDelta;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{
    everywhere::Full,
    harness::{Database, Town},
    profile::{
        listed::{blobs, picture, profile, reckoned, report},
        raw::Raw,
        scheduler::beat,
    },
};

/// A database of its own, of whichever kind.
struct Place {
    database: Database,
    folder: TempDir,
}

impl Place {
    /// Of the kind that the tests run on.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { database: Database::fresh(folder.path()), folder }
    }

    /// A SQLite file, whatever the tests run on.
    fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("moved.db").display());
        Self { database: Database::Sqlite(url), folder }
    }

    /// A town's database as it is now, in a place where nobody serves it.
    fn still(town: &Town) -> Self {
        let place = Self::new();
        let mut copy = Vec::new();
        town.store.snapshot(place.folder.path(), &mut copy, |_| Ok::<_, StoreError>(())).unwrap();
        store::snapshot::restore(&Url::parse(&place.url()), &mut Cursor::new(copy)).unwrap();
        place
    }

    fn url(&self) -> String {
        self.database.url()
    }

    /// The town's installation with this as its database.
    fn settings(&self, town: &Town) -> Settings {
        Settings { database: Some(self.url()), ..town.service.settings().clone() }
    }

    fn store(&self, town: &Town) -> Store {
        Store::open(&self.url(), town.vault.clone(), town.clock.clone()).unwrap()
    }

    async fn move_to(&self, town: &Town, to: &Self) -> Result<Carried, Uncarried> {
        self.move_with(town, to, Plan::default()).await
    }

    async fn move_with(&self, town: &Town, to: &Self, faults: Plan) -> Result<Carried, Uncarried> {
        let (settings, to) = (self.settings(town), to.url());
        let vault = Arc::new(Vault::open(&settings.key_ring).unwrap());
        let order = Order { settings: &settings, to: &to, vault, clock: town.clock.clone(), faults };
        carry::carry(order, |_| ()).await
    }

    /// What `beadle serve` says to this database.
    fn serves(&self, town: &Town) -> Result<(), String> {
        app::assemble(self.settings(town), town.clock.clone()).map(drop).map_err(|error| format!("{error:#}"))
    }
}

/// A town in which something happened, with pictures that open, and a checkpoint of its trails.
async fn lived() -> Town {
    let town = Town::new().await;
    for name in ["Bob Nash", "Cara Quill"] {
        let id = profile(&town, &town.ashby, name).await;
        report(&town, &town.ashby, &[id], " took a ham").await;
        picture(&town, &town.ashby, Some(id), None).await;
    }
    town.later(TimeDelta::minutes(2));
    beat(&town).await;
    checkpoint::write(&town.service).await.unwrap();
    town
}

#[actix_web::test]
async fn an_installation_moves_to_the_other_database_and_back_and_is_the_same_in_every_row() {
    let full = Full::new().await;
    let town = &full.town;
    for _ in 0..260 {
        reckoned(town, &town.ashby, full.own.profile).await;
    }
    let (_go, stop) = watch::channel(false);
    runner::beat(&town.service, None, &stop).await.unwrap();
    town.session(&town.ashby, town.ashby.member, Role::Member, false).await;
    checkpoint::write(&town.service).await.unwrap();
    let (first, second, third) = (Place::still(town), Place::file(), Place::new());
    let mut raw = Raw::open(&first.store(town));
    plant(&mut raw, &full);
    let before = rows(&mut raw);
    let empty: Vec<_> = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert_eq!(empty, [""; 0], "every table has rows");
    let there = first.move_to(town, &second).await.unwrap();
    assert!(there.rows > 200 && there.trails.len() == 2, "{there:?}");
    let back = second.move_to(town, &third).await.unwrap();
    assert_eq!((there.rows, &there.trails, &there.lost), (back.rows, &back.trails, &back.lost));
    for (place, which) in [(&third, "the last"), (&first, "the first, which is as it was")] {
        let after = rows(&mut Raw::open(&place.store(town)));
        assert!(after.keys().eq(before.keys()));
        for (table, rows) in &before {
            assert!(after[table] == *rows, "{table} of {which}");
        }
    }
}

/// Every row of every table, but for when the tables were made.
fn rows(raw: &mut Raw) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows = raw.rows();
    rows.remove("__diesel_schema_migrations").unwrap();
    rows
}

/// A row in each table that a town fills only with time; words in keys that languages sort otherwise than bytes.
fn plant(raw: &mut Raw, full: &Full) {
    let at = &full.town.ashby;
    let ids = [
        ("scheme", at.scheme.uuid()),
        ("user", at.administrator.uuid()),
        ("one", full.own.profile.uuid()),
        ("two", full.withdrawn.profile.uuid()),
        ("report", full.own.report.uuid()),
    ];
    for values in [
        "blob_removals VALUES ({scheme}, 'a_b', '2026-11-22T12:00:00.123456Z')",
        "blob_removals VALUES ({scheme}, 'aB', '2026-11-22T12:00:00.000001Z')",
        "blob_removals VALUES ({scheme}, 'ab', '2026-11-22T12:00:00.000000Z')",
        "counters VALUES ({scheme}, 'month', '2026-10-01', 'Över', 'theft', '', 3)",
        "counters VALUES ({scheme}, 'month', '2026-10-01', 'zone', '', '', 4)",
        "grants VALUES ({one}, {scheme}, {two}, {user}, [bytes], '2026-12-01', NULL, '2026-11-22T12:00:00.000000Z')",
        "joined VALUES ({one}, {scheme}, {two}, [bytes], NULL, NULL, '2026-11-01', NULL, '2026-10-31', '2026-10-30', \
         NULL, '2026-11-22T12:00:00.000000Z', {user})",
        "origins VALUES ({scheme}, {two}, {user}, {one}, 'picture', [no])",
        "disclosures VALUES ({two}, {scheme}, '2026-11-22T12:00:00.000000Z', {one}, NULL, {user}, [bytes], \
         'tell_police_person', 'detection', '0bad0bad0bad4bad8bad0bad0bad0bad')",
        "permissions VALUES ({report}, {scheme}, {user}, 'telephone', '2026-11-21', NULL, NULL, '2026-11-22T12:00:00.000000Z')",
        "spent VALUES ({scheme}, [bytes], '2026-11-22T12:01:05.000000Z')",
        "tombstones VALUES ({one}, {scheme}, '2026-11-22T12:00:00.000000Z', NULL, '2028-11-22')",
        "changes (profile, scheme, seq, version) VALUES ({user}, {scheme}, 7, 1)",
        "withdrawals VALUES ({scheme}, '2025-11-01', 9, 1, 70)",
    ] {
        raw.run(&format!("INSERT INTO {values}"), &ids);
    }
}

#[actix_web::test]
async fn what_moved_is_served_and_its_trail_goes_on() {
    let town = lived().await;
    let (from, to) = (Place::still(&town), Place::file());
    let moved = from.move_to(&town, &to).await.unwrap();
    assert_eq!((moved.blobs, moved.lost.len()), (4, 0), "two sizes of two pictures");
    assert!(moved.trails.iter().all(|trail| trail.said_in_words().contains("agrees")), "{moved:?}");
    let service = app::assemble(to.settings(&town), town.clock.clone()).unwrap();
    app::make_ready(&service).unwrap();
    let store = to.store(&town);
    let town = town.moved_to(service, store);
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).says("Cara Quill").says("Bob Nash");
    assert_eq!(checkpoint::write(&town.service).await.unwrap(), 1, "it follows from the one before the move");
}

#[actix_web::test]
async fn a_row_that_differs_is_found_wherever_it_is() {
    let town = lived().await;
    let (from, to) = (Place::still(&town), Place::file());
    let moved = from.move_to(&town, &to).await.unwrap();
    let (here, there) = (from.store(&town), to.store(&town));
    let compared = |tables: &mut Vec<String>| {
        here.compare(&there, &mut |table, _| tables.push(table.to_owned())).map_err(|error| match error {
            StoreError::Differs { table, .. } => table,
            other => panic!("{other}"),
        })
    };
    let mut tables = Vec::new();
    assert_eq!(compared(&mut tables), Ok(moved.rows));
    assert_eq!(tables.len(), beadle::domain::tables::TABLES.len(), "all of them");
    let mut raw = Raw::open(&there);
    raw.unbound();
    for (change, undo, table) in [
        ("UPDATE users SET theme = 'x'||theme", "UPDATE users SET theme = substr(theme, 2)", "users"),
        ("UPDATE pictures SET width = width + 1", "UPDATE pictures SET width = width - 1", "pictures"),
        (
            "UPDATE profiles SET under_18 = NOT under_18",
            "UPDATE profiles SET under_18 = NOT under_18",
            "profiles",
        ),
        (
            "UPDATE incidents SET changed_at = replace(changed_at, '.', '.1')",
            "UPDATE incidents SET changed_at = replace(changed_at, '.1', '.')",
            "incidents",
        ),
        ("UPDATE data_keys SET epoch = 2", "UPDATE data_keys SET epoch = 1", "data_keys"),
    ] {
        raw.run(change, &[]);
        assert_eq!(compared(&mut Vec::new()), Err(table), "{change}");
        raw.run(undo, &[]);
        assert_eq!(compared(&mut Vec::new()), Ok(moved.rows), "{undo}");
    }
    raw.run(
        "INSERT INTO links VALUES ([bytes], {a}, {b}, 'x', '2026-01-01T00:00:00.000000Z')",
        &[("a", town.ashby.scheme.uuid()), ("b", town.ashby.member.uuid())],
    );
    assert_eq!(compared(&mut Vec::new()), Err("links"), "one too many");
    raw.run("DELETE FROM links WHERE token = [bytes]", &[]);
    raw.run("DELETE FROM subjects", &[]);
    assert_eq!(compared(&mut Vec::new()), Err("subjects"), "some too few");
}

#[actix_web::test]
async fn a_picture_that_is_damaged_or_missing_is_named() {
    let town = lived().await;
    let all = blobs(&town).list().await.unwrap();
    let mut bytes = blobs(&town).get(&all[0]).await.unwrap().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    blobs(&town).put(&all[0], bytes).await.unwrap();
    blobs(&town).delete(&all[3]).await.unwrap();
    let (from, to) = (Place::still(&town), Place::file());
    let moved = from.move_to(&town, &to).await.unwrap();
    let mut lost = moved.lost;
    lost.sort();
    assert_eq!((moved.blobs, lost), (2, vec![all[0].to_string(), all[3].to_string()]));
    to.serves(&town).unwrap();
}

#[actix_web::test]
async fn a_trail_that_was_rewritten_is_not_carried_on_with() {
    let town = lived().await;
    let (from, to) = (Place::still(&town), Place::file());
    let mut raw = Raw::open(&from.store(&town));
    raw.unbound();
    if matches!(raw, Raw::Sqlite(_)) {
        raw.run("DROP TRIGGER audit_no_update", &[]);
    }
    raw.run("UPDATE audit SET deed = 'sign_out' WHERE seq = 2", &[]);
    let refused = from.move_to(&town, &to).await.unwrap_err();
    assert!(
        matches!(&refused, Uncarried::Trail { why, .. } if why.contains("event 2 was changed")),
        "{refused}"
    );
    assert!(to.serves(&town).unwrap_err().contains("not finished"));
}

#[actix_web::test]
async fn an_interrupted_move_is_not_served_and_begins_again_where_nothing_is() {
    let town = lived().await;
    let from = Place::still(&town);
    for (point, fault) in [
        ("move.marked", Fault::Fail),
        ("move.table", Fault::Fail),
        ("move.table", Fault::Skip),
        ("move.copied", Fault::Fail),
        ("move.finish", Fault::Fail),
    ] {
        for to in [Place::new(), Place::file()] {
            let faults = Plan::default();
            faults.want(point, fault);
            let failed = from.move_with(&town, &to, faults).await.unwrap_err().to_string();
            assert_eq!(failed.contains("differs"), fault == Fault::Skip, "{point}: {failed}");
            let refused = to.serves(&town).unwrap_err();
            assert!(refused.contains("not finished"), "{point}: {refused}");
            let again = from.move_to(&town, &to).await.unwrap_err().to_string();
            assert!(again.contains("there is a database already"), "{point}: {again}");
        }
    }
    let to = Place::new();
    from.move_to(&town, &to).await.unwrap();
    to.serves(&town).unwrap();
}

#[actix_web::test]
async fn nothing_is_moved_while_it_is_served_and_nothing_served_while_it_is_moved() {
    let town = lived().await;
    let (from, to) = (Place::still(&town), Place::file());
    let url = Url::parse(&from.url());
    let serving = presence::serving(&url).unwrap();
    let refused = from.move_to(&town, &to).await.unwrap_err().to_string();
    assert!(refused.contains("stop beadle serve"), "{refused}");
    assert!(store::snapshot::is_empty(&Url::parse(&to.url())).unwrap(), "nothing was begun");
    drop(serving);
    let moving = presence::alone(&url).unwrap();
    let refused = presence::serving(&url).err().unwrap().to_string();
    assert!(refused.contains("is being moved"), "{refused}");
    drop(moving);
    let mark = town.folder.path().join("quarantine");
    fs::write(&mark, format!(r#"{{"backup":"{}","from":"/b","stage":"blobs"}}"#, town.ashby.scheme)).unwrap();
    let refused = from.move_to(&town, &to).await.unwrap_err().to_string();
    assert!(refused.contains("is being restored"), "{refused}");
    fs::remove_file(mark).unwrap();
    from.move_to(&town, &to).await.unwrap();
}
