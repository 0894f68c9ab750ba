//! What people of the simulated town do: through the service, as its doors would.

use std::collections::BTreeMap;

use beadle::{
    actions::{
        Call, Refusal,
        assurance::hold_erasure,
        incident::{accept, decline, sheet::Sheet, strike, submit},
        profile::{faces::Face, gallery},
    },
    domain::{
        date::{london_day, london_time},
        ids::{IncidentId, ProfileId, UserId},
        incident::review::Decision,
        member::role::Role,
    },
};
use chrono::{Days, NaiveDate, TimeDelta};
use uuid::Uuid;

use super::{
    Failure,
    oracle::{Accepted, Person},
    world::Year,
};
use crate::profile::listed::picture;

/// Stands in whatever somebody types, and nowhere else.
pub const MARK: &str = "canaryq";
/// So many people at most: they fit on one page of the gallery.
const PEOPLE: usize = 14;

/// A report that waits for its review.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub incident: IncidentId,
    pub claimed: Option<ProfileId>,
    pub by: UserId,
}

impl Year {
    /// Somebody does something that the rules allow.
    pub async fn deed(&mut self) -> Result<(), Failure> {
        match self.dice(20) {
            0..5 => self.report().await,
            5..12 => self.review().await,
            12 => self.strike().await,
            13 => self.hold().await,
            14..18 => self.case().await,
            18 if self.dice(2) == 0 => self.relent().await,
            18 => self.merge().await,
            _ => self.staff().await,
        }
    }

    /// The session of somebody in a role, as their requests carry it.
    pub async fn call(&self, role: Role) -> Call {
        self.call_of(self.town.ashby.who(role), role).await
    }

    /// The session of anybody: one for all they do in a step.
    pub async fn call_of(&self, who: UserId, role: Role) -> Call {
        if let Some(call) = self.calls.borrow().get(&who) {
            return call.clone();
        }
        let at = &self.town.ashby;
        let (token, csrf) = self.town.session(at, who, role, true).await;
        let call = Call { host: at.host.to_owned(), token: Some(token), csrf: Some(csrf) };
        self.calls.borrow_mut().insert(who, call.clone());
        call
    }

    /// Somebody's session is no more.
    pub fn forget_session(&self, of: UserId) {
        self.calls.borrow_mut().remove(&of);
    }

    /// A shop reports a theft, by somebody who is shown or somebody it names.
    async fn report(&mut self) -> Result<(), Failure> {
        let happened = self.town.clock.now() - TimeDelta::minutes(5);
        let shown = self.oracle.shown(self.today());
        let claimed = if self.dice(2) == 0 { self.pick(&shown) } else { None };
        self.reports += 1;
        let n = self.reports;
        let by = self.pick(&self.oracle.staff(false)).unwrap_or(self.town.ashby.member);
        let sheet = Sheet {
            key: format!("a-form-of-the-year-{n:05}"),
            kind: "theft".to_owned(),
            band: "50_to_200".to_owned(),
            premises: self.town.ashby.premises.to_string(),
            day: london_day(happened).to_string(),
            time: london_time(happened),
            who: claimed.map_or_else(|| "named".to_owned(), |id| id.to_string()),
            named: if claimed.is_none() { format!("Dale {MARK}") } else { String::new() },
            note: format!("Took a ham, {MARK} says"),
            ..Sheet::default()
        };
        let call = self.call_of(by, Role::Member).await;
        let filed = submit::submit(&self.town.service, call, sheet).await;
        let filed = self.lawful("report", filed)?;
        let (incident, today) = (filed.id, self.today());
        if let Some(person) = claimed.and_then(|id| self.oracle.people.get_mut(&id)) {
            person.waiting.insert(incident, today);
        }
        if let Some(one) = self.oracle.staff.get_mut(&by) {
            one.reports.insert(incident);
        }
        self.waiting.push((Waiting { incident, claimed, by }, today));
        Ok(())
    }

    /// An administrator reviews the oldest report.
    async fn review(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (report, submitted) = self.waiting.remove(0);
        let call = self.call(Role::Administrator).await;
        if self.dice(5) == 0 || self.oracle.people.len() >= PEOPLE && report.claimed.is_none() {
            let why = "A dispute about a refund.".to_owned();
            let done =
                decline::decline(&self.town.service, call, report.incident, Decision::Reject, why).await;
            self.lawful("decline", done)?;
            self.reviewed(report);
            return Ok(());
        }
        let today = self.today();
        let known = report.claimed.filter(|id| self.oracle.people[id].shown(today));
        let proven = self.dice(3) > 0;
        let (proof, reasons) = if proven { ("admitted", "Said so to the manager.") } else { ("alleged", "") };
        let typed = accept::Acceptance {
            proof: proof.to_owned(),
            reasons: reasons.to_owned(),
            persons: known.iter().map(ToString::to_string).collect(),
            new_name: if known.is_none() { format!("Dale {MARK} {}", self.reports) } else { String::new() },
            words_checked: true,
            summary: "Took a ham and left without paying.".to_owned(),
            summary_checked: true,
            ..accept::Acceptance::default()
        };
        let accepted = accept::accept(&self.town.service, call, report.incident, typed).await;
        let subjects = self.lawful("accept", accepted)?;
        self.reviewed(report);
        for id in subjects {
            let new = !self.oracle.people.contains_key(&id);
            let person = self.oracle.people.entry(id).or_insert_with(|| Person::new(today));
            person.reports.insert(report.incident, Accepted { submitted, proven, struck: None });
            if new && self.dice(3) == 0 {
                picture(&self.town, &self.town.ashby, Some(id), None).await;
            }
        }
        Ok(())
    }

    /// A report waits no longer.
    fn reviewed(&mut self, report: Waiting) {
        if let Some(person) = report.claimed.and_then(|id| self.oracle.people.get_mut(&id)) {
            person.waiting.remove(&report.incident);
        }
        // Who has left is told nothing.
        if let Some(by) = self.oracle.staff.get_mut(&report.by).filter(|by| !by.left) {
            by.told += 1;
        }
    }

    /// An administrator strikes a report of somebody who is shown.
    async fn strike(&mut self) -> Result<(), Failure> {
        let today = self.today();
        let Some(id) = self.pick(&self.oracle.shown(today)) else { return Ok(()) };
        let standing = self.oracle.people[&id].standing();
        let Some(incident) = self.pick(&standing.map(|(id, _)| id).collect::<Vec<_>>()) else {
            return Ok(());
        };
        let call = self.call(Role::Administrator).await;
        let (why, words) = ("not_so".to_owned(), format!("Paid for, {MARK} found"));
        let before = self.to_read();
        let struck = strike::strike(&self.town.service, call, id, incident, why, words).await;
        self.lawful("strike", struck)?;
        // Whoever had seen it is to read that it counts no more: by a message each.
        for (user, now) in self.to_read() {
            if let Some(one) = self.oracle.staff.get_mut(&user) {
                one.told += now - before.get(&user).copied().unwrap_or_default();
            }
        }
        let person = self.oracle.people.get_mut(&id);
        if let Some(report) = person.and_then(|person| person.reports.get_mut(&incident)) {
            report.struck = Some(today);
        }
        Ok(())
    }

    /// How much that was put right each of the staff has been told of.
    fn to_read(&self) -> BTreeMap<UserId, usize> {
        let mut told = BTreeMap::new();
        for user in self.raw.borrow_mut().hexes("SELECT lower(hex(user_id)) AS hex FROM told") {
            *told.entry(UserId::from(user.parse::<Uuid>().unwrap())).or_default() += 1;
        }
        told
    }

    /// The controller places a legal hold.
    async fn hold(&mut self) -> Result<(), Failure> {
        let today = self.today();
        let living = self.oracle.of(|person| !person.gone && person.erased_on() > today);
        let Some(id) = self.pick(&living) else { return Ok(()) };
        let until = today + Days::new(10 + self.dice(80));
        let call = self.call(Role::Controller).await;
        let reason = format!("Proceedings {} that {MARK} brought", self.dice(1_000_000));
        let placed = hold_erasure::place(&self.town.service, call, id, Some(until), reason).await;
        self.lawful("hold", placed)?;
        if let Some(person) = self.oracle.people.get_mut(&id) {
            person.holds.push((today, until));
        }
        self.planted_after_hold(id);
        Ok(())
    }

    /// A member looks at the gallery; returns whom they see, and until when each is said to be excluded.
    pub async fn look(&self) -> Result<BTreeMap<ProfileId, Option<NaiveDate>>, Failure> {
        let call = self.call(Role::Member).await;
        let service = self.planted_door();
        let seen = gallery::gallery(&service, call, gallery::Asked::default()).await;
        let seen = self.lawful("look", seen)?;
        let said = |face: &Face| (face.card.id, face.card.exclusion.map(|exclusion| exclusion.until));
        Ok(seen.value.faces.iter().map(said).collect())
    }

    /// A deed that the rules allow is done.
    pub fn lawful<T>(&self, deed: &'static str, done: Result<T, Refusal>) -> Result<T, Failure> {
        done.map_err(|refusal| self.failure("what the rules allow is done", format!("{deed}: {refusal}")))
    }
}
