//! What does the controller see of a profile? Everything, the withdrawn included, until the day it is erased.

use chrono::NaiveDate;

use crate::domain::{
    date::{london_day, spoken},
    ids::ProfileId,
    profile::{
        Profile,
        identity::{Fact, Identity},
        status::{Status, shown},
    },
};

/// A person as the controller sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Whose profile.
    pub id: ProfileId,
    /// The name, or words for who has none.
    pub called: String,
    /// What is known, each fact with its source: what, the fact, from whom.
    pub facts: Vec<(&'static str, String, &'static str)>,
    /// What the card says.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// Whether members see pictures.
    pub photo_shown: bool,
    /// Whether members see the person today.
    pub shown: bool,
    /// The last day members see the person.
    pub shown_until: Option<NaiveDate>,
    /// Since which day.
    pub shown_since: Option<NaiveDate>,
    /// The day it was made.
    pub created_on: NaiveDate,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// The day the timetable withdrew it.
    pub withdrawn_on: Option<NaiveDate>,
}

impl Person {
    /// A person, on a day.
    pub fn of(profile: Profile, today: NaiveDate) -> Self {
        let Profile {
            id,
            id_sought,
            named_on,
            status,
            under_18,
            photo_shown,
            identity,
            created_on,
            shown_until,
            shown_since,
            erased_on,
            withdrawn_at,
        } = profile;
        let Identity { name, aliases, born, looks_under_18, description, modus_operandi } = identity;
        let called = name.as_ref().map(|name| name.value.clone());
        let mut facts = Vec::new();
        let mut add = |what, fact: Option<Fact<String>>| {
            facts.extend(fact.map(|fact| (what, fact.value, fact.source.label())));
        };
        add("Name", name);
        for alias in aliases {
            add("Also called", Some(alias));
        }
        add("Born", born.map(|born| Fact { value: spoken(born.value), source: born.source }));
        add("Looks", description);
        add("What they do", modus_operandi);
        if looks_under_18 {
            facts.push(("Age", "looks under 18".to_owned(), ""));
        }
        if let Some(day) = named_on {
            facts.push(("Named on", spoken(day), ""));
        }
        let unnamed = if id_sought { "Somebody whose name is not known" } else { "Somebody" };
        Self {
            id,
            called: called.unwrap_or_else(|| unnamed.to_owned()),
            facts,
            status,
            under_18,
            photo_shown,
            shown: shown(shown_until, today),
            shown_until,
            shown_since: shown_since.map(london_day),
            created_on,
            erased_on,
            withdrawn_on: withdrawn_at.map(london_day),
        }
    }
}
