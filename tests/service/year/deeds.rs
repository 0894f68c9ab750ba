//! What people of the simulated town do: through the service, as its doors would.

use beadle::{
    actions::{
        Call, Refusal,
        assurance::hold_erasure,
        incident::{accept, decline, sheet::Sheet, strike, submit},
        profile::gallery,
    },
    domain::{
        date::{london_day, london_time},
        ids::{IncidentId, ProfileId},
        incident::review::Decision,
        member::role::Role,
    },
};
use chrono::{Days, TimeDelta};

use super::{Failure, oracle::Person, world::Year};
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
}

impl Year {
    /// Somebody does something that the rules allow.
    pub async fn deed(&mut self) -> Result<(), Failure> {
        match self.dice(10) {
            0..3 => self.report().await,
            3..7 => self.review().await,
            7 => self.strike().await,
            8 => self.hold().await,
            _ => self.look().await.map(drop),
        }
    }

    /// A session of somebody, as its requests carry it.
    pub async fn call(&self, role: Role) -> Call {
        let at = &self.town.ashby;
        let (token, csrf) = self.town.session(at, at.who(role), role, true).await;
        Call { host: at.host.to_owned(), token: Some(token), csrf: Some(csrf) }
    }

    /// A shop reports a theft, by somebody who is shown or somebody it names.
    async fn report(&mut self) -> Result<(), Failure> {
        let happened = self.town.clock.now() - TimeDelta::minutes(5);
        let shown = self.oracle.shown(self.today());
        let claimed = if self.dice(2) == 0 { self.pick(&shown) } else { None };
        self.reports += 1;
        let n = self.reports;
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
        let call = self.call(Role::Member).await;
        let filed = submit::submit(&self.town.service, call, sheet).await;
        let filed = self.lawful("report", filed)?;
        let (incident, today) = (filed.id, self.today());
        if let Some(person) = claimed.and_then(|id| self.oracle.people.get_mut(&id)) {
            person.waiting.insert(incident, today);
        }
        self.waiting.push((Waiting { incident, claimed }, today));
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
        let typed = accept::Acceptance {
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
            person.reports.insert(report.incident, (submitted, None));
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
    }

    /// An administrator strikes a report of somebody who is shown.
    async fn strike(&mut self) -> Result<(), Failure> {
        let today = self.today();
        let Some(id) = self.pick(&self.oracle.shown(today)) else { return Ok(()) };
        let standing = self.oracle.people[&id].reports.iter().filter(|(_, (_, struck))| struck.is_none());
        let Some(incident) = self.pick(&standing.map(|(id, _)| *id).collect::<Vec<_>>()) else {
            return Ok(());
        };
        let call = self.call(Role::Administrator).await;
        let (why, words) = ("not_so".to_owned(), format!("Paid for, {MARK} found"));
        let struck = strike::strike(&self.town.service, call, id, incident, why, words).await;
        self.lawful("strike", struck)?;
        if let Some((_, struck)) =
            self.oracle.people.get_mut(&id).and_then(|person| person.reports.get_mut(&incident))
        {
            *struck = Some(today);
        }
        Ok(())
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

    /// A member looks at the gallery; returns whom they see.
    pub async fn look(&mut self) -> Result<Vec<ProfileId>, Failure> {
        let call = self.call(Role::Member).await;
        let service = self.planted_door();
        let seen = gallery::gallery(&service, call, gallery::Asked::default()).await;
        let seen = self.lawful("look", seen)?;
        Ok(seen.value.faces.iter().map(|face| face.card.id).collect())
    }

    /// A deed that the rules allow is done.
    pub fn lawful<T>(&self, deed: &'static str, done: Result<T, Refusal>) -> Result<T, Failure> {
        done.map_err(|refusal| self.failure("what the rules allow is done", format!("{deed}: {refusal}")))
    }
}
