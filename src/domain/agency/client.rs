//! Which systems of a force or agency may ask, and by which keys?
//!
//! A client is registered under one agreement of one scheme, with public keys that were handed over by hand: none is
//! ever fetched. The same id and keys may be registered by several schemes; each is a client of its own. One that was
//! revoked asks in vain from the next call on. At its agreement's end it reads nothing any more, its name is erased,
//! and what is left is what it takes to tell it so.

use chrono::{DateTime, Utc};

use crate::domain::{
    ids::{AgreementId, ClientId, UserId},
    text::{self, TextProblem},
};

/// So many keys at most: two of each kind, so that one can follow the other.
pub const MOST_KEYS: usize = 4;
/// The longest id, in characters.
pub const LONGEST_ID: usize = 64;

/// A police system that may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id in the scheme.
    pub id: ClientId,
    /// What it calls itself (RFC 6749, 2.2).
    pub called: String,
    /// Under which agreement.
    pub agreement: AgreementId,
    /// What people call it; nothing once its agreement has ended.
    pub name: Option<String>,
    /// Its public keys, each as a JWK.
    pub keys: Vec<String>,
    /// Who registered it.
    pub registered_by: Option<UserId>,
    /// When.
    pub registered_at: DateTime<Utc>,
    /// Since when it asks in vain.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The id under which a client is to be known: letters, digits, full stops, hyphens and underscores.
///
/// # Errors
/// What is wrong with it.
pub fn chosen_id(typed: &str) -> Result<String, TextProblem> {
    let id = text::line(typed, 8, LONGEST_ID)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if id.chars().all(plain) { Ok(id) } else { Err(TextProblem::Empty) }
}
