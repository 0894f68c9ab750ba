//! Does the key ring fit the database? One that is older opens too little; a copy that went its own way seals what no
//! other opens.

use super::known_in_use;
use crate::{
    actions::Refusal,
    store::{self, Read, Store, ring::Begun},
    vault::{Epoch, Ring},
};

/// What is wrong with a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Something hangs on an epoch that is newer than all of the ring's, or one was begun.
    #[error("the key ring is older than the database, which knows epoch {0}: recover it from escrow")]
    Older(i64),
    /// Its epoch is not the one of that number that was begun here.
    #[error(
        "epoch {0} of the key ring is not the one that was begun here: another copy of the ring began it. Recover the \
         ring from the escrow that copy wrote, and keep one copy only"
    )]
    Another(i64),
}

pub(super) fn begun(epoch: &Epoch) -> Begun {
    Begun { epoch: epoch.id(), print: epoch.print().to_vec() }
}

/// What is wrong with a ring for the database, if something is.
pub(super) fn misfit(tx: &mut Read<'_>, ring: &Ring) -> Result<Option<Misfit>, Refusal> {
    let newest = ring.newest().id();
    let known = store::ring::newest(tx)?;
    let ours = |known: &Begun| ring.epochs().iter().find(|epoch| epoch.id() == known.epoch);
    if let Some(known) = &known
        && ours(known).is_some_and(|ours| begun(ours) != *known)
    {
        return Ok(Some(Misfit::Another(known.epoch)));
    }
    let used = known_in_use(tx)?.into_iter().map(|(epoch, _)| epoch);
    let latest = used.chain(known.map(|known| known.epoch)).max();
    Ok(latest.filter(|latest| *latest > newest).map(Misfit::Older))
}

/// What is wrong with a ring for a database, if something is: for the commands.
///
/// # Errors
/// If the database cannot be read.
pub fn fits(store: &Store, ring: &Ring) -> Result<Option<Misfit>, Refusal> {
    store.read_here(|tx| misfit(tx, ring))
}
