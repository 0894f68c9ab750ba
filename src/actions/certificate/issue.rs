//! Signs the certificate of a deletion of which nothing is left, with the proof that the audit trail has it.

use chrono::{DateTime, Utc};

use crate::{
    actions::{
        Act, Refusal, Shared,
        timetable::{Turn, nothing_to_do},
    },
    domain::{
        certificate::deletion::{Certificate, Kind, Proof},
        deed::Deed,
        ids::{EventId, ProfileId, SchemeId},
        member::evidence::Scheduler,
    },
    store::{self, Read, certificate::Pending},
    vault::{checkpoint::origin, note::Note},
};

/// What signs itself as this program.
pub const SOFTWARE: &str = concat!("beadle ", env!("CARGO_PKG_VERSION"));

/// What is counted of a profile before it is taken out.
pub struct Counted {
    rows: Vec<(String, u64)>,
    letters: u64,
    blobs: u64,
}

/// Counts what a profile has, before it is taken out.
///
/// # Errors
/// If the database refuses.
pub fn count(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Result<Counted, Refusal> {
    let mut rows: Vec<(String, u64)> = Vec::new();
    for (place, count) in store::erasure::census(tx, id)? {
        let table = place.split('.').next().unwrap_or(place);
        match rows.iter_mut().find(|(known, _)| known == table) {
            Some((_, known)) => *known += count,
            None => rows.push((table.to_owned(), count)),
        }
    }
    let letters = store::certificate::letters_given(tx, scheme, id)?;
    Ok(Counted { rows, letters, blobs: store::erasure::blobs_waiting(tx, scheme)? })
}

impl Counted {
    /// Notes the deletion, in its own transaction: it is certified once nothing is left.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn begin(
        self,
        act: &mut Act<'_, '_, Scheduler>,
        id: ProfileId,
        event: EventId,
        due_on: chrono::NaiveDate,
    ) -> Result<(), Refusal> {
        let scheme = act.scheme.id;
        let blobs = store::erasure::blobs_waiting(act.tx, scheme)?.saturating_sub(self.blobs);
        let pending = Pending {
            number: act.new_id(),
            kind: Kind::Erasure,
            subject: id.into(),
            event,
            due_on,
            deleted_at: act.now(),
            rows: self.rows,
            blobs,
            letters: self.letters,
        };
        Ok(store::certificate::begin(act.tx, scheme, &pending)?)
    }
}

/// What waits for its certificate, the oldest first.
///
/// # Errors
/// If the database fails.
pub async fn pending(service: &Shared, turn: &Turn) -> Result<Vec<Pending>, Refusal> {
    let scheme = turn.scheme();
    service.store.read(move |tx| Ok(store::certificate::pending(tx, scheme)?)).await
}

/// Signs one; `false` if it was signed meanwhile.
///
/// # Errors
/// If the database fails.
pub async fn issue(service: &Shared, turn: &Turn, pending: Pending) -> Result<bool, Refusal> {
    let clean_at = service.clock.now();
    let done = turn
        .deed(service, move |act| {
            let (scheme, now) = (act.scheme.id, act.now());
            let certificate = written(act, &pending, clean_at)?;
            let note = Note::signed(certificate.text(), &origin(scheme), act.service.vault.ring().signing());
            if !store::certificate::issue(act.tx, scheme, pending.number, &note.to_string(), now)? {
                return nothing_to_do();
            }
            act.record(Deed::IssueCertificate, &[pending.number.into()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}

/// Forgets certificates past their period.
///
/// # Errors
/// If the database fails.
pub async fn forget(service: &Shared, turn: &Turn, before: DateTime<Utc>) -> Result<(), Refusal> {
    turn.deed(service, move |act| {
        let scheme = act.scheme.id;
        if store::certificate::forget(act.tx, scheme, before)? == 0 {
            return nothing_to_do();
        }
        act.record(Deed::EraseRecord, &[]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// With the trail as it is now: its end is beyond the deletion's event.
fn written(
    act: &mut Act<'_, '_, Scheduler>,
    pending: &Pending,
    clean_at: DateTime<Utc>,
) -> Result<Certificate, Refusal> {
    let scheme = act.scheme.id;
    let seq = store::audit::seq_of(act.tx, scheme, pending.event)?;
    let leaf = store::audit::hash_at(act.tx, scheme, seq)?;
    let size = store::audit::head(act.tx, scheme)?.seq.unsigned_abs();
    Ok(Certificate {
        number: pending.number,
        kind: pending.kind,
        scheme,
        name: act.scheme.name.split_whitespace().collect::<Vec<_>>().join(" "),
        due_on: pending.due_on,
        deleted_at: pending.deleted_at,
        clean_at,
        rows: pending.rows.clone(),
        blobs: pending.blobs,
        letters: pending.letters,
        software: SOFTWARE.to_owned(),
        proof: Proof {
            event: seq.unsigned_abs(),
            leaf: leaf.try_into().map_err(|_| store::StoreError::Damaged("audit"))?,
            size,
            root: store::tree::root(act.tx, scheme, size)?.hash,
            path: store::tree::inclusion(act.tx, scheme, size, seq)?,
        },
    })
}
