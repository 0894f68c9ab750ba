//! A simulated town: its files, its clock, its dice, its schedulers and what goes wrong with them.

use std::{cell::RefCell, collections::BTreeSet, fs, path::Path, sync::OnceLock};

use beadle::{
    actions::{
        audit::{checkpoint, verify},
        timetable::pulse,
    },
    clock::Clock,
    config::rules_file,
    domain::{
        date::day_start,
        ids::ProfileId,
        member::role::Role,
        rules::{Period, Rules},
        scheme::trust::Counted,
    },
    faults::Fault,
    jobs::runner,
    store::{self, ledger::Ledger},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    Failure,
    bugs::Bug,
    deeds::{MARK, Waiting},
    invariants::{ALL, Seen},
    oracle::{MONTHS, Oracle},
};
use crate::{
    harness::{People, Town},
    profile::{erasure, raw::Raw},
};

/// How long a year is, in days.
const YEAR: i64 = 365;
/// Where a beat of the timetable may break off: the process is gone then, and another begins.
const BREAKS: [&str; 10] = [
    "erase.intent",
    "erase.letter_blobs",
    "erase.pictures",
    "erase.key",
    "erase.profile",
    "erase.tombstone",
    "erase.audit",
    "erase.blobs",
    "erase.scrub",
    "erase.done",
];

/// A town before its first day: its people, and its files by name.
struct Template {
    people: People,
    files: Vec<(&'static str, Vec<u8>)>,
}

/// Made once: setting one up takes longer than a year in it.
fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let made = std::thread::spawn(|| actix_web::rt::System::new().block_on(founded()));
        made.join().expect("a town is founded")
    })
}

async fn founded() -> Template {
    let town = Town::alone().await;
    let months = Period::months(MONTHS);
    let rules = Rules {
        circulation: months,
        cold: months,
        id_sought_circulation: months,
        id_sought_cold: months,
        agreement_renewal: Period::months(24),
        ..Rules::default()
    };
    let (scheme, text, today) = (town.ashby.scheme, rules_file::write(&rules), town.clock.today());
    let set = town.write(move |tx| {
        let base = store::scheme::load(tx, scheme)?.rules_version;
        store::scheme::set_rules(tx, scheme, base, &text, today)
    });
    assert!(set.await, "the rules are in force");
    assert!(town.store.scrub().unwrap(), "all of it is in the database file");
    let read = |name| (name, fs::read(town.folder.path().join(name)).unwrap());
    Template { people: town.ashby.clone(), files: ["beadle.db", "ring.toml"].map(read).into() }
}

/// A year under way.
pub struct Year {
    pub town: Town,
    pub oracle: Oracle,
    pub bug: Option<Bug>,
    /// Reports that wait for their review, with the day of their submission.
    pub waiting: Vec<(Waiting, NaiveDate)>,
    /// How many reports there were.
    pub reports: usize,
    seed: u64,
    step: usize,
    dice: RefCell<ChaCha20Rng>,
    /// Those whose end has not been looked into.
    fresh: BTreeSet<ProfileId>,
}

impl Year {
    /// The year of a seed: the same seed is the same year.
    pub fn new(seed: u64, bug: Option<Bug>) -> Self {
        let template = template();
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        for (name, bytes) in &template.files {
            durable(&folder.path().join(name), bytes);
        }
        let clock = Clock::still(crate::harness::AT.parse().unwrap(), seed);
        let town = Town::on(folder, &template.people, clock);
        let year = Self {
            town,
            oracle: Oracle::default(),
            bug,
            waiting: Vec::new(),
            reports: 0,
            seed,
            step: 0,
            dice: RefCell::new(ChaCha20Rng::seed_from_u64(seed)),
            fresh: BTreeSet::new(),
        };
        year.begin();
        year
    }

    /// Lives it; the first thing that is wrong ends it.
    pub async fn live(mut self) -> Result<Oracle, Failure> {
        let end = self.today() + TimeDelta::days(YEAR);
        while self.today() < end {
            self.step += 1;
            self.pass();
            for _ in 0..self.dice(4) {
                self.deed().await?;
                self.town.later(TimeDelta::minutes(1));
            }
            self.check(false).await?;
            self = self.night().await?;
        }
        self.finish().await?;
        Ok(self.oracle)
    }

    /// A throw: from 0 to below `n`.
    pub fn dice(&self, n: u64) -> u64 {
        self.dice.borrow_mut().next_u64() % n
    }

    /// One of them, if there is one.
    pub fn pick<T: Copy>(&self, of: &[T]) -> Option<T> {
        let count = u64::try_from(of.len()).unwrap_or_default();
        (count > 0).then(|| of[usize::try_from(self.dice(count)).unwrap_or_default()])
    }

    pub fn today(&self) -> NaiveDate {
        self.town.clock.today()
    }

    pub fn failure(&self, invariant: &'static str, what: String) -> Failure {
        Failure { seed: self.seed, day: self.today(), step: self.step, invariant, what }
    }

    /// Time passes: to the next day on which a rule changes something, or to any day; often to its first or last minute.
    fn pass(&self) {
        let today = self.today();
        let soon = self.oracle.next_day(today).filter(|day| *day - today <= TimeDelta::days(20));
        let any = today + Days::new(1 + self.dice(20));
        let day = soon.filter(|_| self.dice(4) > 0).unwrap_or(any);
        let (from, to) = (day_start(day), day_start(day + Days::new(1)) - TimeDelta::minutes(15));
        let at = match self.dice(4) {
            0 => from,
            1 => to,
            _ => from + TimeDelta::minutes(i64::try_from(self.dice(1_380)).unwrap_or_default()),
        };
        self.town.clock.move_to(at.min(to));
    }

    /// The timetable is worked: by this process, after another, after one that broke off, after a clock that jumped.
    async fn night(mut self) -> Result<Self, Failure> {
        match self.dice(10) {
            0 => {
                let point = BREAKS[usize::try_from(self.dice(10)).unwrap_or_default()];
                self.town.service.faults().want(point, Fault::Fail);
                self.beat(None).await?;
                self = self.crashed();
            }
            1 => {
                // Names in memory follow what another process erased at the next start only: so ours starts anew.
                let other = self.town.second();
                let (_go, stop) = watch::channel(false);
                self.lawful("another's beat", runner::beat(&other, None, &stop).await)?;
                self = self.crashed();
            }
            2 => self.jump().await?,
            3 => self = self.crashed(),
            _ => {}
        }
        self.town.later(TimeDelta::minutes(2));
        self.planted_before_beat().await?;
        let failed = self.beat(None).await?;
        if failed > 0 {
            return Err(self.failure("the timetable is worked", format!("{failed} jobs failed")));
        }
        self.planted_after_beat();
        if self.dice(3) == 0 {
            self.checkpoint().await?;
        }
        self.check(true).await?;
        Ok(self)
    }

    /// A checkpoint of the trail: refused if the trail is damaged.
    async fn checkpoint(&self) -> Result<(), Failure> {
        let written = checkpoint::write(&self.town.service).await;
        written
            .map(drop)
            .map_err(|refusal| self.failure("the trail holds together (R-62)", refusal.to_string()))
    }

    /// A beat; how many jobs failed.
    async fn beat(&self, counted: Option<Counted>) -> Result<usize, Failure> {
        let (_go, stop) = watch::channel(false);
        let done = runner::beat(&self.town.service, counted, &stop).await;
        Ok(self.lawful("beat", done)?.failed)
    }

    /// As a process begins: with the names in memory.
    fn begin(&self) {
        self.town.service.fill_index().unwrap();
        self.plant();
    }

    /// The process is gone, and another begins on its files.
    fn crashed(self) -> Self {
        let year = Self { town: self.town.again(), ..self };
        year.begin();
        year
    }

    /// The clock jumps days ahead and is put right; a controller lets deletions go on.
    async fn jump(&mut self) -> Result<(), Failure> {
        let right: DateTime<Utc> = self.town.clock.now();
        self.town.later(TimeDelta::days(2 + i64::try_from(self.dice(40)).unwrap_or_default()));
        self.beat(Some(Counted { wall: right, elapsed: TimeDelta::minutes(1) })).await?;
        self.town.clock.move_to(right + TimeDelta::minutes(2));
        self.check(false).await?;
        let call = self.call(Role::Controller).await;
        let resumed = pulse::resume(&self.town.service, call, pulse::CONFIRM.to_owned()).await;
        self.lawful("resume", resumed)
    }

    /// Looks at everything from outside, and asks each invariant.
    async fn check(&mut self, settled: bool) -> Result<(), Failure> {
        let mut seen = self.seen(settled).await?;
        for id in self.oracle.due(self.today()) {
            if !seen.rows.contains_key(&id) {
                self.oracle.people.entry(id).and_modify(|person| person.gone = true);
                self.fresh.insert(id);
            }
        }
        if settled {
            for id in std::mem::take(&mut self.fresh) {
                let left = self.town.read(move |tx| store::erasure::left(tx, id)).await;
                seen.left.extend(left.into_iter().map(str::to_owned));
                let shelf = self.town.service.shelf_of(self.town.ashby.scheme, id);
                seen.left.extend(shelf.map(|_| "the index".to_owned()));
            }
        }
        self.ask(&seen)
    }

    fn ask(&self, seen: &Seen) -> Result<(), Failure> {
        for (name, invariant) in ALL {
            if let Some(what) = invariant(seen, &self.oracle) {
                return Err(self.failure(name, what));
            }
        }
        Ok(())
    }

    async fn seen(&mut self, settled: bool) -> Result<Seen, Failure> {
        let scheme = self.town.ashby.scheme;
        let head = move |tx: &mut store::Read<'_>| Ok(store::audit::head(tx, scheme)?.seq);
        let before = self.town.read(head).await;
        let shown = self.look().await?.into_iter().collect();
        let lines_of_look = self.town.read(head).await - before;
        let certificates = self.town.read(move |tx| store::certificate::page(tx, scheme, 0, 1)).await.1;
        let ledger = Ledger::of(self.town.folder.path(), scheme).read(&self.town.vault.ring()).unwrap();
        let mut raw = Raw::open(&self.town.store);
        let rows = raw.hexes(
            "SELECT lower(hex(id)) || ' ' || coalesce(shown_until, '-') || ' ' || erased_on AS hex FROM profiles",
        );
        let erasures =
            raw.hexes("SELECT replace(about, '-', '') AS hex FROM audit WHERE deed = 'erase_profile'");
        let twice = raw.hexes(
            "SELECT lower(hex(owner)) AS hex FROM outbox GROUP BY owner, queued_at, letter HAVING count(*) > 1",
        );
        Ok(Seen {
            today: Some(self.today()),
            shown,
            lines_of_look,
            rows: rows.iter().map(|row| columns(row)).collect(),
            erasures,
            ledger,
            certificates: usize::try_from(certificates).unwrap_or_default(),
            twice,
            settled,
            ..Seen::default()
        })
    }

    /// At the end of the year: every table, every file, the whole trail.
    async fn finish(&mut self) -> Result<(), Failure> {
        let gone: Vec<Uuid> = self.oracle.of(|person| person.gone).into_iter().map(Into::into).collect();
        let mut seen = self.seen(true).await?;
        seen.left = erasure::left(&self.town, &gone).await;
        self.checkpoint().await?;
        let heads = self.town.service.settings().heads();
        let reports = verify::all(&self.town.store, &heads, None, |_, _| ());
        for report in self.lawful("verify", reports)? {
            if !report.good() {
                seen.trail.push(format!("{:?}: {}", report.chain, report.said_in_words()));
            }
        }
        plain(self.town.folder.path(), &mut seen.plain);
        self.ask(&seen)
    }
}

/// A row of [`Seen::rows`].
fn columns(row: &str) -> (ProfileId, (Option<NaiveDate>, NaiveDate)) {
    let words: Vec<&str> = row.split(' ').collect();
    let id: Uuid = words[0].parse().unwrap();
    (id.into(), (words[1].parse().ok(), words[2].parse().unwrap()))
}

/// The files under a folder that hold what somebody typed.
fn plain(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            plain(&path, found);
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(MARK) {
            found.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
}

/// Writes a file that only its owner reads, as a ring has to be.
fn durable(file: &Path, bytes: &[u8]) {
    beadle::durable::replace(file, bytes).unwrap();
}
