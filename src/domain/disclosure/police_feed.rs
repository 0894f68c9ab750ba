//! What does the change feed tell police of a person? Ids, versions and states, and when: nothing else.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::domain::{agency::feed, ids::ProfileId};

/// What became of a person, and nothing else about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The person's id in this scheme.
    #[schema(value_type = uuid::Uuid)]
    pub id: ProfileId,
    /// Counts the changes of this person that were told.
    pub version: i64,
    /// Withdrawn: drop your copies. Erased: delete them.
    #[schema(schema_with = words::states)]
    pub state: &'static str,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl Change {
    /// A line of the feed.
    pub fn of(id: ProfileId, version: i64, state: feed::State, changed_at: DateTime<Utc>) -> Self {
        Self { id, version, state: state.as_str(), changed_at }
    }
}
