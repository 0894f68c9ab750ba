//! Points at which a test may leave a step out, make it fail, or crash: to prove that somebody notices. Without the
//! feature `faults` nothing of it is compiled in: every step is taken.

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

/// Whether the step of this name is to be taken: as the plan of the present thread says ([`Plan::within`]).
///
/// # Errors
/// If the plan wants it to fail.
#[cfg(not(feature = "faults"))]
#[inline(always)]
pub const fn step(_: &'static str) -> Result<bool, Wanted> {
    Ok(true)
}

#[cfg(not(feature = "faults"))]
pub use off::Plan;
#[cfg(feature = "faults")]
pub use on::{Plan, step};

#[cfg(not(feature = "faults"))]
mod off {
    /// No plan: every step is taken.
    #[derive(Debug, Clone, Default)]
    pub struct Plan {}

    impl Plan {
        /// Does something under this plan.
        #[inline(always)]
        pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
            work()
        }
    }
}

#[cfg(feature = "faults")]
mod on {
    use std::{
        cell::RefCell,
        collections::{BTreeMap, BTreeSet},
        sync::{Arc, Mutex, MutexGuard, PoisonError},
    };

    use super::{Fault, Wanted};

    /// What is to happen at which point, for one service; and which points were passed.
    #[derive(Debug, Clone, Default)]
    pub struct Plan(Arc<Mutex<Points>>);

    #[derive(Debug, Default)]
    struct Points {
        faults: BTreeMap<&'static str, Fault>,
        passed: BTreeSet<&'static str>,
    }

    thread_local! {
        static PRESENT: RefCell<Option<Plan>> = const { RefCell::new(None) };
    }

    impl Plan {
        /// Does something under this plan.
        pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
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
    pub fn step(name: &'static str) -> Result<bool, Wanted> {
        match PRESENT.with_borrow(|plan| plan.as_ref().map_or(Fault::Pass, |plan| plan.at(name))) {
            Fault::Pass => Ok(true),
            Fault::Skip => Ok(false),
            Fault::Fail => Err(Wanted),
            Fault::Crash => std::process::abort(),
        }
    }
}
