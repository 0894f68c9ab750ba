//! What is held about businesses, their premises and users, and about sessions?

use chrono::{DateTime, NaiveDate, Utc};

use super::{agreement::Acceptance, role::Role, state::State};
use crate::domain::ids::{BusinessId, PremisesId, UserId};

/// What is held about a user. Nothing more may be added without R-2 saying so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserDetails {
    /// Full name.
    pub name: String,
    /// E-mail address; also the sign-in name.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// Postal address, or empty.
    pub address: String,
}

/// What is held about a business.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BusinessDetails {
    /// Trading name.
    pub name: String,
    /// "Shop", "Pub", …
    pub trade: String,
}

/// What is held about premises.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PremisesDetails {
    /// The name over the door.
    pub name: String,
    /// Street address.
    pub address: String,
}

/// A user's row, opened.
#[derive(Debug, Clone)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Business, if any.
    pub business: Option<BusinessId>,
    /// Invited, active, suspended.
    pub state: State,
    /// Sealed details, opened.
    pub details: UserDetails,
    /// The latest acceptance of the agreement.
    pub agreed: Option<Acceptance>,
    /// "", "light", "dark".
    pub theme: String,
    /// Has chosen a password.
    pub has_password: bool,
    /// When the gallery was last looked at.
    pub gallery_seen_at: Option<DateTime<Utc>>,
    /// Since when they are stopped for opening unusually many people, until somebody has looked into it.
    pub stopped_at: Option<DateTime<Utc>>,
    /// When invited.
    pub created_at: DateTime<Utc>,
}

/// A business's row, opened.
#[derive(Debug, Clone)]
pub struct Business {
    /// Id.
    pub id: BusinessId,
    /// Active or suspended.
    pub state: State,
    /// Sealed details, opened.
    pub details: BusinessDetails,
    /// The day it gave authority to exclude on its behalf, if it has.
    pub authority_on: Option<NaiveDate>,
}

/// A premises' row, opened.
#[derive(Debug, Clone)]
pub struct Premises {
    /// Id.
    pub id: PremisesId,
    /// Whose.
    pub business: BusinessId,
    /// The part of town.
    pub area: String,
    /// Sealed details, opened.
    pub details: PremisesDetails,
    /// In use.
    pub open: bool,
}

/// A role granted or proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Whom.
    pub user: UserId,
    /// What.
    pub role: Role,
    /// By whom; nobody for the first two.
    pub granted_by: Option<UserId>,
    /// Whether it holds.
    pub confirmed: bool,
}

/// A session's row with what decides its evidence.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose.
    pub user: User,
    /// The role acted in.
    pub role: Role,
    /// All confirmed roles of the user.
    pub roles: Vec<Role>,
    /// A second factor was shown.
    pub second_factor: bool,
    /// The user has one.
    pub has_second_factor: bool,
    /// The business's name, if any.
    pub place: Option<BusinessDetails>,
    /// Whether the business, if any, is active.
    pub business_active: bool,
    /// When signed in.
    pub created_at: DateTime<Utc>,
    /// When last used.
    pub seen_at: DateTime<Utc>,
}

/// A user's secrets: never shown, never logged.
#[derive(Default)]
pub struct Credentials {
    /// Argon2id, in PHC string format.
    pub password: String,
    /// The seed of the time-based codes (RFC 6238), if set up.
    pub totp: Option<Vec<u8>>,
}
