//! What the public writes to the scheme: used to answer it, and for nothing else.

pub mod state;

use chrono::{DateTime, NaiveDate, Utc};

use self::state::State;
use super::ids::EnquiryId;

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Name, as given.
    pub name: String,
    /// E-mail address, to answer.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// What they want, in their words.
    pub words: String,
}

/// An enquiry, opened: for administrators and the controller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// Its id.
    pub id: EnquiryId,
    /// Open or closed.
    pub state: State,
    /// What was written.
    pub message: Message,
    /// When it came.
    pub made_at: DateTime<Utc>,
    /// The London day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The London day it is erased; none while it is open.
    pub erase_on: Option<NaiveDate>,
}
