//! Copies checkpoints and ledgers to a folder on another machine, so that who takes this one cannot rewrite what they
//! say unseen. What lies there is never replaced by what does not follow from it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{checkpoint, witnessed};
use crate::{
    actions::{Refusal, Shared},
    domain::{ids::SchemeId, scheme::Scheme},
    durable,
    store::{self, Read, ledger::Ledger},
    vault::Ring,
};

/// Copies what changed since the last time; returns how many files. Nothing, where no folder is set.
///
/// # Errors
/// If a copy says something else than this installation, or a file cannot be read or written: the others are copied
/// all the same.
pub async fn copy(service: &Shared) -> Result<usize, Refusal> {
    let Some(to) = service.settings.copies.clone() else { return Ok(0) };
    let (vault, settings) = (service.vault.clone(), service.settings.clone());
    service
        .store
        .read(move |tx| {
            let (mut copied, mut failed) = (0, None);
            for scheme in store::scheme::all(tx)? {
                let ring = vault.ring();
                let (here, there) = (settings.heads(), to.join("heads"));
                for done in [
                    checkpoints(tx, checkpoint::path, &here, &there, &scheme, &ring),
                    checkpoints(tx, witnessed::path, &here, &there, &scheme, &ring),
                    ledgers(&settings.data, &to, &scheme, &ring),
                ] {
                    match done {
                        Ok(moved) => copied += usize::from(moved),
                        Err(error) => failed = Some(error),
                    }
                }
            }
            failed.map_or(Ok(copied), Err)
        })
        .await
}

fn uncopied(what: &str, scheme: &Scheme, why: &dyn std::fmt::Display) -> Refusal {
    Refusal::Failed(format!("the {what} of {} was not copied: {why}", scheme.host))
}

/// The newest checkpoint, or the newest that the witness signed: `path` says which.
fn checkpoints(
    tx: &mut Read<'_>,
    path: fn(&Path, SchemeId) -> PathBuf,
    from: &Path,
    to: &Path,
    scheme: &Scheme,
    ring: &Ring,
) -> Result<bool, Refusal> {
    let failed = |why: &dyn std::fmt::Display| uncopied("checkpoint", scheme, why);
    let (from, folder, to) = (path(from, scheme.id), to, path(to, scheme.id));
    let Some((note, _)) = checkpoint::read(&from, scheme.id, ring).map_err(|why| failed(&why))? else {
        return Ok(false);
    };
    match checkpoint::read(&to, scheme.id, ring).map_err(|why| failed(&why))? {
        Some((there, _)) if there == note => return Ok(false),
        Some((_, there)) if !checkpoint::holds(tx, &there)? => {
            return Err(failed(
                &"the trail no longer holds what the copy says; run beadle audit verify --heads",
            ));
        }
        _ => (),
    }
    durable::folder(folder)
        .and_then(|()| durable::replace(&to, note.to_string().as_bytes()))
        .map_err(|error| failed(&error))?;
    Ok(true)
}

fn ledgers(from: &Path, to: &Path, scheme: &Scheme, ring: &Ring) -> Result<bool, Refusal> {
    let failed = |why: &dyn std::fmt::Display| uncopied("ledger", scheme, why);
    let (here, there) = (Ledger::of(from, scheme.id), Ledger::of(to, scheme.id));
    let text = match fs::read(here.file()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        text => text.map_err(|error| failed(&error))?,
    };
    if fs::read(there.file()).is_ok_and(|known| known == text) {
        return Ok(false);
    }
    let end = there.end(ring).map_err(|error| failed(&error))?;
    let follows = end.map_or(Ok(true), |end| here.holds(ring, &end)).map_err(|error| failed(&error))?;
    if !follows {
        return Err(failed(&"it lacks lines that the copy has: was it cut or replaced?"));
    }
    durable::folder(&to.join("ledger"))
        .and_then(|()| durable::replace(there.file(), &text))
        .map_err(|error| failed(&error))?;
    Ok(true)
}
