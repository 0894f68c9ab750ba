//! What becomes of a name that a member suggests? It is shown nowhere until an administrator confirms it.

use chrono::{DateTime, Utc};

use crate::domain::{
    ids::{ItemId, ProfileId, UserId},
    text::words,
};

words! {
    /// What became of a suggestion.
    State {
        /// Nobody has looked at it.
        Waiting = "waiting", "Waiting";
        /// The name was confirmed.
        Confirmed = "confirmed", "Confirmed";
        /// It was not this person.
        Dismissed = "dismissed", "Dismissed";
    }
}

/// A suggested name, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Id.
    pub id: ItemId,
    /// For whom.
    pub profile: ProfileId,
    /// By whom.
    pub user: Option<UserId>,
    /// The name, and how the user knows; sealed.
    pub name: String,
    /// What became of it.
    pub state: State,
    /// When.
    pub made_at: DateTime<Utc>,
}
