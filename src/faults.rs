//! Points at which a test may leave a step out, make it fail, or crash: to prove that somebody notices. Two kinds: steps
//! that have a name, and durable writes, which are counted. They are there in debug builds, and in others by the feature
//! `faults`; in the shipped program every step is taken, every write is made.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Whether the points are there.
const THERE: bool = cfg!(any(feature = "faults", debug_assertions));

/// What happens at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The step is taken.
    Pass,
    /// The step is left out, and said to be done.
    Skip,
    /// The step fails.
    Fail,
    /// The process ends at once, as by a power cut.
    Crash,
}

/// A step failed because a test wanted it to.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a fault was wanted here")]
pub struct Wanted;

impl From<Wanted> for std::io::Error {
    fn from(wanted: Wanted) -> Self {
        Self::other(wanted)
    }
}

/// What is to happen at which point, for one service; and which points were passed.
#[derive(Debug, Clone, Default)]
pub struct Plan(Arc<Mutex<Points>>);

#[derive(Debug, Default)]
struct Points {
    faults: BTreeMap<&'static str, Fault>,
    passed: BTreeSet<&'static str>,
    /// Before and after how many durable writes the process stood.
    writes: usize,
    /// At which of them it dies.
    dies_at: Option<usize>,
}

thread_local! {
    static PRESENT: RefCell<Option<Plan>> = const { RefCell::new(None) };
}

impl Plan {
    /// Does something under this plan.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        if !THERE {
            return work();
        }
        let before = PRESENT.replace(Some(self.clone()));
        let done = work();
        PRESENT.set(before);
        done
    }

    /// Wants a fault at a point, each time it is passed.
    pub fn want(&self, point: &'static str, fault: Fault) {
        self.points().faults.insert(point, fault);
    }

    /// The points that were passed.
    pub fn passed(&self) -> BTreeSet<&'static str> {
        self.points().passed.clone()
    }

    /// The process dies at the n-th point before or after a durable write, from now on; `None`: it lives.
    pub fn dies_at(&self, point: Option<usize>) {
        let mut points = self.points();
        (points.writes, points.dies_at) = (0, point);
    }

    /// Whether the process died.
    pub fn dead(&self) -> bool {
        let points = self.points();
        points.dies_at.is_some_and(|at| points.writes >= at)
    }

    fn writes(&self) -> Result<(), Wanted> {
        let mut points = self.points();
        points.writes += 1;
        if points.dies_at.is_some_and(|at| points.writes >= at) { Err(Wanted) } else { Ok(()) }
    }

    fn points(&self) -> MutexGuard<'_, Points> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, point: &'static str) -> Fault {
        let mut points = self.points();
        points.passed.insert(point);
        points.faults.get(point).copied().unwrap_or(Fault::Pass)
    }
}

/// Whether the step of this name is to be taken: as the plan of the present thread says ([`Plan::within`]).
///
/// # Errors
/// If the plan wants it to fail.
#[inline]
pub fn step(name: &'static str) -> Result<bool, Wanted> {
    if !THERE {
        return Ok(true);
    }
    match PRESENT.with_borrow(|plan| plan.as_ref().map_or(Fault::Pass, |plan| plan.at(name))) {
        Fault::Pass => Ok(true),
        Fault::Skip => Ok(false),
        Fault::Fail => Err(Wanted),
        Fault::Crash => std::process::abort(),
    }
}

/// Stands before and after each durable write: a commit, a file, a blob. A process that died is not heard of again:
/// from the point that [`Plan`] names on, all of them fail.
///
/// # Errors
/// If the plan of the present thread has the process dead by now.
#[inline]
pub fn write() -> Result<(), Wanted> {
    if !THERE {
        return Ok(());
    }
    PRESENT.with_borrow(|plan| plan.as_ref().map_or(Ok(()), Plan::writes))
}
