//! Begins a new epoch of the key ring when one is due.

use chrono::{DateTime, Utc};

use super::{
    clock_is_trusted,
    fits::{Misfit, begun, misfit},
    with_vault,
};
use crate::{
    actions::{Refusal, Shared, timetable::Turn},
    domain::{deed::Deed, epoch::turn::due, ids::SchemeId},
    store::{self, Read},
    vault::Ring,
};

/// Begins a new epoch if the rule says so, or if it is `asked` for; `false` if not, or if another process has just
/// begun one. Nothing is begun while the clock is not trusted. The ring is of all schemes: it is the turn of the first
/// that counts, so that no two machines with a copy each begin an epoch side by side.
///
/// # Errors
/// If the ring does not fit the database ([`Misfit`]), its file cannot be replaced, or the database fails.
pub async fn begin(service: &Shared, turn: &Turn, asked: bool) -> Result<bool, Refusal> {
    if !clock_is_trusted(service).await? {
        return Ok(false);
    }
    let (scheme, now) = (turn.scheme(), service.clock.now());
    let ring = with_vault(service, |vault| vault.refresh().map(|()| vault.ring())).await?;
    let asking = ring.clone();
    let Known { first, erased, noted, misfit } =
        service.store.read::<_, Refusal>(move |tx| known(tx, &asking)).await?;
    if let Some(misfit) = misfit {
        return Err(Refusal::Failed(misfit.to_string()));
    }
    if first != Some(scheme) {
        return Ok(false);
    }
    let newest = ring.newest();
    if !noted {
        let begun = begun(newest);
        service.prepare(scheme, move |tx, _| Ok(store::ring::note(tx, scheme, begun, now)?)).await?;
    }
    if !asked && !due(newest.made(), erased, now) {
        return Ok(false);
    }
    let (clock, after) = (service.clock.clone(), newest.id());
    // The ring first: an epoch under which nothing is wrapped harms nobody.
    if with_vault(service, move |vault| vault.begin_epoch(&clock, after)).await?.is_none() {
        return Ok(false);
    }
    let begun = begun(service.vault.ring().newest());
    let recorded = turn.deed(service, move |act| {
        store::ring::note(act.tx, scheme, begun, now)?;
        act.record(Deed::BeginEpoch, &[]);
        Ok(())
    });
    recorded.await.map(|_| true)
}

struct Known {
    /// The scheme whose turn counts.
    first: Option<SchemeId>,
    /// When something was last erased, in any.
    erased: Option<DateTime<Utc>>,
    /// Whether the database knows of the ring's newest epoch.
    noted: bool,
    misfit: Option<Misfit>,
}

fn known(tx: &mut Read<'_>, ring: &Ring) -> Result<Known, Refusal> {
    let schemes = store::scheme::all(tx)?;
    let mut erased = None;
    for scheme in &schemes {
        erased = erased.max(store::lease::erased_at(tx, scheme.id)?);
    }
    Ok(Known {
        first: schemes.first().map(|scheme| scheme.id),
        erased,
        noted: store::ring::newest(tx)? == Some(begun(ring.newest())),
        misfit: misfit(tx, ring)?,
    })
}
