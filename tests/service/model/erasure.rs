//! The protocol of an erasure, step by step, as a model that can be walked.

use beadle::{
    domain::ids::ProfileId,
    store::ledger::{Entry, Line, Lines, Matter},
};
use chrono::DateTime;
use stateright::Model;

/// So many workers.
pub const WORKERS: usize = 3;

/// A job, claimed by lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Job {
    Erase,
    RemoveBlobs,
    Conclude,
}

/// The jobs, in the order of the timetable.
pub const JOBS: [Job; 3] = [Job::Erase, Job::RemoveBlobs, Job::Conclude];

/// What a worker does next. What a step has read travels with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Erase: is somebody due?
    Ask,
    /// Erase: the intent goes to the ledger.
    Intend,
    /// Erase: the transaction that takes everything out, if the rule still says so.
    TakeOut,
    /// Erase: the intent is taken back, since nothing was taken out.
    TakeBack,
    /// Remove blobs: which are to go?
    List,
    /// Remove blobs: the object store is told.
    Remove,
    /// Remove blobs: does it still find it? Then off the list, or again next time.
    Strike,
    /// Conclude: which intents are open, which certificates wait?
    Read,
    /// Conclude: the write-ahead log is emptied.
    Scrub { open: bool, waits: bool },
    /// Conclude: nothing left on a fresh connection?
    Look { open: bool, waits: bool },
    /// Conclude: the done line.
    Done { waits: bool },
    /// Conclude: nothing left of what waits for its certificate?
    LookAgain,
    /// Conclude: the certificate is signed.
    Sign,
    /// The job is given back.
    GiveBack,
}

/// A worker with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Worker {
    pub job: Job,
    /// Its fencing number is still the lease's: nobody claimed the job after it.
    pub fence: bool,
    pub step: Step,
}

/// Where a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certificate {
    None,
    Waits,
    Signed,
}

/// What is there: tables, files, leases, workers; one profile whose day has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// Sorted: it makes no difference which worker is which.
    pub workers: [Option<Worker>; WORKERS],
    /// Whether the lease of each job has not ended.
    pub leased: [bool; JOBS.len()],
    /// The profile's row and key.
    pub profile: bool,
    /// Something defers the erasure.
    pub deferred: bool,
    /// Its blob lies in the object store.
    pub blob: bool,
    /// The blob is on the list of those to remove.
    pub listed: bool,
    /// The write-ahead log holds what was taken out.
    pub log: bool,
    /// What the ledger says of the profile.
    pub ledger: Vec<Entry>,
    pub certificate: Certificate,
    /// How often the profile was taken out, and its certificate signed.
    pub effects: (u8, u8),
    /// Somebody changed something for good whose lease another had by then.
    pub unfenced: bool,
    /// How often something may still go wrong.
    pub luck: Luck,
}

/// How often something may still go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Luck {
    /// Workers that crash.
    pub crashes: u8,
    /// Leases that end while their holder lives: it slept, or somebody's clock is ahead.
    pub lapses: u8,
    /// Deferrals that begin.
    pub deferrals: u8,
    /// Object stores that say yes and keep it, logs that a reader holds.
    pub refusals: u8,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happens {
    Claim(Job),
    Step(usize),
    /// As a step, but the object store or the log does not do its part.
    Refused(usize),
    Crash(usize),
    Lapse(Job),
    Defer,
    Allow,
}

/// How the protocol is run; each mutant is a way to get it wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// As the code does it.
    AsItIs,
    /// The transaction does not ask whether the lease is still its own.
    LeaseUnchecked,
    /// The ledger's lines are written without asking it.
    LinesUnfenced,
    /// The intent is written after the commit.
    IntentAfterwards,
    /// An intent that was open before the log was emptied is concluded, even if its commit came after.
    LogEmptiedTooEarly,
    /// The done line is written before the log is emptied.
    DoneBeforeScrub,
    /// The done line does not wait for the blobs.
    BlobsForgotten,
    /// A blob is off the list once its removal was ordered.
    StoreBelieved,
}

impl State {
    fn new(luck: Luck) -> Self {
        Self {
            workers: [None; WORKERS],
            leased: [false; JOBS.len()],
            profile: true,
            deferred: false,
            blob: true,
            listed: false,
            log: false,
            ledger: Vec::new(),
            certificate: Certificate::None,
            effects: (0, 0),
            unfenced: false,
            luck,
        }
    }

    /// Whether the ledger has an intent that is neither done nor taken back: by the code that reads the real one.
    pub fn open(&self) -> bool {
        let matter = Matter::Erasure(ProfileId::from_random([7; 16]));
        let line = |entry: &Entry| Line { entry: *entry, matter, deed: None, at: DateTime::UNIX_EPOCH };
        !Lines { lines: self.ledger.iter().map(line).collect(), damaged: 0 }.open().is_empty()
    }

    /// Whether a restore would erase the profile again: an intent stands that nobody took back.
    pub fn standing(&self) -> bool {
        let turns = self.ledger.iter().rfind(|entry| **entry != Entry::Done);
        turns == Some(&Entry::Intent)
    }

    /// Whether nothing of the profile is left anywhere.
    pub fn gone(&self) -> bool {
        !self.profile && !self.blob && !self.log
    }

    /// Whether a look at the tables finds nothing left and no blob waiting.
    fn clean(&self, protocol: Protocol) -> bool {
        !self.profile && (!self.listed || protocol == Protocol::BlobsForgotten)
    }

    /// A worker takes a job over; whoever had it is fenced off.
    pub fn claim(&mut self, job: Job) {
        for worker in self.workers.iter_mut().flatten().filter(|worker| worker.job == job) {
            worker.fence = false;
        }
        self.leased[job as usize] = true;
        let step = match job {
            Job::Erase => Step::Ask,
            Job::RemoveBlobs => Step::List,
            Job::Conclude => Step::Read,
        };
        if let Some(free) = self.workers.iter_mut().find(|worker| worker.is_none()) {
            *free = Some(Worker { job, fence: true, step });
        }
    }

    /// Writes a line; `false` if the worker has lost its job.
    fn write(&mut self, entry: Entry, worker: Worker, protocol: Protocol) -> bool {
        if !worker.fence && protocol != Protocol::LinesUnfenced {
            return false;
        }
        self.unfenced |= !worker.fence;
        self.ledger.push(entry);
        true
    }

    /// Does the next step of a worker; the step after it, or nothing if the worker is done with its job.
    pub fn step(&mut self, worker: Worker, refused: bool, protocol: Protocol) -> Option<Step> {
        match worker.step {
            Step::Ask | Step::Intend | Step::TakeOut | Step::TakeBack => self.erase(worker, protocol),
            Step::List if self.listed => Some(Step::Remove),
            Step::List => Some(Step::GiveBack),
            Step::Remove => {
                self.blob &= refused;
                Some(Step::Strike)
            }
            Step::Strike => {
                self.listed &= self.blob && protocol != Protocol::StoreBelieved;
                Some(Step::GiveBack)
            }
            Step::GiveBack => {
                if worker.fence {
                    self.leased[worker.job as usize] = false;
                }
                None
            }
            _ => self.conclude(worker, refused, protocol),
        }
    }

    fn erase(&mut self, worker: Worker, protocol: Protocol) -> Option<Step> {
        let after = protocol == Protocol::IntentAfterwards;
        match worker.step {
            Step::Ask if !self.profile || self.deferred => Some(Step::GiveBack),
            Step::Ask => Some(if after { Step::TakeOut } else { Step::Intend }),
            Step::Intend => {
                let next = if after { Step::GiveBack } else { Step::TakeOut };
                self.write(Entry::Intent, worker, protocol).then_some(next)
            }
            Step::TakeOut if !worker.fence && protocol != Protocol::LeaseUnchecked => None,
            Step::TakeOut if !self.profile || self.deferred => Some(Step::TakeBack),
            Step::TakeOut => {
                self.unfenced |= !worker.fence;
                (self.profile, self.listed, self.log) = (false, true, true);
                self.certificate = Certificate::Waits;
                self.effects.0 += 1;
                Some(if after { Step::Intend } else { Step::GiveBack })
            }
            _ => self.write(Entry::Void, worker, protocol).then_some(Step::GiveBack),
        }
    }

    fn conclude(&mut self, worker: Worker, refused: bool, protocol: Protocol) -> Option<Step> {
        let certified = |waits| Some(if waits { Step::LookAgain } else { Step::GiveBack });
        match worker.step {
            Step::Read => {
                let buried = !self.profile || protocol == Protocol::LogEmptiedTooEarly;
                let (open, waits) = (self.open() && buried, self.certificate == Certificate::Waits);
                let early = protocol == Protocol::DoneBeforeScrub;
                let next = if early { Step::Look { open, waits } } else { Step::Scrub { open, waits } };
                Some(if open || waits { next } else { Step::GiveBack })
            }
            Step::Scrub { .. } if refused => Some(Step::GiveBack),
            Step::Scrub { open, waits } => {
                self.log = false;
                Some(if protocol == Protocol::DoneBeforeScrub {
                    Step::GiveBack
                } else {
                    Step::Look { open, waits }
                })
            }
            Step::Look { open: true, waits } if self.clean(protocol) => Some(Step::Done { waits }),
            Step::Look { waits, .. } => certified(waits),
            Step::Done { waits } if self.write(Entry::Done, worker, protocol) => {
                if protocol == Protocol::DoneBeforeScrub {
                    Some(Step::Scrub { open: false, waits })
                } else {
                    certified(waits)
                }
            }
            Step::LookAgain if self.clean(protocol) => Some(Step::Sign),
            Step::LookAgain => Some(Step::GiveBack),
            Step::Sign if worker.fence || protocol == Protocol::LeaseUnchecked => {
                if self.certificate == Certificate::Waits {
                    self.unfenced |= !worker.fence;
                    self.certificate = Certificate::Signed;
                    self.effects.1 += 1;
                }
                Some(Step::GiveBack)
            }
            _ => None,
        }
    }
}

/// The walk: a protocol, and how much may go wrong.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    pub protocol: Protocol,
    pub luck: Luck,
}

impl Walk {
    fn refuses(step: Step) -> bool {
        matches!(step, Step::Remove | Step::Scrub { .. })
    }

    /// The faults that a worker may meet at its step.
    fn faults(state: &State, n: usize, worker: Worker, actions: &mut Vec<Happens>) {
        if state.luck.refusals > 0 && Self::refuses(worker.step) {
            actions.push(Happens::Refused(n));
        }
        if state.luck.crashes > 0 {
            actions.push(Happens::Crash(n));
        }
    }
}

impl Model for Walk {
    type State = State;
    type Action = Happens;

    fn init_states(&self) -> Vec<State> {
        vec![State::new(self.luck)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Happens>) {
        let mut free = false;
        for (n, worker) in state.workers.iter().enumerate() {
            match worker {
                None => free = true,
                Some(worker) => {
                    actions.push(Happens::Step(n));
                    Self::faults(state, n, *worker, actions);
                }
            }
        }
        for job in JOBS {
            let leased = state.leased[job as usize];
            let holder = state.workers.iter().flatten().any(|worker| worker.job == job && worker.fence);
            if leased && (!holder || state.luck.lapses > 0) {
                actions.push(Happens::Lapse(job));
            }
            if free && !leased {
                actions.push(Happens::Claim(job));
            }
        }
        if state.deferred {
            actions.push(Happens::Allow);
        } else if state.luck.deferrals > 0 {
            actions.push(Happens::Defer);
        }
    }

    fn next_state(&self, last: &State, action: Happens) -> Option<State> {
        let mut state = last.clone();
        match action {
            Happens::Claim(job) => state.claim(job),
            Happens::Step(n) | Happens::Refused(n) => {
                let worker = state.workers[n]?;
                let refused = action == Happens::Refused(n);
                state.luck.refusals -= u8::from(refused);
                let next = state.step(worker, refused, self.protocol);
                state.workers[n] = next.map(|step| Worker { step, ..worker });
            }
            Happens::Crash(n) => {
                state.workers[n] = None;
                state.luck.crashes -= 1;
            }
            Happens::Lapse(job) => {
                let holder = state.workers.iter().flatten().any(|worker| worker.job == job && worker.fence);
                state.luck.lapses -= u8::from(holder);
                state.leased[job as usize] = false;
            }
            Happens::Defer => {
                state.deferred = true;
                state.luck.deferrals -= 1;
            }
            Happens::Allow => state.deferred = false,
        }
        state.workers.sort_unstable();
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        super::proofs::properties()
    }
}
