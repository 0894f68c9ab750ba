//! What passes between a profile and its row.

use chrono::{DateTime, NaiveDate, Utc};

use super::{identity::Identity, status::Status};
use crate::domain::ids::{PictureId, ProfileId};

/// A profile's row, its identity opened.
#[derive(Debug, Clone)]
pub struct Row {
    /// Id.
    pub id: ProfileId,
    /// Without a confirmed name.
    pub id_sought: bool,
    /// The day the name was confirmed, where it was later.
    pub named_on: Option<NaiveDate>,
    /// What the card says.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// Whether members see pictures.
    pub photo_shown: bool,
    /// Opened.
    pub identity: Identity,
    /// The day it was made.
    pub created_on: NaiveDate,
    /// The last day members see it.
    pub shown_until: Option<NaiveDate>,
    /// When it last began to be shown.
    pub shown_since: Option<DateTime<Utc>>,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// When the scheduler withdrew it.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// What a card needs of a row, the name and the age opened.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Id.
    pub id: ProfileId,
    /// Without a confirmed name.
    pub id_sought: bool,
    /// What the card says.
    pub status: Status,
    /// Whether members see pictures.
    pub photo_shown: bool,
    /// The picture for the card.
    pub photo: Option<PictureId>,
    /// Opened.
    pub name: Option<String>,
    /// Opened.
    pub born: Option<NaiveDate>,
    /// Under 18 by the look of it.
    pub looks_under_18: bool,
    /// The last day members see it.
    pub shown_until: Option<NaiveDate>,
    /// When it last began to be shown.
    pub shown_since: Option<DateTime<Utc>>,
}
