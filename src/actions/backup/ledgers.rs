//! Does the ledger say all that was done since a backup was made? Without that no restore goes on.

use std::path::Path;

use super::manifest::Manifest;
use crate::{
    actions::audit::{checkpoint, held, witnessed},
    clock::Clock,
    config::Settings,
    domain::ids::SchemeId,
    remote::bucket::Bucket,
    store::ledger::{Digest, End, Ledger, Line, Matter},
    vault::Ring,
};

/// Why a ledger does not do.
#[derive(Debug, thiserror::Error)]
pub enum BadLedger {
    /// It is not there.
    #[error(
        "the ledger of {host} is missing: {path}. Bring it back from its copy outside this machine, then run this again"
    )]
    Missing {
        /// The scheme's host name.
        host: String,
        /// Where it should be.
        path: String,
    },
    /// Somebody changed it.
    #[error(
        "the ledger of {host} is badly signed: it was changed in {places} places. Bring back the one that was not"
    )]
    BadlySigned {
        /// The scheme's host name.
        host: String,
        /// In how many places.
        places: usize,
    },
    /// It is of another installation, or of an earlier time.
    #[error(
        "the ledger of {host} does not hold this backup's line: it is older than the backup, or not of it"
    )]
    WithoutBackup {
        /// The scheme's host name.
        host: String,
    },
    /// It was cut short.
    #[error(
        "the ledger of {host} ends too early: it lacks line {number}, which was witnessed. Bring back a newer one"
    )]
    EndsEarly {
        /// The scheme's host name.
        host: String,
        /// The number of the line that is known to have been in it.
        number: u64,
    },
    /// Nobody knows how far it must reach.
    #[error(
        "how far the ledger of {host} must reach is not known: {why}. Only if the witness is gone for good, take [witness] out of the configuration file"
    )]
    Unasked {
        /// The scheme's host name.
        host: String,
        /// Why.
        why: String,
    },
    /// It cannot be read.
    #[error("the ledger of {host} cannot be read: {error}")]
    Unreadable {
        /// The scheme's host name.
        host: String,
        /// Why.
        error: std::io::Error,
    },
}

/// The furthest end of a scheme's ledger that a checkpoint of its trail quotes: the newest that was written, the newest
/// that the witness signed, or any that the bucket holds, which is asked. `None` where none does that can be believed.
///
/// # Errors
/// Why the bucket does not say.
pub fn witnessed(
    settings: &Settings,
    ring: &Ring,
    clock: &Clock,
    scheme: SchemeId,
) -> Result<Option<End>, String> {
    let heads = settings.heads();
    let known = witnessed::known(settings, ring).ok().flatten();
    let written = checkpoint::read(&checkpoint::path(&heads, scheme), scheme, ring).ok().flatten();
    let signed = known.as_ref().and_then(|by| {
        witnessed::read(&witnessed::path(&heads, scheme), scheme, ring, &by.key).ok().flatten()
    });
    let bucket = known.as_ref().and_then(witnessed::Known::bucket);
    let asked = bucket.map(|set| held::ledger_end(&Bucket::open(set, clock.clone())?, scheme, ring));
    let held = asked.transpose().map_err(|why| why.to_string())?.flatten();
    let ends = [written, signed].into_iter().flatten().filter_map(|(_, said)| said.ledger);
    Ok(ends.chain(held).max_by_key(|end| end.number))
}

/// The lines of each scheme's ledger, if it is all that a restore of this backup needs.
pub(super) fn examined(
    data: &Path,
    ring: &Ring,
    manifest: &Manifest,
    digest: Digest,
    witnessed: &dyn Fn(SchemeId) -> Result<Option<End>, String>,
) -> Result<Vec<(SchemeId, Vec<Line>)>, BadLedger> {
    let mut all = Vec::new();
    for scheme in &manifest.schemes {
        let (ledger, host) = (Ledger::of(data, scheme.id), scheme.host.clone());
        if !ledger.file().exists() {
            return Err(BadLedger::Missing { host, path: ledger.file().display().to_string() });
        }
        let unreadable = |error| BadLedger::Unreadable { host: scheme.host.clone(), error };
        let read = ledger.read(ring).map_err(unreadable)?;
        if read.damaged > 0 {
            return Err(BadLedger::BadlySigned { host, places: read.damaged });
        }
        let line = Matter::Backup(manifest.id, digest);
        if !read.lines.iter().any(|one| one.matter == line) {
            return Err(BadLedger::WithoutBackup { host });
        }
        let known = witnessed(scheme.id);
        let known = known.map_err(|why| BadLedger::Unasked { host: host.clone(), why })?;
        for end in [scheme.ledger_end(), known].into_iter().flatten() {
            if !ledger.holds(ring, &end).map_err(unreadable)? {
                return Err(BadLedger::EndsEarly { host, number: end.number });
            }
        }
        all.push((scheme.id, read.lines));
    }
    Ok(all)
}
