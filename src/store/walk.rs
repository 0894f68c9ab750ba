//! Walks a scheme's audit trail from its first event: is every event there, as it was written, after the one before
//!

use std::collections::HashSet;

use diesel::prelude::*;

use super::{
    Read, Stored,
    audit::{self, Head, Row},
    schema::audit as events,
    tree::Regrown,
};
use crate::{domain::ids::SchemeId, vault::merkle::Root};

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This event is missing, moved or was put in.
    Sequence(i64),
    /// This event was changed.
    Changed(i64),
    /// This event does not follow from the one before.
    Unlinked(i64),
    /// The chain ends elsewhere than its head says.
    Head,
    /// The root that is kept for the events up to this one is another than theirs.
    Root(i64),
}

/// A chain that holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Its end.
    pub head: Head,
    /// The roots over its first events, for each size that was asked for and reached, the shortest first.
    pub roots: Vec<Root>,
}

/// Walks a scheme's chain from the first event, in pages, and reckons the roots over its first events anew, for the
/// sizes asked for; `walked` hears how many were read.
///
/// # Errors
/// If the database refuses; what is wrong with the chain is in the answer.
pub fn verify(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    sizes: &HashSet<u64>,
    mut walked: impl FnMut(i64),
) -> Stored<Result<Whole, Fault>> {
    let mut end = Head { seq: 0, hash: vec![0; 32] };
    let mut tree = Regrown::default();
    let mut roots: Vec<Root> = sizes.contains(&0).then(|| tree.root()).into_iter().collect();
    loop {
        let rows: Vec<Row> = events::table
            .filter(events::scheme.eq(scheme))
            .filter(events::seq.gt(end.seq))
            .order(events::seq.asc())
            .limit(5_000)
            .select(Row::as_select())
            .load(tx.conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != end.seq + 1 {
                return Ok(Err(Fault::Sequence(end.seq + 1)));
            }
            if row.previous != end.hash {
                return Ok(Err(Fault::Unlinked(row.seq)));
            }
            if row.digest() != row.hash {
                return Ok(Err(Fault::Changed(row.seq)));
            }
            tree.push(&row.hash);
            end = Head { seq: row.seq, hash: row.hash };
            if sizes.contains(&end.seq.unsigned_abs()) {
                roots.push(tree.root());
            }
        }
        walked(end.seq);
    }
    if let Some(seq) = tree.differs(tx, scheme)? {
        return Ok(Err(Fault::Root(seq)));
    }
    Ok(if audit::head(tx, scheme)? == end { Ok(Whole { head: end, roots }) } else { Err(Fault::Head) })
}
