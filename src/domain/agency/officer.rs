//! Which officers may ask without a system of their own?
//!
//! Those whom the controller invited under an agreement. The account is bound to that agreement, holds no other role, and
//! is erased when it ends.

use chrono::{DateTime, Utc};

use crate::domain::ids::{AgreementId, UserId};

/// An officer's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Whose.
    pub user: UserId,
    /// Under which agreement they ask.
    pub agreement: AgreementId,
    /// As the force knows them: each disclosure stands in the register under it.
    pub reference: String,
    /// Who invited them; nobody once that user has left.
    pub invited_by: Option<UserId>,
    /// When.
    pub invited_at: DateTime<Utc>,
}
