//! Walks a scheme's audit trail from its first event, and compares it with the checkpoint that was signed outside the
//! database.

use std::{path::Path, sync::Arc};

use super::checkpoint::{self, Unbelievable};
use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{deed::Deed, member::evidence::Controller, scheme::Scheme},
    store::{
        self, Read, Store,
        audit::Head,
        walk::{Fault, Whole},
    },
    vault::checkpoint::Checkpoint,
};

/// What a checkpoint's file says of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    /// The trail begins with what the checkpoint says.
    Agrees(Checkpoint),
    /// There is no checkpoint yet.
    Missing,
    /// The file cannot be read or believed.
    Unbelievable(Unbelievable),
    /// The trail does not begin with what the checkpoint says: it was cut or rewritten.
    Differs(Checkpoint),
}

/// What verifying a trail found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The scheme's host name.
    pub host: String,
    /// How many events hold together, or what is wrong, in words.
    pub chain: Result<i64, String>,
    /// What the checkpoint's file says.
    pub witness: Witness,
}

impl Report {
    /// Whether nothing is wrong. A checkpoint that was never written is not wrong: there may be none yet.
    pub fn good(&self) -> bool {
        self.chain.is_ok() && matches!(self.witness, Witness::Agrees(_) | Witness::Missing)
    }

    /// The witness in words.
    pub fn witness_in_words(&self) -> String {
        let of = |checkpoint: &Checkpoint| {
            let (at, size) = (checkpoint.at.format("%F %T UTC"), checkpoint.root.size);
            format!("the checkpoint signed at {at} over {size} events")
        };
        match &self.witness {
            Witness::Agrees(checkpoint) => format!("agrees with {}", of(checkpoint)),
            Witness::Missing => "there is no signed checkpoint yet".to_owned(),
            Witness::Unbelievable(why) => why.to_string(),
            Witness::Differs(checkpoint) => {
                format!("differs from {}: events were cut or rewritten", of(checkpoint))
            }
        }
    }
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Sequence(seq) => format!("event {seq} is missing, moved or was put in"),
        Fault::Changed(seq) => format!("event {seq} was changed"),
        Fault::Unlinked(seq) => format!("event {seq} does not follow from the one before"),
        Fault::Head => "the trail ends elsewhere than its head says".to_owned(),
        Fault::Root(seq) => format!("the root kept for the events up to {seq} is not theirs"),
    }
}

fn one(tx: &mut Read<'_>, heads: &Path, scheme: &Scheme, walked: impl FnMut(i64)) -> Result<Report, Refusal> {
    let ring = tx.vault.ring();
    let said = checkpoint::read(&checkpoint::path(heads, scheme.id), scheme.id, &ring);
    let size = said.as_ref().ok().and_then(Option::as_ref).map(|(_, said)| said.root.size);
    let chain = store::walk::verify(tx, scheme.id, size.as_slice(), walked)?;
    let witness = match said {
        Ok(None) => Witness::Missing,
        Err(why) => Witness::Unbelievable(why),
        Ok(Some((_, said))) => {
            let agrees = match &chain {
                // Reckoned anew from the events themselves.
                Ok(Whole { roots, .. }) => roots.contains(&said.root),
                // The walk ended early: what the database keeps must do.
                Err(_) => checkpoint::holds(tx, &said)?,
            };
            if agrees { Witness::Agrees(said) } else { Witness::Differs(said) }
        }
    };
    let chain = chain.map(|Whole { head: Head { seq, .. }, .. }| seq).map_err(|fault| in_words(&fault));
    Ok(Report { host: scheme.host.clone(), chain, witness })
}

/// Verifies the trails of an installation, or of one host name; `walked` hears the host name and how many events
/// were read. For the commands: nobody's data is looked at.
///
/// # Errors
/// If the database refuses, or the host name has no scheme.
pub fn all(
    store: &Store,
    heads: &Path,
    host: Option<&str>,
    mut walked: impl FnMut(&str, i64),
) -> Result<Vec<Report>, Refusal> {
    store.read_here(|tx| {
        let schemes = match host {
            Some(host) => vec![store::scheme::by_host(tx, host)?],
            None => store::scheme::all(tx)?.into_iter().map(Arc::new).collect(),
        };
        schemes.iter().map(|scheme| one(tx, heads, scheme, |seq| walked(&scheme.host, seq))).collect()
    })
}

/// Verifies the viewer's own trail; that is recorded as a look at it.
///
/// # Errors
/// If the viewer is not the controller, or the database refuses.
pub async fn own(service: &Shared, call: Call) -> Result<Seen<Report>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAudit, |look| {
            let heads = look.service.settings().heads();
            one(look.tx, &heads, &look.scheme, |_| ())
        })
        .await
}
