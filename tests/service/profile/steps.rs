//! Leaving out any one step of the erasure is noticed. The steps are the points of `src/faults.rs` that an
//! erasure passes; the checker looks from outside: tables, blobs, files, index, ledger, trail, and what the ring opens.

use std::{cell::Cell, collections::BTreeSet};

use beadle::{
    domain::{
        ids::{IncidentId, PictureId, ProfileId},
        incident::mention::Narrative,
        member::evidence::{self, Identity, Report},
    },
    faults::Fault,
    jobs::runner,
    store::{
        self,
        ledger::{Entry, Ledger},
    },
    vault::{DataKey, Place, Sealed},
};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    erasure::left,
    listed::{everything, picture, profile, report},
    raw::Raw,
};
use crate::{everywhere::sources, harness::Town};

/// Somebody with a full life who is due, and somebody else who shares two incidents with them.
pub struct Life {
    pub town: Town,
    pub ada: ProfileId,
    bob: ProfileId,
    own: IncidentId,
    shared: IncidentId,
    /// Whatever is of Ada alone.
    ids: Vec<Uuid>,
    /// Every sealed cell of the time before.
    before: Vec<(String, String, Vec<u8>)>,
    /// How many incidents somebody was asked to read again.
    asked: Cell<usize>,
}

impl Life {
    pub async fn new() -> Self {
        let town = Town::new().await;
        let at = town.ashby.clone();
        let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
        let mut ids = everything(&town, &at, ada, bob).await;
        let scheme = at.scheme;
        let subjects = town.read(move |tx| store::subject::of_profile(tx, scheme, ada)).await;
        let own = subjects[0].incident;
        let shared = report(&town, &at, &[ada, bob], " took a ham").await;
        let still = picture(&town, &at, None, Some(shared)).await;
        let cut = picture(&town, &at, Some(bob), Some(shared)).await;
        report(&town, &at, &[ada, bob], " shouted; Lovell ran").await;
        town.clock.move_to("2027-10-01T12:00:00Z".parse().unwrap());
        let later = report(&town, &at, &[bob], " came back").await;
        ids.extend([still.uuid(), mail_of(&town, own, later, still, cut, ada, bob)]);
        let before = Raw::open(&town.store).sealed();
        Self { town, ada, bob, own, shared, ids, before, asked: Cell::new(0) }
    }

    /// Ada's day comes.
    pub fn falls_due(&self) {
        self.town.clock.move_to("2028-11-23T00:10:00Z".parse().unwrap());
    }

    /// The timetable is worked; what somebody has to read again is read, and the timetable goes on.
    pub async fn goes_on(&self) {
        self.beat().await;
        let scheme = self.town.ashby.scheme;
        for asked in self.town.read(move |tx| store::redaction::list(tx, scheme)).await {
            self.asked.set(self.asked.get() + 1);
            self.town.write(move |tx| store::redaction::done(tx, scheme, asked.id)).await;
        }
        self.town.later(chrono::TimeDelta::minutes(2));
        self.beat().await;
    }

    /// A beat of the timetable, whose jobs may fail.
    async fn beat(&self) {
        let (_go, stop) = watch::channel(false);
        runner::beat(&self.town.service, None, &stop).await.unwrap();
    }

    /// Everything that is wrong after the erasure.
    async fn findings(&self) -> Vec<String> {
        let mut found = self.traces().await;
        found.extend(self.records().await);
        found
    }

    /// Whatever of Ada is still there, and what is not as it should be of others.
    pub async fn traces(&self) -> Vec<String> {
        let mut found = left(&self.town, &self.ids).await;
        found.extend(self.opens().await);
        found.extend(self.words().await);
        found.extend(self.files());
        found
    }

    /// What was sealed before and can still be opened by a key that is left.
    async fn opens(&self) -> Vec<String> {
        let (scheme, now) = (self.town.ashby.scheme, self.town.clock.now());
        let keys = self.town.read(move |tx| store::keys::all(tx, scheme)).await;
        let tick = evidence::scheduler(scheme, now);
        let any = |opens: &dyn Fn(&DataKey, &Sealed) -> bool| {
            self.before.iter().any(|(_, _, cell)| keys.iter().any(|key| opens(key, &Sealed(cell.clone()))))
        };
        let mut found = Vec::new();
        let identity = Place::new("profiles", "identity", self.ada);
        if any(&|key, cell| key.open::<Identity>(&tick, identity, cell).is_ok()) {
            found.push("the identity opens".to_owned());
        }
        for (incident, whose) in [(self.own, "own"), (self.shared, "shared")] {
            let place = Place::new("incidents", "report", incident);
            if any(&|key, cell| key.open::<Report>(&tick, place, cell).is_ok()) {
                found.push(format!("the {whose} report opens as it stood"));
            }
        }
        found
    }

    /// What is said of the shared incident now.
    async fn words(&self) -> Vec<String> {
        let (scheme, now, shared) = (self.town.ashby.scheme, self.town.clock.now(), self.shared);
        let tick = evidence::scheduler(scheme, now);
        let content = self.town.read(move |tx| store::incident::content(tx, &tick, shared)).await;
        let words = Narrative::parse(&content.narrative);
        let mut found = Vec::new();
        if words.mentions() != [self.bob] || !words.words().starts_with("a persona person took a ham") {
            found.push(format!("the shared report says {:?}", words.stored()));
        }
        found
    }

    /// Ledger, trail, tombstone, counters, redactions.
    async fn records(&self) -> Vec<String> {
        let (town, scheme, ada) = (&self.town, self.town.ashby.scheme, self.ada);
        let mut found = Vec::new();
        let lines = Ledger::of(town.folder.path(), scheme).read(&town.vault.ring()).unwrap().lines;
        let entries: Vec<Entry> =
            lines.iter().filter(|line| line.matter.erased() == Some(ada)).map(|line| line.entry).collect();
        if entries != [Entry::Intent, Entry::Done] {
            found.push(format!("the ledger says {entries:?}"));
        }
        let trail = town.trail(&town.ashby).await;
        if trail.iter().filter(|deed| *deed == "erase_profile").count() != 1 {
            found.push("the trail does not say it once".to_owned());
        }
        if town.read(move |tx| store::erasure::buried(tx, scheme, ada)).await.is_none() {
            found.push("no tombstone".to_owned());
        }
        if self.asked.get() != 1 {
            found.push("the report that still names her is read by nobody".to_owned());
        }
        let mut raw = Raw::open(&town.store);
        if raw.count("counters") != 1 {
            found.push("the incident is not counted".to_owned());
        }
        if raw.count("blob_removals") != 0 {
            found.push("blobs wait for their removal".to_owned());
        }
        // The daily search for blobs that no row knows removes what an erasure forgot: of hers it found nothing.
        let hers = |event: &&String| self.ids.iter().any(|id| event.contains(&id.simple().to_string()));
        for event in raw.rows()["audit"].iter().filter(|event| event.contains("erase_record")).filter(hers) {
            found.push(format!("a record of hers was erased by itself: {event}"));
        }
        found
    }

    /// The identity's sealed bytes in any file of the database.
    fn files(&self) -> Vec<String> {
        let identities =
            self.before.iter().filter(|(table, column, _)| table == "profiles" && column == "identity");
        // Two people: the one whose bytes no row holds any more is Ada.
        let now = Raw::open(&self.town.store).sealed();
        let gone = identities.filter(|cell| !now.contains(cell));
        let gone: Vec<&[u8]> = gone.map(|(_, _, cell)| &cell[..24]).collect();
        let mut found = Vec::new();
        for name in ["beadle.db", "beadle.db-wal"] {
            let bytes = std::fs::read(self.town.folder.path().join(name)).unwrap_or_default();
            if gone.iter().any(|cell| holds(&bytes, cell)) {
                found.push(format!("{name} holds the identity's bytes"));
            }
        }
        found
    }
}

/// Whether bytes stand among bytes.
fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == needle[0]) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Mail about the own incident and with Ada's letter, a report that points at her, a sanction of Bob's that relies on
/// her incident, a picture of Bob's that was cut from the shared still, a profile that was joined to hers, a wrong match
/// of hers that was undone, and a complaint of hers.
fn mail_of(
    town: &Town,
    own: IncidentId,
    later: IncidentId,
    still: PictureId,
    cut: PictureId,
    ada: ProfileId,
    bob: ProfileId,
) -> Uuid {
    let [one, two, sanction, cora, match_of] =
        [1, 2, 3, 4, 5].map(|n| Uuid::from_u128((0xaaa0 + n) << 96 | n));
    let ids = [
        ("scheme", town.ashby.scheme.uuid()),
        ("own", own.uuid()),
        ("later", later.uuid()),
        ("still", still.uuid()),
        ("cut", cut.uuid()),
        ("ada", ada.uuid()),
        ("bob", bob.uuid()),
        ("one", one),
        ("two", two),
        ("sanction", sanction),
        ("cora", cora),
        ("match", match_of),
    ];
    let mut raw = Raw::open(&town.store);
    for sql in [
        "INSERT INTO outbox (id, scheme, owner, state, message, letter, attempts, queued_at, next_at, erase_on) \
         VALUES ({one}, {scheme}, {own}, 'dead', [bytes], NULL, 0, [at], [at], '2099-01-01')",
        "INSERT INTO outbox (id, scheme, owner, state, message, letter, attempts, queued_at, next_at, erase_on) \
         SELECT {two}, {scheme}, {bob}, 'dead', [bytes], id, 0, [at], [at], '2099-01-01' FROM letters WHERE profile = {ada}",
        "UPDATE incidents SET claimed = {ada} WHERE id = {later}",
        "UPDATE pictures SET taken_from = {still} WHERE id = {cut}",
        "INSERT INTO sanctions (id, scheme, profile, kind, state, everywhere, proposed_at, expiry_told, statement) \
         VALUES ({sanction}, {scheme}, {bob}, 'warning', 'refused', [no], [at], [no], [bytes])",
        "INSERT INTO joined (profile, scheme, holder, identity, created_on, own_created_on, joined_at) \
         VALUES ({cora}, {scheme}, {ada}, [bytes], '2026-11-22', '2026-11-22', [at])",
        "INSERT INTO origins (scheme, holder, item, origin, kind, short) \
         VALUES ({scheme}, {ada}, {match}, {cora}, 'sighting', [no])",
        "INSERT INTO corrections (id, scheme, profile, wrong, made_at, items, letter_due) \
         VALUES ({match}, {scheme}, {ada}, 'match', [at], 1, [no])",
        "INSERT INTO sanction_incidents (scheme, sanction, incident) VALUES ({scheme}, {sanction}, {own})",
        "INSERT INTO requests (id, scheme, reference, kind, way, profile, asking, notes, code, code_epoch, trace, \
         received_on, entered_at, letter_due, closed_on, erase_on) VALUES ({match}, {scheme}, 7, 'complaint', 'code', \
         {ada}, [bytes], [bytes], [bytes], 99, [bytes], '2027-09-01', [at], [no], '2027-09-10', '2099-01-01')",
        "INSERT INTO restrictions (id, scheme, request, part, reason, since) \
         VALUES ({match}, {scheme}, {match}, 'nothing', [bytes], '2027-09-02')",
        "INSERT INTO packs (id, scheme, request, state, begun_at, choices, tries) \
         VALUES ({match}, {scheme}, {match}, 'ready', [at], [bytes], 0)",
    ] {
        raw.run(&sql.replace("[at]", "'2027-10-01T12:00:00.000000Z'"), &ids);
    }
    one
}

/// The steps that the code names.
fn named() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (_, text) in sources() {
        let names = text.split("\"erase.").skip(1).filter_map(|rest| rest.split('"').next());
        named.extend(names.filter(|name| !name.is_empty()).map(|name| format!("erase.{name}")));
        // The tables of a macro that makes a step of each.
        if text.contains("concat!(\"erase.\"") {
            let list = text.split("of_profile!(").nth(1).and_then(|rest| rest.split(')').next());
            named.extend(list.unwrap_or_default().split(',').map(|table| format!("erase.{}", table.trim())));
        }
    }
    named
}

/// The steps of an erasure that were taken.
fn taken(life: &Life) -> BTreeSet<&'static str> {
    let all = life.town.service.faults().passed().into_iter();
    all.filter(|step| step.starts_with("erase.")).collect()
}

/// What is found if one step is left out.
fn without(step: &'static str) -> Vec<String> {
    actix_web::rt::System::new().block_on(async {
        let life = Life::new().await;
        life.town.service.faults().want(step, Fault::Skip);
        life.falls_due();
        life.goes_on().await;
        life.findings().await
    })
}

#[actix_web::test]
async fn leaving_out_any_one_step_of_the_erasure_is_found() {
    let whole = Life::new().await;
    let passed_before = taken(&whole);
    assert_eq!(passed_before, BTreeSet::new(), "nothing was erased yet");
    assert!(!whole.findings().await.is_empty(), "before the erasure there is something to find");
    whole.falls_due();
    whole.goes_on().await;
    assert_eq!(whole.findings().await, [""; 0], "R-25");
    let steps = taken(&whole);
    let passed: BTreeSet<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    assert_eq!(passed, named(), "a full life passes every step that the code names");
    let sqlite = matches!(town_url(&whole.town), store::Url::Sqlite(_));
    // PostgreSQL has no log of ours to empty.
    let noticed = |step: &&'static str| sqlite || *step != "erase.scrub";
    let steps: Vec<&'static str> = steps.into_iter().filter(noticed).collect();
    let mut unnoticed = Vec::new();
    for some in steps.chunks(4) {
        let tries: Vec<_> =
            some.iter().copied().map(|step| std::thread::spawn(move || (step, without(step)))).collect();
        for tried in tries {
            let (step, found) = tried.join().expect("the checker looks");
            if found.is_empty() {
                unnoticed.push(step);
            }
        }
    }
    assert_eq!(unnoticed, [""; 0], "left out, and nobody notices");
}

fn town_url(town: &Town) -> store::Url {
    town.store.url().clone()
}
