//! Planted bugs: what the simulation is to find. None of it is in the shipped program: a step of `src/faults.rs` left
//! out, a column changed behind the service's back, a process whose clock is wrong.

use std::cell::RefMut;

use beadle::{
    actions::Shared,
    clock::Clock,
    domain::ids::{ProfileId, UserId},
    faults::Fault,
    jobs::runner,
};
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
    /// A message that was sent is sent again.
    MailAgain,
    /// A message that waits is not there any more.
    MailLost,
    /// The outbox says that a message was sent which nobody took.
    MailMadeUp,
    /// A term is a week longer than it was decided.
    TermTooLong,
    /// The store of blobs says for ever that something is gone which is not.
    BlobsLie,
    /// Of somebody who left a name stays on a report.
    LeaverKept,
    /// The address goes with the reporter.
    AddressForgotten,
    /// Lines vanish from the audit trail.
    AuditLineDropped,
    /// This step of an erasure is left out, and said to be done.
    LeftOut(&'static str),
}

impl Year {
    fn raw(&self) -> RefMut<'_, Raw> {
        self.raw.borrow_mut()
    }

    /// For each process anew: the step that is left out.
    pub fn plant(&self) {
        let steps: &[&'static str] = match self.bug {
            Some(Bug::LeftOut(step)) => &[step],
            Some(Bug::BlobsLie) => &["blobs.delete", "blobs.found", "blobs.listed"],
            _ => &[],
        };
        steps.iter().for_each(|step| self.town.service.faults().want(step, Fault::Skip));
    }

    /// By which process members look.
    pub fn planted_door(&self) -> Shared {
        if self.bug != Some(Bug::ShownADayLonger) {
            return self.town.service.clone();
        }
        let behind =
            Clock::still(self.town.clock.now() - TimeDelta::minutes(24 * 60 - 1), self.dice(u64::MAX));
        self.town.beside(&behind)
    }

    /// Somebody else works the timetable first.
    pub async fn planted_before_beat(&self) -> Result<(), Failure> {
        if self.bug == Some(Bug::ErasedADayEarly) {
            let ahead =
                Clock::still(self.town.clock.now() + TimeDelta::minutes(24 * 60 - 1), self.dice(u64::MAX));
            let (_go, stop) = watch::channel(false);
            self.lawful("beat", runner::beat(&self.town.beside(&ahead), None, &stop).await)?;
            self.town.service.fill_index().unwrap();
            // By that clock everybody's session was over.
            self.calls.borrow_mut().clear();
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
            Some(Bug::TermTooLong) => {
                "UPDATE sanctions SET ends_on = date(ends_on, '+7 days') WHERE state = 'served'"
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

    /// What happens to the outbox before it is sent.
    pub fn planted_before_mail(&self) {
        match self.bug {
            Some(Bug::MailAgain) => {
                self.raw().run("DROP TABLE IF EXISTS temp.before", &[]);
                self.raw().run(
                    "CREATE TEMP TABLE before AS SELECT id, message FROM outbox WHERE state = 'queued'",
                    &[],
                );
            }
            Some(Bug::MailLost) => self.raw().run("DELETE FROM outbox WHERE state = 'queued'", &[]),
            Some(Bug::MailMadeUp) => {
                self.raw()
                    .run("UPDATE outbox SET state = 'sent', message = NULL WHERE state = 'queued'", &[]);
            }
            _ => {}
        }
    }

    /// What happens to the outbox after it was sent.
    pub fn planted_after_mail(&self) {
        if self.bug == Some(Bug::MailAgain) {
            let sql = "UPDATE outbox SET state = 'queued', message = (SELECT message FROM temp.before b WHERE b.id = \
                       outbox.id) WHERE state = 'sent' AND owner <> id AND id IN (SELECT id FROM temp.before)";
            self.raw().run(sql, &[]);
        }
    }

    /// What happens to the reports of somebody who left.
    pub fn planted_after_leaving(&self, who: UserId) {
        let sql = match self.bug {
            Some(Bug::LeaverKept) => "UPDATE incidents SET recorder = {id}",
            Some(Bug::AddressForgotten) => "UPDATE incidents SET reporter_mail = NULL",
            _ => return,
        };
        self.raw().run(sql, &[("id", who.uuid())]);
    }

    /// What happens to a hold.
    pub fn planted_after_hold(&self, of: ProfileId) {
        if self.bug == Some(Bug::HoldIgnored) {
            self.raw().run("DELETE FROM holds WHERE profile = {id}", &[("id", of.uuid())]);
        }
    }
}
