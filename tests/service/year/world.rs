//! A simulated town: its files, its clock, its dice, its schedulers and what goes wrong with them.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::OnceLock,
};

use beadle::{
    actions::{Call, audit::checkpoint, timetable::pulse},
    clock::Clock,
    config::rules_file,
    domain::{
        date::day_start,
        ids::{ProfileId, UserId},
        member::role::Role,
        rules::{Period, Rules},
        scheme::trust::Counted,
    },
    faults::Fault,
    jobs::runner,
    store,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use tokio::sync::watch;

use super::{
    Failure,
    bugs::Bug,
    deeds::Waiting,
    invariants::Row,
    oracle::{LAPSE, MONTHS, Oracle, Shopkeeper},
    post::Post,
};
use crate::{
    harness::{People, Town},
    profile::raw::Raw,
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
/// What the store of blobs may do: fail; say that something is gone that is not; and swear it.
const BLOBS: [&[(&str, Fault)]; 4] = [
    &[("blobs.put", Fault::Fail)],
    &[("blobs.delete", Fault::Fail)],
    &[("blobs.delete", Fault::Skip)],
    &[("blobs.delete", Fault::Skip), ("blobs.found", Fault::Skip)],
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
        unserved_lapse: Period::days(LAPSE),
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
    pub post: Post,
    /// Reports that wait for their review, with the day of their submission.
    pub waiting: Vec<(Waiting, NaiveDate)>,
    /// How many reports there were.
    pub reports: usize,
    /// The sessions of this step.
    pub calls: RefCell<BTreeMap<UserId, Call>>,
    /// The database, as whoever has its file sees it.
    pub raw: RefCell<Raw>,
    /// Each message that was ever seen in the outbox, as it was seen last.
    pub mail: BTreeMap<String, Row>,
    /// The lines of erasures in the trail, and up to which line it was read.
    pub erasures: (Vec<String>, i64),
    /// The day on which the timetable was worked to its end last.
    pub beaten: NaiveDate,
    /// Those whose end has not been looked into.
    pub fresh: BTreeSet<ProfileId>,
    seed: u64,
    step: usize,
    dice: RefCell<ChaCha20Rng>,
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
        let mut oracle = Oracle::default();
        oracle.staff.insert(town.ashby.member, Shopkeeper::of("member@ashby.test"));
        let year = Self {
            raw: RefCell::new(Raw::open(&town.store)),
            beaten: town.clock.today(),
            town,
            oracle,
            bug,
            post: Post::open(),
            waiting: Vec::new(),
            reports: 0,
            calls: RefCell::default(),
            mail: BTreeMap::new(),
            erasures: (Vec::new(), 0),
            fresh: BTreeSet::new(),
            seed,
            step: 0,
            dice: RefCell::new(ChaCha20Rng::seed_from_u64(seed)),
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
            self = self.mail().await?;
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

    /// Time passes: to the next day on which a rule changes something, or to any day; often to its first or last minutes.
    fn pass(&self) {
        let today = self.today();
        let soon = self.oracle.next_day(today).filter(|day| *day - today <= TimeDelta::days(20));
        let any = today + Days::new(1 + self.dice(20));
        let day = soon.filter(|_| self.dice(4) > 0).unwrap_or(any);
        let (from, to) = (day_start(day), day_start(day + Days::new(1)) - TimeDelta::minutes(40));
        let at = match self.dice(4) {
            0 => from,
            1 => to,
            _ => from + TimeDelta::minutes(i64::try_from(self.dice(1_380)).unwrap_or_default()),
        };
        self.town.clock.move_to(at.min(to));
        self.calls.borrow_mut().clear();
    }

    /// The timetable is worked: by this process, after another, after one that broke off, after a clock that jumped, with
    /// a store of blobs that fails or lies.
    async fn night(mut self) -> Result<Self, Failure> {
        match self.dice(24) {
            0 => {
                let point = BREAKS[usize::try_from(self.dice(10)).unwrap_or_default()];
                self.town.service.faults().want(point, Fault::Fail);
                self.beat(None).await?;
                self = self.crashed();
            }
            1 => {
                self.town
                    .store
                    .faults()
                    .dies_at(Some(1 + usize::try_from(self.dice(60)).unwrap_or_default()));
                let (_go, stop) = watch::channel(false);
                // Whatever it says, it is not heard.
                runner::beat(&self.town.service, None, &stop).await.ok();
                self = self.died();
            }
            2 => {
                // Names in memory follow what another process erased at the next start only: so ours starts anew.
                let other = self.town.second();
                let (_go, stop) = watch::channel(false);
                self.lawful("another's beat", runner::beat(&other, None, &stop).await)?;
                self = self.crashed();
            }
            3 => self.jump().await?,
            4 => self = self.crashed(),
            5 => self.blobs_fail().await?,
            _ => {}
        }
        self.town.later(TimeDelta::minutes(2));
        self.planted_before_beat().await?;
        self.good_beat().await?;
        self.planted_after_beat();
        if self.dice(3) == 0 {
            self.checkpoint().await?;
        }
        self.check(true).await?;
        Ok(self)
    }

    /// A beat in which no job fails.
    pub async fn good_beat(&mut self) -> Result<(), Failure> {
        let failed = self.beat(None).await?;
        if failed > 0 {
            return Err(self.failure("the timetable is worked", format!("{failed} jobs failed")));
        }
        self.beaten = self.today();
        Ok(())
    }

    /// A beat with a store of blobs that fails or lies, and is well again afterwards.
    async fn blobs_fail(&self) -> Result<(), Failure> {
        let how = BLOBS[usize::try_from(self.dice(4)).unwrap_or_default()];
        for (point, fault) in how {
            self.town.service.faults().want(point, *fault);
        }
        self.beat(None).await?;
        for (point, _) in how {
            self.town.service.faults().want(point, Fault::Pass);
        }
        self.plant();
        Ok(())
    }

    /// A checkpoint of the trail: refused if the trail is damaged.
    pub async fn checkpoint(&self) -> Result<(), Failure> {
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

    /// As [`Year::crashed`], in the middle of a write: what it had claimed is free again after ten minutes.
    pub fn died(self) -> Self {
        // Whatever it still has in hand fails.
        self.town.store.faults().dies_at(Some(1));
        self.town.later(TimeDelta::minutes(11));
        self.crashed()
    }

    /// The clock jumps days ahead and is put right; a controller lets deletions go on.
    async fn jump(&mut self) -> Result<(), Failure> {
        let right: DateTime<Utc> = self.town.clock.now();
        self.town.later(TimeDelta::days(2 + i64::try_from(self.dice(40)).unwrap_or_default()));
        self.beat(Some(Counted { wall: right, elapsed: TimeDelta::minutes(1) })).await?;
        self.town.clock.move_to(right + TimeDelta::minutes(2));
        self.calls.borrow_mut().clear();
        // What was reckoned by the wrong clock is reckoned again within a minute; nothing was deleted by it.
        self.beat(None).await?;
        self.check(false).await?;
        let call = self.call(Role::Controller).await;
        let resumed = pulse::resume(&self.town.service, call, pulse::CONFIRM.to_owned()).await;
        self.lawful("resume", resumed)?;
        // An hour later each job is due again.
        self.town.later(TimeDelta::hours(1));
        Ok(())
    }
}

/// Writes a file that only its owner reads, as a ring has to be.
fn durable(file: &Path, bytes: &[u8]) {
    beadle::durable::replace(file, bytes).unwrap();
}
