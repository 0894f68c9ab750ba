//! `kill -9` at random moments of submitting, deciding and sweeping: what was acknowledged is there, nothing is half
//! done, and the next start is ready within five seconds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use beadle::{
    domain::{
        ids::IncidentId,
        incident::{Incident, content::Content, report::State},
        member::{
            evidence::{Controller, FromSession, SessionFacts},
            role::Role,
        },
    },
    store::{self, Url, incident::Which},
    vault::Owner,
};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{process::Host, wire::Wire};
use crate::{
    harness::share,
    profile::{listed, raw::Raw},
};

/// How often, each time and in the long run: on SQLite, and on PostgreSQL, whose own log does the work there.
const KILLS: (usize, usize) = (50, 1_000);
const KILLS_POSTGRES: (usize, usize) = (50, 200);
/// A restart takes at most so long.
const RESTART: Duration = Duration::from_secs(5);
/// The longest wait before a kill, in milliseconds.
const LONGEST: u64 = 250;
/// A decision that is not made by then never is.
const PATIENCE: Duration = Duration::from_secs(60);
/// Old records that wait for the sweep at each start.
const OLD: usize = 12;

/// A report that can be sent as it is.
pub fn sheet<'a>(key: &'a str, premises: &'a str, today: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("kind", "theft"),
        ("band", "50_to_200"),
        ("premises", premises),
        ("occurred_date", today),
        ("occurred_time", "00:00"),
        ("who", "unknown"),
        ("note", "Two bottles under a coat"),
    ]
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    sent: Vec<IncidentId>,
    rejected: Vec<IncidentId>,
}

/// Everything that was done so far, and what waits for the sweep.
#[derive(Default)]
struct Ledger {
    acknowledged: Arc<Mutex<Acknowledged>>,
    old: Vec<IncidentId>,
}

/// Sends reports until nobody answers.
fn submit(wire: &Wire, round: usize, worker: usize, premises: &str, today: &str, told: &Mutex<Acknowledged>) {
    for n in 0.. {
        let key = format!("round-{round:03}-{worker}-report-{n:05}");
        let Ok(heard) = wire.post_by_script("/report", &sheet(&key, premises, today)) else { return };
        let told_id: serde_json::Value = serde_json::from_slice(&heard.expect(201).body).unwrap();
        told.lock().unwrap().sent.push(told_id["id"].as_str().unwrap().parse().unwrap());
    }
}

/// Rejects reports of this round until nobody answers.
fn decide(wire: &Wire, told: &Mutex<Acknowledged>, from: usize) {
    for n in from.. {
        let id = loop {
            if let Some(id) = told.lock().unwrap().sent.get(n).copied() {
                break id;
            }
            if wire.get("/healthz").is_err() {
                return;
            }
        };
        let fields = [("decision", "reject"), ("message", "It is in already.")];
        let Ok(heard) = wire.post(&format!("/inbox/{id}"), &fields) else { return };
        heard.expect(303);
        told.lock().unwrap().rejected.push(id);
    }
}

/// Waits for the next decision after so many.
fn decided(told: &Mutex<Acknowledged>, so_many: usize) {
    let patience = Instant::now() + PATIENCE;
    while told.lock().unwrap().rejected.len() == so_many {
        assert!(Instant::now() < patience, "nothing is ever decided");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Old rejected reports for the next sweep, which is due at the next start.
async fn plant(host: &Host, ledger: &mut Ledger) {
    let at = host.town.ashby.clone();
    let long_ago = host.town.clock.now() - TimeDelta::days(40);
    for _ in 0..OLD {
        let old = Incident {
            submitted_at: Some(long_ago),
            changed_at: long_ago,
            occurred_at: long_ago,
            reviewed: Some((long_ago, at.administrator)),
            ..listed::incident(&host.town, &at, State::Rejected)
        };
        listed::keep(&host.town, &at, &old, Content::default()).await;
        ledger.old.push(old.id);
    }
    Raw::open(&host.town.store).run("DELETE FROM leases", &[]);
}

/// Everything the trail says: for each deed, whom it concerns, event by event.
async fn events(host: &Host) -> BTreeMap<String, Vec<Uuid>> {
    let at = &host.town.ashby;
    let facts = SessionFacts {
        scheme: at.scheme,
        user: at.controller,
        business: None,
        role: Role::Controller,
        active: true,
        agreed: true,
        second_factor: true,
        stopped: None,
    };
    let viewer = Controller::from_session(&facts, host.town.clock.now()).unwrap();
    let page = host.town.read(move |tx| store::audit::page(tx, &viewer, None, None, 1_000_000)).await;
    let mut all: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for event in page {
        all.entry(event.deed).or_default().extend(event.about);
    }
    all
}

/// What was acknowledged is there, and nothing is half done.
async fn check(host: &Host, ledger: &Ledger) {
    let scheme = host.town.ashby.scheme;
    let events = events(host).await;
    let of = |deed: &str| events.get(deed).cloned().unwrap_or_default();
    let reports = host.town.read(move |tx| store::incident::list(tx, scheme, Which::default())).await;
    let states: BTreeMap<Uuid, State> = reports.iter().map(|one| (one.id.uuid(), one.state)).collect();
    let old: BTreeSet<Uuid> = ledger.old.iter().map(|id| id.uuid()).collect();
    {
        let told = ledger.acknowledged.lock().unwrap();
        for id in &told.sent {
            assert!(states.contains_key(&id.uuid()), "an acknowledged report is lost");
        }
        for id in &told.rejected {
            assert_eq!(states.get(&id.uuid()), Some(&State::Rejected), "an acknowledged decision is lost");
        }
    }
    let sorted = |mut ids: Vec<Uuid>| {
        ids.sort_unstable();
        ids
    };
    let sent = sorted(states.keys().copied().filter(|id| !old.contains(id)).collect());
    assert_eq!(sorted(of("submit_report")), sent, "each report has its one line in the trail");
    let rejected = states.iter().filter(|(id, state)| **state == State::Rejected && !old.contains(id));
    let rejected = sorted(rejected.map(|(id, _)| *id).collect());
    assert_eq!(sorted(of("reject_report")), rejected, "each decision has its one line");
    let erased = sorted(old.iter().copied().filter(|id| !states.contains_key(id)).collect());
    assert_eq!(sorted(of("erase_record")), erased, "each erasure has its one line");
    for id in states.keys().copied().chain(erased.iter().copied()) {
        let gone = host.town.read(move |tx| store::keys::destroyed(tx, Owner::new(scheme, id))).await;
        assert_eq!(gone, erased.contains(&id), "a report and its key come and go together");
    }
    host.verify_audit();
}

#[actix_web::test]
async fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let host = Host::new("").await;
    let mut ledger = Ledger::default();
    let mut restarts = Vec::new();
    let (premises, today) = (host.town.ashby.premises.to_string(), host.town.clock.today().to_string());
    let (usual, long) = match host.town.store.url() {
        Url::Sqlite(_) => KILLS,
        Url::Postgres(_) => KILLS_POSTGRES,
    };
    let kills = share(usual, long);
    for round in 0..kills {
        plant(&host, &mut ledger).await;
        let program = host.start("warn,beadle=info");
        restarts.push(program.ready_after);
        let mut threads = Vec::new();
        for worker in 0..2 {
            let wire = host.sign_in(&program, Role::Member).await;
            let (premises, today, told) = (premises.clone(), today.clone(), ledger.acknowledged.clone());
            threads.push(thread::spawn(move || submit(&wire, round, worker, &premises, &today, &told)));
        }
        let wire = host.sign_in(&program, Role::Administrator).await;
        let (told, from) = (ledger.acknowledged.clone(), ledger.acknowledged.lock().unwrap().sent.len());
        let rejected = ledger.acknowledged.lock().unwrap().rejected.len();
        threads.push(thread::spawn(move || decide(&wire, &told, from)));
        // Every other moment counts from the start, when hardly anything is under way on a busy machine.
        if round % 2 == 1 {
            decided(&ledger.acknowledged, rejected);
        }
        let moment = u64::from(u32::from_be_bytes(host.town.clock.random())) % LONGEST;
        thread::sleep(Duration::from_millis(moment));
        program.kill();
        for thread in threads {
            thread.join().expect("whoever was answered was answered well");
        }
        if round % 10 == 9 {
            check(&host, &ledger).await;
        }
    }
    let (sent, rejected) = {
        let told = ledger.acknowledged.lock().unwrap();
        (told.sent.len(), told.rejected.len())
    };
    assert!(sent.min(rejected) >= kills / 2, "something was under way at each kill: {sent}, {rejected}");
    // Each by itself, by the clock on the wall: from the start of the process to the first 200 of /readyz, in the build
    // under test, on a machine that other tests may keep busy.
    assert!(restarts.iter().all(|restart| *restart < RESTART), "ready after {restarts:?}");
    plant(&host, &mut ledger).await;
    host.start("warn,beadle=info").stop();
    check(&host, &ledger).await;
    assert!(!host.logged().contains("\"level\":\"ERROR\""), "{}", host.logged());
}
