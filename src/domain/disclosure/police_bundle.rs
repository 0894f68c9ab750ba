//! What stands in a report that is handed to police? What they may read of the incident and of whom it stands for, and
//! with the reporter's permission who made it and how to reach them; never the victims and the witnesses (R-3, the
//! matrix of product.md).

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{police::ListedPerson, police_event::Event};
use crate::domain::{
    agency::{permission::Permission, purpose::Stated},
    ids::EventId,
    member::record::UserDetails,
    profile::{Profile, status::shown},
};

/// A report as it is handed over.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// The entry of the register of disclosures.
    pub register_entry: EventId,
    /// The partnership.
    pub partnership: String,
    /// When it was handed over.
    pub handed_at: DateTime<Utc>,
    /// To whom, what for and why.
    pub handed_to: HandedTo,
    /// What happened.
    pub incident: Event,
    /// Those it stands for who are circulated.
    pub persons: Vec<ListedPerson>,
    /// Who made it.
    pub reporter: Reporter,
    /// Its pictures.
    pub images: Vec<Still>,
}

/// To whom, what for and why.
#[derive(Debug, Clone, Serialize)]
pub struct HandedTo {
    /// The force or agency.
    pub agency: String,
    /// The officer's reference.
    pub officer: String,
    /// What for.
    pub purpose: &'static str,
    /// Why, or the crime reference.
    pub reason: String,
}

impl HandedTo {
    /// What was stated, to a force or agency.
    pub fn of(agency: String, stated: &Stated) -> Self {
        let Stated { officer, purpose, reason } = stated.clone();
        Self { agency, officer, purpose: purpose.as_str(), reason }
    }
}

/// Who made a report and permits that police are told so.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reporter {
    /// Name.
    pub name: String,
    /// The business, or empty.
    pub business: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// On which day they permitted it.
    pub permitted_on: NaiveDate,
    /// How.
    pub permitted_how: &'static str,
}

impl Reporter {
    /// A reporter, by the permission they gave: their postal address stays here.
    pub fn of(details: UserDetails, business: String, permission: &Permission) -> Self {
        let UserDetails { name, email, phone, address: _ } = details;
        let Permission { incident: _, user: _, how, given_on, recorded_by: _, recorded_at: _ } = permission;
        Self { name, business, email, phone, permitted_on: *given_on, permitted_how: how.as_str() }
    }
}

/// A picture in the bundle.
#[derive(Debug, Clone, Serialize)]
pub struct Still {
    /// The file's name.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Whether the stills of a report may go with it: everybody whom it names, struck or not, is circulated and may be
/// pictured. Whose face is on which still is not known.
pub fn stills_go(named: &[Profile], today: NaiveDate) -> bool {
    named.iter().all(|person| person.photo_shown && shown(person.shown_until, today))
}
