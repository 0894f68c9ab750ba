//! Walks a scheme's audit trail from its first event, and compares it with the head that was signed outside the
//! database.

use std::{path::Path, sync::Arc};

use super::head::{self, Unbelievable, Witnessed};
use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{deed::Deed, member::evidence::Controller, scheme::Scheme},
    store::{
        self, Read, Store,
        audit::{Fault, Head},
    },
};

/// What the head file says of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    /// The trail holds what was witnessed.
    Agrees(Witnessed),
    /// There is no head file yet.
    Missing,
    /// The head file cannot be read or believed.
    Unbelievable(Unbelievable),
    /// The trail does not hold what was witnessed: it was cut or rewritten.
    Differs(Witnessed),
}

/// What verifying a trail found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The scheme's host name.
    pub host: String,
    /// How many events hold together, or what is wrong, in words.
    pub chain: Result<i64, String>,
    /// What the head file says.
    pub witness: Witness,
}

impl Report {
    /// Whether nothing is wrong. A head that was never written is not wrong: there may be none yet.
    pub fn good(&self) -> bool {
        self.chain.is_ok() && matches!(self.witness, Witness::Agrees(_) | Witness::Missing)
    }

    /// The witness in words.
    pub fn witness_in_words(&self) -> String {
        match &self.witness {
            Witness::Agrees(head) => {
                format!(
                    "agrees with the head signed at {} for event {}",
                    head.at.format("%F %T UTC"),
                    head.seq
                )
            }
            Witness::Missing => "there is no signed head yet".to_owned(),
            Witness::Unbelievable(why) => why.to_string(),
            Witness::Differs(head) => format!(
                "differs from the head signed at {} for event {}: events were cut or rewritten",
                head.at.format("%F %T UTC"),
                head.seq
            ),
        }
    }
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Sequence(seq) => format!("event {seq} is missing, moved or was put in"),
        Fault::Changed(seq) => format!("event {seq} was changed"),
        Fault::Unlinked(seq) => format!("event {seq} does not follow from the one before"),
        Fault::Head => "the trail ends elsewhere than its head says".to_owned(),
    }
}

fn one(tx: &mut Read<'_>, heads: &Path, scheme: &Scheme, walked: impl FnMut(i64)) -> Result<Report, Refusal> {
    let vault = tx.vault.clone();
    let chain = store::audit::verify(tx, scheme.id, walked)?;
    let witness = match head::read(heads, scheme, &vault.ring()) {
        Ok(None) => Witness::Missing,
        Ok(Some(head)) if head::holds(tx, &head)? => Witness::Agrees(head),
        Ok(Some(head)) => Witness::Differs(head),
        Err(why) => Witness::Unbelievable(why),
    };
    let chain = chain.map(|Head { seq, .. }| seq).map_err(|fault| in_words(&fault));
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
