//! What do those see who propose and decide a sanction?

use chrono::NaiveDate;

use crate::domain::profile::{Profile, identity::Identity, status::Status};

/// The person of a case.
#[derive(Debug, Clone)]
pub struct Person {
    /// The confirmed name, or empty.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// What the person looks like.
    pub description: String,
    /// How the person goes about it.
    pub method: String,
    /// What the card says.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// The last day shown.
    pub shown_until: Option<NaiveDate>,
}

impl Person {
    /// The view of a profile. When it is erased is not for the board.
    pub fn of(profile: Profile) -> Self {
        let Profile {
            id: _,
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
        let Identity { name, aliases, born, looks_under_18: _, description, modus_operandi } = identity;
        Self {
            name: name.map(|fact| fact.value).unwrap_or_default(),
            aliases: aliases.into_iter().map(|fact| fact.value).collect(),
            born: born.map(|fact| fact.value),
            description: description.map(|fact| fact.value).unwrap_or_default(),
            method: modus_operandi.map(|fact| fact.value).unwrap_or_default(),
            status,
            under_18,
            shown_until,
        }
    }
}
