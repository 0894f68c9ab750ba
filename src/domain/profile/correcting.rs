//! What becomes of a profile's facts when an administrator corrects them?
//!
//! A fact that stays as it was keeps its source; one that changes carries the source of the correction.

use chrono::NaiveDate;

use crate::domain::{
    incident::source::Source,
    profile::{
        Profile,
        identity::{Fact, Identity},
    },
};

/// What was typed, checked and tidied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The name; none for ID sought.
    pub name: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The date of birth.
    pub born: Option<NaiveDate>,
    /// Looks under 18.
    pub looks_under_18: bool,
    /// What the person looks like.
    pub description: Option<String>,
    /// How the person goes about it.
    pub modus_operandi: Option<String>,
}

/// The corrected facts, and the day the name was confirmed if it came later than the profile.
pub fn corrected(
    profile: &Profile,
    typed: Typed,
    source: Source,
    today: NaiveDate,
) -> (Identity, Option<NaiveDate>) {
    let held = &profile.identity;
    let aliases = typed.aliases.into_iter().map(|alias| {
        let known = held.aliases.iter().find(|fact| fact.value == alias);
        Fact { source: known.map_or(source, |fact| fact.source), value: alias }
    });
    let named_on = if profile.id_sought && typed.name.is_some() { Some(today) } else { profile.named_on };
    let identity = Identity {
        name: fact(held.name.as_ref(), typed.name, source),
        aliases: aliases.collect(),
        born: fact(held.born.as_ref(), typed.born, source),
        looks_under_18: typed.looks_under_18,
        description: fact(held.description.as_ref(), typed.description, source),
        modus_operandi: fact(held.modus_operandi.as_ref(), typed.modus_operandi, source),
    };
    (identity, named_on)
}

/// The facts with a confirmed name.
pub fn named(
    profile: &Profile,
    name: String,
    source: Source,
    today: NaiveDate,
) -> (Identity, Option<NaiveDate>) {
    let identity = Identity { name: Some(Fact { value: name, source }), ..profile.identity.clone() };
    (identity, if profile.id_sought { Some(today) } else { profile.named_on })
}

fn fact<T: PartialEq>(held: Option<&Fact<T>>, typed: Option<T>, source: Source) -> Option<Fact<T>> {
    let value = typed?;
    let source = held.filter(|held| held.value == value).map_or(source, |held| held.source);
    Some(Fact { value, source })
}
