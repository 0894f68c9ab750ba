//! Signs the certificate of a deletion of which nothing is left, with the proof that the audit trail has it.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    actions::{
        Act, Refusal, Shared,
        timetable::{Turn, nothing_to_do},
    },
    domain::{
        certificate::deletion::{Certificate, Kind, Proof},
        deed::Deed,
        ids::{BusinessId, EventId, ProfileId, SchemeId, UserId},
        member::evidence::Scheduler,
    },
    store::{self, Read, certificate::Pending},
    vault::{checkpoint::origin, note::Note},
};

/// What signs itself as this program.
pub const SOFTWARE: &str = concat!("beadle ", env!("CARGO_PKG_VERSION"));

/// What is counted before it is taken out.
pub struct Counted {
    kind: Kind,
    rows: Vec<(String, u64)>,
    letters: u64,
    disclosed: u64,
    blobs: u64,
}

/// Counts what a profile has, before it is taken out.
///
/// # Errors
/// If the database refuses.
pub fn count(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Result<Counted, Refusal> {
    let census = store::erasure::census(tx, id)?;
    let letters = store::certificate::letters_given(tx, scheme, id)?;
    let (kind, rows) = (Kind::Erasure, by_table(census));
    let disclosed = store::disclosed::count_of(tx, scheme, id.uuid())?;
    Ok(Counted { kind, rows, letters, disclosed, blobs: store::erasure::blobs_waiting(tx, scheme)? })
}

/// Counts what users, and their business if it leaves, have before they are taken out.
///
/// # Errors
/// If the database refuses.
pub fn count_leaving(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    users: &[UserId],
    business: Option<BusinessId>,
) -> Result<Counted, Refusal> {
    let (mut census, mut disclosed) = (Vec::new(), 0);
    for user in users {
        disclosed += store::disclosed::count_of(tx, scheme, user.uuid())?;
        census.extend(store::leaving::census(tx, scheme, *user)?);
    }
    if let Some(business) = business {
        census.extend(store::leaving::census_of_business(tx, scheme, business)?);
    }
    let blobs = store::erasure::blobs_waiting(tx, scheme)?;
    Ok(Counted { kind: Kind::Leaving, rows: by_table(census), letters: 0, disclosed, blobs })
}

fn by_table(census: Vec<(&'static str, u64)>) -> Vec<(String, u64)> {
    let mut rows: Vec<(String, u64)> = Vec::new();
    for (place, count) in census {
        let table = place.split('.').next().unwrap_or(place);
        match rows.iter_mut().find(|(known, _)| known == table) {
            Some((_, known)) => *known += count,
            None => rows.push((table.to_owned(), count)),
        }
    }
    rows
}

impl Counted {
    /// Notes the deletion, in its own transaction: it is certified once nothing is left. `subject` is whose key must
    /// be gone by then.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn begin<R>(
        self,
        act: &mut Act<'_, '_, R>,
        subject: impl Into<Uuid>,
        event: EventId,
        due_on: NaiveDate,
    ) -> Result<(), Refusal> {
        let scheme = act.scheme.id;
        let blobs = store::erasure::blobs_waiting(act.tx, scheme)?.saturating_sub(self.blobs);
        let pending = Pending {
            number: act.new_id(),
            kind: self.kind,
            subject: subject.into(),
            event,
            due_on,
            deleted_at: act.now(),
            rows: self.rows,
            blobs,
            letters: self.letters,
            disclosed: self.disclosed,
        };
        Ok(store::certificate::begin(act.tx, scheme, &pending)?)
    }
}

/// Whether nothing is left of a user or a business who left: no row, no key, no blob that waits.
///
/// # Errors
/// If the database fails.
pub fn left_for_good(tx: &mut Read<'_>, scheme: SchemeId, pending: &Pending) -> Result<bool, Refusal> {
    Ok(store::leaving::census(tx, scheme, pending.subject.into())?.is_empty()
        && store::leaving::census_of_business(tx, scheme, pending.subject.into())?.is_empty()
        && !store::erasure::blobs_wait(tx, scheme, pending.deleted_at)?)
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
        disclosed: pending.disclosed,
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
