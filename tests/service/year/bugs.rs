//! Planted bugs: what the simulation is to find. None of it is in the shipped program: a step of `src/faults.rs` left
//! out, a column changed behind the service's back, a process whose clock is wrong.

use beadle::{actions::Shared, clock::Clock, domain::ids::ProfileId, faults::Fault, jobs::runner};
use chrono::TimeDelta;
use tokio::sync::watch;

use super::{Failure, world::Year};
use crate::profile::raw::Raw;

/// A bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// Members are shown what a process sees whose clock is a day behind.
    ShownADayLonger,
    /// A process whose clock is almost a day ahead works the timetable: at a day the service would notice.
    ErasedADayEarly,
    /// Somebody else than the one writer sets the day of erasure.
    ClockWriterBypassed,
    /// A legal hold is forgotten.
    HoldIgnored,
    /// A message is queued twice.
    MailTwice,
    /// Lines vanish from the audit trail.
    AuditLineDropped,
    /// This step of an erasure is left out, and said to be done.
    LeftOut(&'static str),
}

impl Year {
    fn raw(&self) -> Raw {
        Raw::open(&self.town.store)
    }

    /// For each process anew: the step that is left out.
    pub fn plant(&self) {
        if let Some(Bug::LeftOut(step)) = self.bug {
            self.town.service.faults().want(step, Fault::Skip);
        }
    }

    /// By which process members look.
    pub fn planted_door(&self) -> Shared {
        if self.bug != Some(Bug::ShownADayLonger) {
            return self.town.service.clone();
        }
        let behind = Clock::still(self.town.clock.now() - TimeDelta::days(1), 1);
        self.town.beside(&behind)
    }

    /// Somebody else works the timetable first.
    pub async fn planted_before_beat(&self) -> Result<(), Failure> {
        if self.bug == Some(Bug::ErasedADayEarly) {
            let ahead = Clock::still(self.town.clock.now() + TimeDelta::minutes(24 * 60 - 1), 1);
            let (_go, stop) = watch::channel(false);
            self.lawful("beat", runner::beat(&self.town.beside(&ahead), None, &stop).await)?;
            self.town.service.fill_index().unwrap();
        }
        Ok(())
    }

    /// What happens to the tables meanwhile.
    pub fn planted_after_beat(&self) {
        let sql = match self.bug {
            Some(Bug::ClockWriterBypassed) => {
                "UPDATE profiles SET erased_on = date(erased_on, '+7 days') WHERE rowid IN \
                 (SELECT rowid FROM profiles LIMIT 1)"
            }
            Some(Bug::MailTwice) => {
                "INSERT INTO outbox SELECT randomblob(16), scheme, owner, state, message, letter, attempts, \
                 problem, queued_at, next_at, settled_at, erase_on FROM outbox LIMIT 1"
            }
            Some(Bug::AuditLineDropped) => {
                self.raw().run("DROP TRIGGER IF EXISTS audit_no_delete", &[]);
                "DELETE FROM audit WHERE seq = (SELECT max(seq) - 1 FROM audit) AND seq % 5 = 0"
            }
            _ => return,
        };
        self.raw().run(sql, &[]);
    }

    /// What happens to a hold.
    pub fn planted_after_hold(&self, of: ProfileId) {
        if self.bug == Some(Bug::HoldIgnored) {
            self.raw().run("DELETE FROM holds WHERE profile = {id}", &[("id", of.uuid())]);
        }
    }
}
