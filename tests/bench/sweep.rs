//! How long does the scheduler take to withdraw 10,000 profiles at once? At most twice as long as the same statements
//! and commits take bare: they are recorded in one sweep and run again, by Diesel's connection alone, on the database
//! as it was.

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use beadle::{
    actions::{Service, Shared},
    clock::Clock,
    config::Settings,
    jobs::runner,
    photos::blobs::Blobs,
    store::{self, Store, StoreError},
    vault::Vault,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use diesel::{
    connection::{Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation},
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Nullable, Text},
    sqlite::{Sqlite, SqliteConnection},
};
use tempfile::TempDir;
use tokio::sync::watch;
use town::{HOST, past, town_in};

const DUE: u32 = 10_000;

/// What was bound to a statement.
enum Value {
    Null,
    Number(i64),
    Words(String),
    Bytes(Vec<u8>),
}

/// A statement as the service ran it, on which of its connections, with what was bound.
struct Ran {
    connection: usize,
    sql: String,
    values: Vec<Value>,
}

impl QueryId for Ran {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Sqlite> for Ran {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let mut pieces = self.sql.split('?');
        out.push_sql(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(&self.values) {
            match value {
                Value::Null => out.push_bind_param::<Nullable<Text>, _>(&None::<String>)?,
                Value::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Value::Words(words) => out.push_bind_param::<Text, _>(words)?,
                Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

impl RunQueryDsl<SqliteConnection> for &Ran {}

static RAN: Mutex<Vec<Ran>> = Mutex::new(Vec::new());

struct Recorder {
    connection: usize,
}

impl Recorder {
    fn next() -> Option<Box<dyn Instrumentation>> {
        static CONNECTIONS: Mutex<usize> = Mutex::new(0);
        let mut known = CONNECTIONS.lock().unwrap_or_else(PoisonError::into_inner);
        *known += 1;
        Some(Box::new(Self { connection: *known }))
    }
}

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let (sql, values) = text.split_once(" -- binds: ").unwrap_or((&text, "[]"));
            let sql = sql.trim_end_matches(';').to_owned();
            let values = values_of(values);
            assert_eq!(sql.matches('?').count(), values.len(), "every value is known: {text}");
            let ran = Ran { connection: self.connection, sql, values };
            RAN.lock().unwrap_or_else(PoisonError::into_inner).push(ran);
        }
    }
}

/// The values of a list as Rust writes it for debugging: numbers, words, ids, instants, bytes.
fn values_of(list: &str) -> Vec<Value> {
    let (mut values, mut depth, mut quoted, mut one) = (Vec::new(), 0, false, String::new());
    let inner = list.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    for c in inner.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                values.push(value_of(one.trim()));
                one.clear();
                continue;
            }
            _ => {}
        }
        one.push(c);
    }
    if !one.trim().is_empty() {
        values.push(value_of(one.trim()));
    }
    values
}

fn value_of(text: &str) -> Value {
    let inner = text.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    if let Some(inner) = inner {
        return value_of(inner);
    }
    if let Some(list) = text.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        return Value::Bytes(list.split(", ").filter_map(|byte| byte.parse().ok()).collect());
    }
    if let Some(words) = text.strip_prefix('"').and_then(|words| words.strip_suffix('"')) {
        return Value::Words(words.to_owned());
    }
    if let Ok(id) = text.parse::<uuid::Uuid>() {
        return Value::Bytes(id.as_bytes().to_vec());
    }
    if let Ok(at) = text.parse::<chrono::DateTime<chrono::Utc>>() {
        return Value::Words(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
    }
    match text {
        "None" => Value::Null,
        "true" => Value::Number(1),
        "false" => Value::Number(0),
        number => number.parse().map_or_else(|_| Value::Words(word(number)), Value::Number),
    }
}

/// A variant's name as the database has it; a day stays as it is.
fn word(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

/// A service on the files of a folder, and its database.
fn open(folder: &Path, clock: &Clock) -> (Shared, Store) {
    let listen = "127.0.0.1:0".parse().expect("an address");
    let settings =
        Settings { public_url: format!("https://{HOST}"), ..Settings::demonstration(folder, listen, HOST) };
    let vault = Arc::new(Vault::open(&folder.join("ring.toml")).expect("the ring is there"));
    let store =
        Store::open(&settings.database_url(), vault.clone(), clock.clone()).expect("the database opens");
    let blobs = Blobs::folder(&settings.blobs()).expect("the folder of blobs opens");
    (Service::new(store.clone(), vault, clock.clone(), blobs, settings), store)
}

/// Works the timetable once.
async fn sweep(service: &Shared) -> usize {
    let (_go, stop) = watch::channel(false);
    let done = runner::beat(service, None, &stop).await.expect("the timetable is worked");
    assert_eq!(done.failed, 0, "no job fails");
    done.deeds
}

/// A connection of one's own, set up as the service sets up its own.
fn connected(folder: &Path) -> SqliteConnection {
    let file = folder.join("beadle.db");
    let mut connection =
        SqliteConnection::establish(file.to_str().expect("a path")).expect("the database opens");
    let pragmas = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
        PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; \
        PRAGMA journal_size_limit=67108864;";
    connection.batch_execute(pragmas).expect("the pragmas are taken");
    connection
}

/// A database in which 10,000 profiles are to be withdrawn and no other job is due.
fn prepared(clock: &Clock) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = beadle::app::block_on(async {
        let town = town_in(folder, 0);
        sweep(&town.service).await;
        town.close()
    });
    beadle::app::block_on(async {
        let (_, store) = open(folder.path(), clock);
        let filled = store.write_here(|tx| {
            let scheme = store::scheme::all(tx)?.first().map(|scheme| scheme.id);
            let scheme = scheme.ok_or(StoreError::NotFound)?;
            (0..DUE).try_for_each(|n| past(tx, clock, scheme, n, 395).map(drop))
        });
        filled.expect("the bench can be set up");
    });
    let again = "DELETE FROM leases WHERE job = 'withdraw'; PRAGMA wal_checkpoint(TRUNCATE)";
    connected(folder.path()).batch_execute(again).expect("the job is due again, the log is empty");
    folder
}

/// The same files in another folder.
fn copied(from: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["beadle.db", "ring.toml"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("a file is copied");
    }
    folder
}

fn withdrawn(folder: &Path) -> i64 {
    let count = diesel::dsl::sql::<BigInt>("SELECT count(*) FROM profiles WHERE withdrawn_at IS NOT NULL");
    count.get_result(&mut connected(folder)).expect("profiles are counted")
}

/// The service's own sweep of a copy.
fn service_sweeps(prepared: &Path, clock: &Clock) -> Duration {
    let folder = copied(prepared);
    let time = beadle::app::block_on(async {
        let (service, _) = open(folder.path(), clock);
        let begun = Instant::now();
        assert_eq!(sweep(&service).await, DUE as usize);
        begun.elapsed()
    });
    assert_eq!(withdrawn(folder.path()), i64::from(DUE));
    time
}

/// What a sweep runs, statement by statement.
fn recorded(prepared: &Path, clock: &Clock) -> Vec<Ran> {
    let folder = copied(prepared);
    set_default_instrumentation(Recorder::next).expect("connections can be recorded");
    beadle::app::block_on(async {
        let (service, _) = open(folder.path(), clock);
        RAN.lock().unwrap_or_else(PoisonError::into_inner).clear();
        sweep(&service).await;
    });
    set_default_instrumentation(|| None).expect("connections can be left alone");
    std::mem::take(&mut *RAN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The same statements and commits on another copy, bare.
fn bare(prepared: &Path, ran: &[Ran]) -> Duration {
    let folder = copied(prepared);
    let count = ran.iter().map(|ran| ran.connection).max().unwrap_or_default() + 1;
    let mut connections: Vec<SqliteConnection> = (0..count).map(|_| connected(folder.path())).collect();
    let begun = Instant::now();
    for statement in ran {
        statement.execute(&mut connections[statement.connection]).expect("it runs");
    }
    let time = begun.elapsed();
    drop(connections);
    assert_eq!(withdrawn(folder.path()), i64::from(DUE), "the same was done");
    time
}

fn sweeps(criterion: &mut Criterion) {
    let clock = Clock::system();
    let prepared = prepared(&clock);
    let ran = recorded(prepared.path(), &clock);
    let commits = ran.iter().filter(|ran| ran.sql.starts_with("COMMIT")).count();
    println!("a sweep of {DUE}: {} statements, {commits} of them commits", ran.len());
    let mut group = criterion.benchmark_group("sweep");
    group.throughput(Throughput::Elements(DUE.into())).sample_size(10).warm_up_time(Duration::from_millis(1));
    group.bench_function("10,000 withdrawn", |bench| {
        bench.iter_custom(|times| (0..times).map(|_| service_sweeps(prepared.path(), &clock)).sum());
    });
    group.bench_function("the same statements, bare", |bench| {
        bench.iter_custom(|times| (0..times).map(|_| bare(prepared.path(), &ran)).sum());
    });
    group.finish();
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
