//! A police system follows which ids are new, changed, withdrawn and erased, without an officer: so that its force can
//! drop its copies. The data itself is asked for by somebody, for a purpose.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};

use super::{
    bearer::Presented,
    call::{Answered, Telling},
    cursor,
    denied::Denied,
};
use crate::{
    actions::Shared,
    domain::{
        agency::feed::on_the_day, date::london_day, deed::Deed, disclosure::police_feed::Change,
        member::evidence::Acting, profile::status::shown, rules::TOMBSTONE,
    },
    store::{self, StoreError},
};

/// The kind of a cursor in the feed.
const KIND: &str = "c1";

/// A part of the feed.
#[derive(Debug, Clone)]
pub struct Changes {
    /// What has changed, in the order it did; of each id the last that happened to it.
    pub items: Vec<Change>,
    /// Where to go on.
    pub next: String,
    /// Whether there is more already.
    pub more: bool,
}

/// What has changed since a cursor; from the beginning without one.
pub async fn since(
    service: &Shared,
    presented: Presented,
    cursor: Option<String>,
    limit: Option<u32>,
) -> Answered<Changes> {
    service
        .tell_system(presented, Deed::TellPoliceChanges, move |telling| {
            let limit = cursor::limit(limit)?;
            let after = match &cursor {
                Some(cursor) => read(telling, cursor)?,
                None => 0,
            };
            let (scheme, today) = (telling.scheme.id, telling.viewer.today());
            // Read first: whatever is told of up to here is among the lines.
            let head = store::audit::head(telling.tx, scheme)?;
            let mut lines = store::feed::since(telling.tx, scheme, after, limit as i64 + 1)?;
            let more = lines.len() > limit;
            if more {
                // What came with one event stays together: a cursor is between events.
                let cut = lines.get(limit).map(|line| line.told);
                let kept = lines.iter().filter(|line| Some(line.told) < cut).count();
                if kept == 0 {
                    lines = store::feed::of_event(telling.tx, scheme, cut.unwrap_or_default())?;
                } else {
                    lines.truncate(kept);
                }
            }
            let last = if more { lines.last().map_or(after, |line| line.told) } else { head.seq };
            let items = lines
                .into_iter()
                .map(|line| {
                    let state = on_the_day(line.state, shown(line.shown_until, today));
                    Change::of(line.profile, line.version, state, line.told_at)
                })
                .collect();
            Ok(Changes { items, next: write(telling, last)?, more })
        })
        .await
}

/// A cursor holds the number of an event, the beginning of its hash, and when it was given: so that one from before a
/// restore, or from before the oldest tombstone, is known.
fn write(telling: &mut Telling<'_, '_>, seq: i64) -> Result<String, Denied> {
    let given = telling.viewer.at().timestamp();
    Ok(cursor::write(KIND, &[seq.to_string(), print(telling, seq)?.unwrap_or_default(), given.to_string()]))
}

fn print(telling: &mut Telling<'_, '_>, seq: i64) -> Result<Option<String>, Denied> {
    match store::audit::hash_at(telling.tx, telling.scheme.id, seq) {
        Ok(hash) => Ok(Some(BASE64_URL_SAFE_NO_PAD.encode(&hash[..9.min(hash.len())]))),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The event after which a cursor goes on.
fn read(telling: &mut Telling<'_, '_>, text: &str) -> Result<i64, Denied> {
    let none =
        || Denied::parameter("cursor", "Send the cursor of the last answer as it was, or none to begin.");
    let parts = cursor::read(KIND, text)?;
    let [seq, hash, given] = parts.as_slice() else { return Err(none()) };
    let seq: i64 = seq.parse().map_err(|_| none())?;
    let given: DateTime<Utc> =
        given.parse().ok().and_then(|given| DateTime::from_timestamp(given, 0)).ok_or_else(none)?;
    let forgotten = TOMBSTONE.after_never_longer(london_day(given)) < telling.viewer.today();
    if forgotten || print(telling, seq)?.unwrap_or_default() != *hash {
        return Err(Denied::Resync);
    }
    Ok(seq)
}
