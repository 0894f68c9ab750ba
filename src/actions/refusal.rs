//! Why a deed was not done: one list for pages and JSON.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        ids::{SchemeId, UserId},
        text::TextProblem,
    },
    faults::Wanted,
    photos::blobs::BlobError,
    store::StoreError,
};

/// What is wrong with one field of a form, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Why a deed was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or it is not for this viewer: the same answer.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// The role needs a second factor that was not shown.
    #[error("a second factor is needed")]
    SecondFactor,
    /// The agreement is to be accepted first.
    #[error("the agreement is to be accepted first")]
    Agreement,
    /// The form's token is missing or old.
    #[error("the page is out of date")]
    OutOfDate,
    /// Fields to correct.
    #[error("fields to correct")]
    Fields(Vec<FieldProblem>),
    /// The rules say no, or somebody else was quicker; in words for the page.
    #[error("refused: {0}")]
    Rule(String),
    /// A member opened more people than the scheme allows, and is to be stopped.
    #[error("unusually many people were opened")]
    Unusual {
        /// Where.
        scheme: SchemeId,
        /// Who.
        user: UserId,
    },
    /// A member was stopped: people's pages are closed to them.
    #[error("stopped until {until}")]
    Stopped {
        /// Until then.
        until: DateTime<Utc>,
    },
    /// Too many tries.
    #[error("too many tries")]
    TooMany,
    /// What may be used once was used before: a proof, an assertion, a link.
    #[error("used before")]
    Replayed,
    /// A bug: a deed or a look without its audit line is not done.
    #[error("not recorded")]
    Unrecorded,
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// The store of pictures does not answer: whatever else is wanted of it waits.
    #[error("the store of pictures does not answer")]
    Silent,
    /// Something else failed.
    #[error("{0}")]
    Failed(String),
}

impl From<Wanted> for Refusal {
    fn from(wanted: Wanted) -> Self {
        Self::Store(wanted.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            other => Self::Store(other),
        }
    }
}

impl From<BlobError> for Refusal {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Silent => Self::Silent,
            other => Self::Failed(other.to_string()),
        }
    }
}

impl Refusal {
    /// One field to correct.
    pub fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Fields(vec![FieldProblem { field, message: message.into() }])
    }
}

/// Gathers what is wrong with a form, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldProblem>);

impl Problems {
    /// The value, or its field's problem noted.
    pub fn take<T>(&mut self, field: &'static str, value: Result<T, TextProblem>) -> Option<T> {
        value.map_err(|problem| self.add(field, problem.to_string())).ok()
    }

    /// Notes a problem.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldProblem { field, message: message.into() });
    }

    /// Ends the check.
    ///
    /// # Errors
    /// [`Refusal::Fields`] if anything is wrong.
    pub fn end(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Fields(self.0)) }
    }
}
