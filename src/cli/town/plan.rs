//! What happens in the invented town, day by day: who does what where, and what becomes of it. The deeds themselves
//! are done by the service, at the time they are planned for.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{
    dice::Dice,
    happenings::{self, Happening},
    names,
};
use crate::domain::{
    date::day_start,
    incident::{kind::Kind, loss::Band},
};

/// How many days the town has run.
pub const DAYS: u64 = 3 * 365;
const PEOPLE: usize = 172;
const INCIDENTS: usize = 400;

/// A person of the town who comes to notice.
#[derive(Debug, Clone)]
pub struct Person {
    /// Decides the face and the words.
    pub seed: u64,
    /// Full name.
    pub name: String,
    /// Another name, if any.
    pub alias: Option<String>,
    /// Date of birth.
    pub born: NaiveDate,
    /// Whether anybody knows the name.
    pub known: bool,
    /// Whether an e-mail address is held.
    pub email: bool,
}

/// What the reviewer makes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Accepted, about its person.
    Accepted,
    /// Accepted, nobody identified.
    Nobody,
    /// Returned to the reporter.
    Returned,
    /// Not accepted.
    Rejected,
    /// Waits for its review.
    Waiting,
    /// A draft that was never sent.
    Draft,
}

/// A report that is made.
#[derive(Debug, Clone)]
pub struct Report {
    /// When it is sent.
    pub at: DateTime<Utc>,
    /// Who did it, by number.
    pub person: usize,
    /// Where, by number of the business.
    pub business: usize,
    /// What happened.
    pub kind: Kind,
    /// What it was worth.
    pub band: Band,
    /// In the reporter's words; `{person}` is where the subject stands.
    pub narrative: &'static str,
    /// With a photo.
    pub photo: bool,
    /// By telephone.
    pub telephone: bool,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether the person admitted it, or was convicted.
    pub proven: bool,
}

/// The plan of a town.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its day one.
    pub begins: NaiveDate,
    /// Its people.
    pub people: Vec<Person>,
    /// Its reports, in the order they are sent.
    pub reports: Vec<Report>,
}

impl Plan {
    /// The plan of a town that has run for three years on `today`.
    pub fn new(seed: u64, today: NaiveDate, businesses: usize) -> Self {
        let begins = today - Days::new(DAYS);
        let mut dice = Dice::new(seed, "plan");
        let people = (0..PEOPLE as u64).map(|n| person(seed.wrapping_add(n), today, &mut dice)).collect();
        let mut reports: Vec<Report> =
            (0..INCIDENTS).map(|n| report(n, begins, businesses, &mut dice)).collect();
        reports.sort_by_key(|report| report.at);
        Self { begins, people, reports }
    }
}

fn person(seed: u64, today: NaiveDate, dice: &mut Dice) -> Person {
    let age = if dice.chance(1, 24) { 15 + dice.below(3) } else { 19 + dice.below(40) };
    Person {
        seed,
        name: names::person(seed),
        alias: dice.chance(1, 3).then(|| names::alias(seed).to_owned()),
        born: today - Days::new(age as u64 * 365 + dice.below(360) as u64),
        known: dice.chance(3, 4),
        email: dice.chance(1, 3),
    }
}

/// The kinds of a town, as often as they happen.
const KINDS: &[(usize, Kind, Happening)] = &[
    (46, Kind::Theft, Happening::Theft),
    (10, Kind::AttemptedTheft, Happening::AttemptedTheft),
    (14, Kind::Abuse, Happening::Abuse),
    (10, Kind::Threats, Happening::Threats),
    (6, Kind::Violence, Happening::Violence),
    (6, Kind::Damage, Happening::Damage),
    (4, Kind::Fraud, Happening::Fraud),
    (4, Kind::Breach, Happening::Breach),
];

fn report(n: usize, begins: NaiveDate, businesses: usize, dice: &mut Dice) -> Report {
    // A town reports more each year: the scheme is still growing.
    let part = dice.between(0.0, 1.0).powf(0.75);
    let day = begins + Days::new((part * DAYS as f32) as u64);
    let late = begins + Days::new(DAYS) - day;
    let mut roll = dice.below(100);
    let &(_, kind, happening) = KINDS
        .iter()
        .find(|(weight, ..)| {
            let found = roll < *weight;
            roll = roll.saturating_sub(*weight);
            found
        })
        .unwrap_or(&KINDS[0]);
    let fate = match dice.below(100) {
        _ if late < TimeDelta::days(4) => Fate::Waiting,
        0..=77 => Fate::Accepted,
        78..=87 => Fate::Nobody,
        88..=91 => Fate::Returned,
        92..=96 => Fate::Rejected,
        _ if late < TimeDelta::days(7) => Fate::Draft,
        _ => Fate::Accepted,
    };
    let priced = matches!(kind, Kind::Theft | Kind::AttemptedTheft | Kind::Fraud | Kind::Damage);
    Report {
        at: day_start(day) + TimeDelta::minutes(9 * 60 + dice.below(11 * 60) as i64),
        // Some people come back: the first of them most often.
        person: if dice.chance(1, 3) { dice.below(24) } else { n % PEOPLE },
        business: dice.below(businesses),
        kind,
        band: if priced { dice.pick(&Band::ALL[1..]) } else { Band::None },
        narrative: happenings::narrative(dice.next(), happening),
        photo: dice.chance(3, 5),
        telephone: dice.chance(1, 14),
        fate,
        proven: dice.chance(2, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_repeats_itself_and_lacks_nothing() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let plan = Plan::new(7, today, 45);
        assert_eq!(plan.reports.len(), INCIDENTS);
        assert_eq!(format!("{:?}", plan.reports[9]), format!("{:?}", Plan::new(7, today, 45).reports[9]));
        for (_, kind, _) in KINDS {
            assert!(plan.reports.iter().any(|report| report.kind == *kind), "{kind:?}");
        }
        for fate in [Fate::Accepted, Fate::Nobody, Fate::Returned, Fate::Rejected, Fate::Waiting] {
            assert!(plan.reports.iter().any(|report| report.fate == fate), "{fate:?}");
        }
        assert!(plan.reports.iter().all(|report| report.at < day_start(today)));
        assert!(plan.people.iter().any(|person| !person.known));
    }
}
