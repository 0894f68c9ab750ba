//! What does somebody see of a person when choosing who it was, and of the person an own report names?
//!
//! Picture, name and status, while the profile is circulated.

use chrono::NaiveDate;

use crate::domain::{
    ids::ProfileId,
    profile::{Profile, status::shown},
};

/// A face on the report. Made for circulated profiles only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// Whose.
    pub id: ProfileId,
    /// The name, or empty while it is not known.
    pub name: String,
    /// "Excluded", "Warned", "ID sought", "Known".
    pub status: &'static str,
    /// Whether a picture may be shown.
    pub pictured: bool,
}

impl Face {
    /// The face of a profile that is shown today; nothing of any other.
    pub fn of(profile: Profile, today: NaiveDate) -> Option<Self> {
        let Profile {
            id,
            id_sought: _,
            named_on: _,
            status,
            under_18: _,
            photo_shown,
            identity,
            created_on: _,
            shown_until,
            shown_since: _,
            erased_on: _,
            withdrawn_at: _,
        } = profile;
        shown(shown_until, today).then(|| Self {
            id,
            name: identity.name.map(|fact| fact.value).unwrap_or_default(),
            status: status.label(),
            pictured: photo_shown,
        })
    }

    /// The name, or the words in its place.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { "Name not known" } else { &self.name }
    }
}
