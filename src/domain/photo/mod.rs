//! Pictures: what may be taken in, and how large what is kept may be.

pub mod limits;

use chrono::{DateTime, NaiveDate, Utc};

use super::ids::{IncidentId, PictureId, ProfileId, UserId};

/// A picture, as far as it is about nobody. Its bytes are two sealed blobs, 1,600 and 320 pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Id.
    pub id: PictureId,
    /// The incident that a still is attached to; it has a key of its own.
    pub incident: Option<IncidentId>,
    /// The profile whose picture it is; it is sealed under the profile's key.
    pub profile: Option<ProfileId>,
    /// The still it was cropped or blurred from.
    pub taken_from: Option<PictureId>,
    /// Width of the large one, in pixels.
    pub width: u32,
    /// Height of the large one, in pixels.
    pub height: u32,
    /// The one on the card.
    pub main: bool,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// From whom.
    pub uploaded_by: Option<UserId>,
    /// The day it is erased, if it has one of its own.
    pub erase_on: Option<NaiveDate>,
}
