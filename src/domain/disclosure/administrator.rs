//! What does an administrator see of a profile? Everything but contact details and special facts, which are opened
//! apart; of a withdrawn one nothing without a grant (`profile/sight.rs`).

use chrono::NaiveDate;

use crate::domain::{
    date::{london_day, spoken},
    ids::ProfileId,
    profile::{
        Profile,
        identity::{Fact, Identity},
        minor::age_on,
        status::{Status, shown},
    },
};

/// A fact as it is shown, with its source in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced {
    /// The fact.
    pub value: String,
    /// "A member's report".
    pub source: &'static str,
}

impl Sourced {
    fn of(fact: Fact<String>) -> Self {
        Self { value: fact.value, source: fact.source.label() }
    }
}

/// A person on a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Whose profile.
    pub id: ProfileId,
    /// The name; empty for ID sought.
    pub name: String,
    /// "Also called Daz", "born 14 May 1994", a description for who has no name.
    pub about: String,
    /// What the card says.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// Whether members see the person today.
    pub shown: bool,
    /// "until 3 March 2027", "not shown to members".
    pub until: String,
}

impl Brief {
    /// A person on a line, on a day.
    pub fn of(profile: &Profile, today: NaiveDate) -> Self {
        let Profile {
            id,
            id_sought: _,
            named_on: _,
            status,
            under_18,
            photo_shown: _,
            identity,
            created_on: _,
            shown_until,
            shown_since: _,
            erased_on: _,
            withdrawn_at: _,
        } = profile;
        let Identity { name, aliases, born, looks_under_18: _, description, modus_operandi: _ } = identity;
        let mut about = Vec::new();
        if !aliases.is_empty() {
            let names: Vec<_> = aliases.iter().map(|alias| alias.value.as_str()).collect();
            about.push(format!("also called {}", names.join(", ")));
        }
        about.extend(born.as_ref().map(|born| format!("born {}", spoken(born.value))));
        if name.is_none() {
            about.extend(description.as_ref().map(|fact| fact.value.clone()));
        }
        let is_shown = shown(*shown_until, today);
        Self {
            id: *id,
            name: name.as_ref().map(|fact| fact.value.clone()).unwrap_or_default(),
            about: about.join(" · "),
            status: *status,
            under_18: *under_18,
            shown: is_shown,
            until: match shown_until {
                Some(until) if is_shown => format!("until {}", spoken(*until)),
                _ => "not shown to members".to_owned(),
            },
        }
    }

    /// The name, or words for who has none.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { "Somebody whose name is not known" } else { &self.name }
    }
}

/// A profile's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Whose profile.
    pub id: ProfileId,
    /// Without a confirmed name.
    pub id_sought: bool,
    /// The confirmed name, none for ID sought.
    pub name: Option<Sourced>,
    /// The day the name was confirmed, where it was later.
    pub named_on: Option<NaiveDate>,
    /// Other names.
    pub aliases: Vec<Sourced>,
    /// The date of birth.
    pub born: Option<(NaiveDate, &'static str)>,
    /// The age in years today.
    pub age: Option<u32>,
    /// Looks under 18, the date of birth unknown.
    pub looks_under_18: bool,
    /// What the person looks like.
    pub description: Option<Sourced>,
    /// How the person goes about it.
    pub modus_operandi: Option<Sourced>,
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
    /// Since which day members see the person.
    pub shown_since: Option<NaiveDate>,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// The day it was made.
    pub created_on: NaiveDate,
    /// Whether the timetable has withdrawn it.
    pub withdrawn: bool,
}

impl Person {
    /// A profile's page, on a day.
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
        Self {
            id,
            id_sought,
            name: name.map(Sourced::of),
            named_on,
            aliases: aliases.into_iter().map(Sourced::of).collect(),
            age: born.as_ref().and_then(|born| age_on(born.value, today)),
            born: born.map(|born| (born.value, born.source.label())),
            looks_under_18,
            description: description.map(Sourced::of),
            modus_operandi: modus_operandi.map(Sourced::of),
            status,
            under_18,
            photo_shown,
            shown: shown(shown_until, today),
            shown_until,
            shown_since: shown_since.map(london_day),
            erased_on,
            created_on,
            withdrawn: withdrawn_at.is_some(),
        }
    }

    /// The name, or words for who has none.
    pub fn called(&self) -> &str {
        self.name.as_ref().map_or("Who is this?", |name| name.value.as_str())
    }
}
