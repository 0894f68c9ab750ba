//! The controller reads the audit trail; that is recorded too.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{deed::Deed, ids::UserId, member::evidence::Controller},
    store,
};

/// So many events stand on a page.
pub const PAGE: usize = 50;

/// An event, as the controller sees it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number in the trail.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub deed: String,
    /// The role acted in.
    pub role: String,
    /// Who, by random id.
    pub actor: Option<UserId>,
    /// What it concerned, by random ids.
    pub about: Vec<Uuid>,
    /// What became of its sealed words.
    pub words: Words,
}

/// The sealed part of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// It has none.
    None,
    /// Opened.
    Open(String),
    /// Its owner was erased: nobody can read it any more.
    Gone,
}

/// A page of the trail.
#[derive(Debug, Clone)]
pub struct Trail {
    /// The events, the newest first.
    pub lines: Vec<Line>,
    /// The number before which the next page begins.
    pub next: Option<i64>,
    /// How many events there are in all.
    pub events: i64,
}

/// A page of the trail before an event, of everything or of what one random id did or had done to it.
///
/// # Errors
/// If the viewer is not the controller, or the look cannot be recorded.
pub async fn page(
    service: &Shared,
    call: Call,
    before: Option<i64>,
    id: Option<Uuid>,
) -> Result<Seen<Trail>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAudit, move |look| {
            if let Some(id) = id {
                look.concerns(id);
            }
            let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
            let mut found = store::audit::page(look.tx, &look.viewer, before, id, limit)?;
            let more = found.len() > PAGE;
            found.truncate(PAGE);
            let next = if more { found.last().map(|event| event.seq) } else { None };
            let events = store::audit::head(look.tx, look.scheme.id)?.seq;
            let mut lines = Vec::with_capacity(found.len());
            for event in found {
                let words = match &event.words {
                    None => Words::None,
                    Some(sealed) => match store::audit::words(look.tx, &look.viewer, event.id, sealed)? {
                        Some(opened) => Words::Open(String::from_utf8_lossy(&opened).into_owned()),
                        None => Words::Gone,
                    },
                };
                let deed = Deed::parse(&event.deed).map_or(event.deed, |deed| deed.label().to_owned());
                let (seq, at, role) = (event.seq, event.at, event.role);
                lines.push(Line { seq, at, deed, role, actor: event.actor, about: event.about, words });
            }
            Ok(Trail { lines, next, events })
        })
        .await
}
