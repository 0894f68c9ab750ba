//! Proves a restored installation before it leaves quarantine: the trail is the one that was backed up, what was taken
//! away since is gone, and every blob that a row names is there.

use std::{
    collections::{BTreeSet, HashSet},
    fs, io,
};

use super::{
    blobs_named,
    manifest::{Manifest, hex},
    replay::standing,
};
use crate::{
    actions::{Refusal, Shared, audit::checkpoint},
    domain::ids::SchemeId,
    faults,
    photos::blobs::BlobKey,
    store::{
        self, Read,
        ledger::{Line, Matter},
    },
    vault::Owner,
};

fn unproved(what: impl Into<String>) -> Refusal {
    Refusal::Failed(format!("the restored installation stays in quarantine: {}", what.into()))
}

/// The trail goes on from where it was when the backup was made. A checkpoint of a later time, which it cannot hold
/// any more, is put aside for whoever compares.
pub(super) async fn as_backed_up(
    service: &Shared,
    scheme: SchemeId,
    manifest: &Manifest,
) -> Result<(), Refusal> {
    let expected =
        manifest.schemes.iter().find(|one| one.id == scheme).map(|one| (one.events, one.head.clone()));
    let (heads, backup) = (service.settings.heads(), manifest.id);
    let proved = service.store.read::<_, Refusal>(move |tx| {
        let Some((events, expected)) = expected else {
            return Err(unproved("a scheme is not in the manifest"));
        };
        if events > 0 && hex(&store::audit::hash_at(tx, scheme, events)?) != expected {
            return Err(unproved("the audit trail is not the one that was backed up"));
        }
        let file = checkpoint::path(&heads, scheme);
        let said = checkpoint::read(&file, scheme, &tx.vault.ring());
        let follows = match &said {
            Ok(Some((_, said))) => checkpoint::holds(tx, said)?,
            Ok(None) => true,
            Err(_) => false,
        };
        if follows {
            Ok(None)
        } else {
            Ok(Some((file.clone(), file.with_extension(format!("before-{backup}")))))
        }
    });
    if let Some((from, to)) = proved.await? {
        let put_aside = || {
            faults::write()?;
            fs::rename(from, to)?;
            Ok(faults::write()?)
        };
        let put = service.faults().within(put_aside);
        put.map_err(|error: io::Error| unproved(format!("a checkpoint cannot be put aside: {error}")))?;
    }
    Ok(())
}

/// Nothing of what the ledger says is gone is left, and nothing that stays is missing.
pub(super) async fn gone(
    service: &Shared,
    scheme: SchemeId,
    lines: &[Line],
    manifest: &Manifest,
) -> Result<(), Refusal> {
    let standing = standing(lines);
    let proved = service.store.read::<_, Refusal>(move |tx| {
        if let Err(fault) = store::walk::verify(tx, scheme, &HashSet::new(), |_| ())? {
            return Err(unproved(format!("the audit trail does not hold: {fault:?}")));
        }
        for line in standing {
            proved_one(tx, scheme, line)?;
        }
        if !store::picture::blobs_to_remove(tx, scheme)?.is_empty() {
            return Err(unproved("blobs wait for their removal"));
        }
        let newest = tx.vault.newest_epoch();
        let old = store::lookup::in_use(tx, scheme)?.into_iter().find(|(epoch, _)| *epoch < newest);
        if let Some((epoch, n)) = old {
            // What can be moved was: these open nothing, here as where the backup was made.
            tracing::warn!(%scheme, epoch, n, "keys that do not open stay on an old epoch");
        }
        blobs_named(tx, scheme)
    });
    let excused: BTreeSet<&String> = manifest.missing.iter().collect();
    for name in proved.await? {
        let key = BlobKey::named(&name).ok_or_else(|| unproved("a row names no blob"))?;
        let there = service.blobs.exists(&key).await.map_err(|error| unproved(error.to_string()))?;
        if !there && !excused.contains(&name) {
            return Err(unproved(format!("blob {name} is missing")));
        }
    }
    Ok(())
}

fn proved_one(tx: &mut Read<'_>, scheme: SchemeId, line: Line) -> Result<(), Refusal> {
    let left = match line.matter {
        Matter::Erasure(profile) => store::erasure::left(tx, profile)?,
        Matter::UserLeaves(user) if !store::keys::destroyed(tx, Owner::new(scheme, user))? => {
            vec!["data_keys.owner"]
        }
        Matter::BusinessLeaves(business) if !store::keys::destroyed(tx, Owner::new(scheme, business))? => {
            vec!["data_keys.owner"]
        }
        _ => return Ok(()),
    };
    if left.is_empty() { Ok(()) } else { Err(unproved(format!("something is left in {}", left.join(", ")))) }
}
