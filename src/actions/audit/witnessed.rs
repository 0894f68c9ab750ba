//! Has the witness sign each checkpoint of an audit trail, and keeps the newest that it signed. Such a head
//! nobody can make again: not who holds the database and the key ring either.
//!
//! It stands in a file beside the checkpoint that is written every minute, so that neither waits for the other.

use std::path::{Path, PathBuf};

use super::checkpoint::{self, Unbelievable, Written};
use crate::{
    actions::{Refusal, Shared},
    config::Settings,
    domain::{ids::SchemeId, scheme::Scheme},
    durable,
    remote::witness::{Answer, add_checkpoint},
    store::{self, Read, StoreError},
    vault::{
        Ring,
        checkpoint::Checkpoint,
        note::{Note, Verifier},
        witness::Request,
    },
};

/// Where the newest checkpoint of a scheme that the witness signed stands.
pub fn path(heads: &Path, scheme: SchemeId) -> PathBuf {
    heads.join(format!("{scheme}.witnessed"))
}

/// The newest witnessed checkpoint in a file; nothing if there is no file.
///
/// # Errors
/// If the file cannot be read, or the ring or the witness did not sign it.
pub fn read(
    file: &Path,
    scheme: SchemeId,
    ring: &Ring,
    witness: &Verifier,
) -> Result<Option<(Note, Checkpoint)>, Unbelievable> {
    match checkpoint::read(file, scheme, ring)? {
        Some((note, _)) if note.seen_by(witness).is_none() => Err(Unbelievable::Forged),
        read => Ok(read),
    }
}

/// The witness that settings name.
#[derive(Debug, Clone)]
pub struct Known {
    url: String,
    /// By what its signatures are known.
    pub key: Verifier,
}

/// The witness that settings name, if they name one.
///
/// # Errors
/// If its key is none.
pub fn known(settings: &Settings) -> Result<Option<Known>, Refusal> {
    let Some(set) = &settings.witness else { return Ok(None) };
    let key = Verifier::parse(&set.key).filter(|key| !key.is_author());
    let key = key.ok_or_else(|| Refusal::Failed("`key` of [witness] is no key of a witness".to_owned()))?;
    Ok(Some(Known { url: set.url.clone(), key }))
}

/// When the newest head was made that the witness signed, and since when the trail has held what it does not cover.
///
/// # Errors
/// If the database refuses.
pub fn state(
    tx: &mut Read<'_>,
    heads: &Path,
    scheme: SchemeId,
    ring: &Ring,
    witness: &Verifier,
) -> Result<Written, StoreError> {
    let last = read(&path(heads, scheme), scheme, ring, witness).ok().flatten().map(|(_, last)| last);
    let next = last.map_or(0, |last| last.root.size.cast_signed()) + 1;
    Ok(Written { at: last.map(|last| last.at), uncovered: store::audit::at(tx, scheme, next)? })
}

/// Asks the witness to sign every checkpoint that it has not signed; returns how many it signed. Nothing, where none
/// is set. A witness that does not answer is not asked again for the other schemes.
///
/// # Errors
/// If it does not answer or does not sign: the schemes it signs for are kept all the same.
pub async fn push(service: &Shared) -> Result<usize, Refusal> {
    let Some(witness) = known(&service.settings)? else { return Ok(0) };
    let schemes = service.store.read::<_, Refusal>(|tx| Ok(store::scheme::all(tx)?)).await?;
    let (mut signed, mut failed) = (0, None);
    for scheme in schemes {
        match push_one(service, &witness, &scheme).await {
            Ok(moved) => signed += usize::from(moved),
            Err(Unwitnessed::Silent(why)) => return Err(unsigned(&scheme, &why)),
            Err(Unwitnessed::Other(error)) => failed = Some(error),
        }
    }
    failed.map_or(Ok(signed), Err)
}

/// Why a checkpoint was not witnessed.
enum Unwitnessed {
    /// The witness does not answer: it will not for another scheme.
    Silent(String),
    /// Anything else is this scheme's own.
    Other(Refusal),
}

impl From<Refusal> for Unwitnessed {
    fn from(refusal: Refusal) -> Self {
        Self::Other(refusal)
    }
}

fn unsigned(scheme: &Scheme, why: &dyn std::fmt::Display) -> Refusal {
    Refusal::Failed(format!("the head of {}'s audit trail was not witnessed: {why}", scheme.host))
}

/// What the witness is to sign, and what it signed last as far as is known here.
struct Waiting {
    note: Note,
    size: u64,
    old: u64,
}

async fn push_one(service: &Shared, witness: &Known, scheme: &Scheme) -> Result<bool, Unwitnessed> {
    let unwitnessed = waiting(service, witness, scheme.id).map_err(|why| unsigned(scheme, &why))?;
    let Some(Waiting { note, size, old }) = unwitnessed else { return Ok(false) };
    let answer = match ask(service, witness, scheme, &note, old, size).await? {
        // Another node asked meanwhile, or the file was lost: it says which size it knows.
        Answer::Conflict(known) if known != old && known <= size => {
            ask(service, witness, scheme, &note, known, size).await?
        }
        answer => answer,
    };
    let why = match answer {
        Answer::Signed(lines) => {
            let signed = note.and(&lines).filter(|note| note.seen_by(&witness.key).is_some());
            let signed =
                signed.ok_or_else(|| unsigned(scheme, &"its signature is not by the key that is set"))?;
            let file = path(&service.settings.heads(), scheme.id);
            durable::replace(&file, signed.to_string().as_bytes())
                .map_err(|error| unsigned(scheme, &error))?;
            return Ok(true);
        }
        Answer::Conflict(known) => {
            format!("it signed {known} events, and these {size} are others; run beadle audit verify")
        }
        Answer::Refused(422) => {
            "what it signed before is not in the trail; run beadle audit verify".to_owned()
        }
        Answer::Refused(404) => "it does not follow this trail: see beadle audit signers".to_owned(),
        Answer::Refused(403) => "it knows another key of this trail: see beadle audit signers".to_owned(),
        Answer::Refused(status) => format!("it answered {status}"),
    };
    Err(unsigned(scheme, &why).into())
}

/// The checkpoint that is not witnessed yet.
fn waiting(service: &Shared, witness: &Known, scheme: SchemeId) -> Result<Option<Waiting>, Unbelievable> {
    let (ring, heads) = (service.vault.ring(), service.settings.heads());
    let Some((note, now)) = checkpoint::read(&checkpoint::path(&heads, scheme), scheme, &ring)? else {
        return Ok(None);
    };
    let last = read(&path(&heads, scheme), scheme, &ring, &witness.key)?;
    if last.as_ref().is_some_and(|(last, _)| last.text() == note.text()) {
        return Ok(None);
    }
    let old = last.map_or(0, |(_, last)| last.root.size);
    Ok(Some(Waiting { note, size: now.root.size, old }))
}

/// Asks the witness, with the proof from the size it signed last. It may take its time: nothing waits for it.
async fn ask(
    service: &Shared,
    witness: &Known,
    scheme: &Scheme,
    note: &Note,
    old: u64,
    size: u64,
) -> Result<Answer, Unwitnessed> {
    let id = scheme.id;
    let proof = service
        .store
        .read::<_, Refusal>(move |tx| Ok(store::tree::consistency(tx, id, old.min(size), size)?))
        .await?;
    let (url, request) = (witness.url.clone(), Request { old, proof, note: note.clone() }.to_string());
    let asked = tokio::task::spawn_blocking(move || add_checkpoint(&url, &request)).await;
    let asked = asked.map_err(|error| Unwitnessed::Silent(error.to_string()))?;
    asked.map_err(|silent| Unwitnessed::Silent(silent.to_string()))
}
