//! What special-category facts may be held about a person, and for whom?

use chrono::{DateTime, Utc};

use crate::domain::{
    ids::{BusinessId, ItemId, ProfileId, UserId},
    incident::source::Source,
    text::words,
};

words! {
    /// The kinds of special-category facts that may be held.
    Kind {
        /// Only to identify the person.
        Ethnicity = "ethnicity", "Ethnicity";
        /// Only where its symptoms endanger staff.
        Condition = "condition", "Take care";
        /// Of the person; for administrator and controller only.
        Vulnerability = "vulnerability", "Vulnerability";
    }
}

/// A special-category fact. There is no way to show one to everybody: its audience is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// Id.
    pub id: ItemId,
    /// Of whom.
    pub profile: ProfileId,
    /// What kind.
    pub kind: Kind,
    /// From whom.
    pub source: Source,
    /// The fact; sealed.
    pub words: String,
    /// Why it is held; sealed.
    pub reason: String,
    /// The businesses most likely to be affected.
    pub audience: Vec<BusinessId>,
    /// By whom.
    pub recorded_by: Option<UserId>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}
