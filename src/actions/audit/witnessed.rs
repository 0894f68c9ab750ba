//! Has the witness sign each checkpoint of an audit trail, or hold it, and keeps the newest that it did. Such a
//! head nobody can make again: not who holds the database and the key ring either.
//!
//! It stands in a file beside the checkpoint that is written every minute, so that neither waits for the other.

use std::path::{Path, PathBuf};

use super::{
    checkpoint::{self, Unbelievable, Written},
    held, restarted,
};
use crate::{
    actions::{Refusal, Shared},
    config::{self, Settings, witness::Witness},
    domain::{ids::SchemeId, scheme::Scheme},
    durable,
    remote::{
        bucket::{Bucket, Unheld},
        witness::{Answer, add_checkpoint, restart},
    },
    store::{self, Read, StoreError},
    vault::{
        Ring,
        checkpoint::{Checkpoint, origin, read_back, reader},
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
    set: Witness,
    /// Who says that a head was witnessed: the machine that signed it, or this installation, that read it back from the
    /// bucket.
    pub key: Verifier,
}

impl Known {
    /// The bucket that it is, if it is one.
    pub fn bucket(&self) -> Option<&config::witness::Bucket> {
        match &self.set {
            Witness::Bucket(set) => Some(set),
            Witness::Machine(_) => None,
        }
    }
}

/// The witness that settings name, if they name one.
///
/// # Errors
/// If its key is none, or it has no name that can stand in a note.
pub fn known(settings: &Settings, ring: &Ring) -> Result<Option<Known>, Refusal> {
    let Some(set) = settings.witness.clone() else { return Ok(None) };
    let (key, why) = match &set {
        Witness::Machine(machine) => {
            let key = Verifier::parse(&machine.key).filter(|key| !key.is_author());
            (key, "`key` of [witness] is no key of a witness")
        }
        Witness::Bucket(bucket) => {
            let place = format!("{}/{}/{}", bucket.endpoint, bucket.bucket, bucket.prefix);
            (reader(place.trim_end_matches('/'), ring), "`endpoint` of [witness] has a space or a plus")
        }
    };
    let key = key.ok_or_else(|| Refusal::Failed(why.to_owned()))?;
    Ok(Some(Known { set, key }))
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

/// Asks the witness to sign, or to hold, every checkpoint that it has not; returns how many it did. Nothing, where none
/// is set. A witness that does not answer is not asked again for the other schemes.
///
/// # Errors
/// If it does not answer, or does not do it: the schemes it does it for are kept all the same.
pub async fn push(service: &Shared) -> Result<usize, Refusal> {
    let Some(witness) = known(&service.settings, &service.vault.ring())? else { return Ok(0) };
    let schemes = service.store.read::<_, Refusal>(|tx| Ok(store::scheme::all(tx)?)).await?;
    let (mut signed, mut failed) = (0, None);
    for scheme in schemes {
        let pushed = match &witness.set {
            Witness::Machine(machine) => push_one(service, &witness.key, &machine.url, &scheme).await,
            Witness::Bucket(set) => hold_one(service, &witness.key, set, &scheme).await,
        };
        match pushed {
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

/// What the witness is to have seen, and what it saw last as far as is known here.
struct Waiting {
    note: Note,
    now: Checkpoint,
    last: Option<Checkpoint>,
}

/// The checkpoint that is not witnessed yet.
fn waiting(service: &Shared, witness: &Verifier, scheme: SchemeId) -> Result<Option<Waiting>, Unbelievable> {
    let (ring, heads) = (service.vault.ring(), service.settings.heads());
    let Some((note, now)) = checkpoint::read(&checkpoint::path(&heads, scheme), scheme, &ring)? else {
        return Ok(None);
    };
    let last = read(&path(&heads, scheme), scheme, &ring, witness)?.map(|(_, last)| last);
    Ok((last != Some(now)).then_some(Waiting { note, now, last }))
}

/// Keeps what was witnessed.
fn keep(service: &Shared, scheme: &Scheme, signed: &Note) -> Result<(), Refusal> {
    let file = path(&service.settings.heads(), scheme.id);
    durable::replace(&file, signed.to_string().as_bytes()).map_err(|error| unsigned(scheme, &error))
}

async fn push_one(
    service: &Shared,
    witness: &Verifier,
    url: &str,
    scheme: &Scheme,
) -> Result<bool, Unwitnessed> {
    let unwitnessed = waiting(service, witness, scheme.id).map_err(|why| unsigned(scheme, &why))?;
    let Some(Waiting { note, now, last }) = unwitnessed else { return Ok(false) };
    let size = now.root.size;
    // After a restore the trail may not hold what was witnessed: then the witness says from where it goes on.
    let last = match last {
        Some(last) if in_trail(service, last).await? => Some(last),
        _ => None,
    };
    let old = last.map_or(0, |last| last.root.size);
    let mut asked_again = last.is_none();
    let answer = match ask(service, url, scheme, &note, old, size).await? {
        // Another node asked meanwhile, or the file was lost: it says which size it knows.
        Answer::Conflict(known) if known != old && known <= size => {
            asked_again = true;
            ask(service, url, scheme, &note, known, size).await?
        }
        answer => answer,
    };
    let why = match answer {
        Answer::Signed(lines) => {
            let signed = note.and(&lines).filter(|note| note.seen_by(witness).is_some());
            let signed =
                signed.ok_or_else(|| unsigned(scheme, &"its signature is not by the key that is set"))?;
            if asked_again {
                hear_of_restart(service, witness, url, scheme).await?;
            }
            keep(service, scheme, &signed)?;
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

async fn in_trail(service: &Shared, said: Checkpoint) -> Result<bool, Refusal> {
    service.store.read::<_, Refusal>(move |tx| Ok(checkpoint::holds(tx, &said)?)).await
}

/// Keeps what the witness says, if it let the trail begin anew.
async fn hear_of_restart(
    service: &Shared,
    witness: &Verifier,
    url: &str,
    scheme: &Scheme,
) -> Result<(), Unwitnessed> {
    let (url, asked) = (url.to_owned(), origin(scheme.id));
    let said = waited(move || restart(&url, &asked)).await?;
    let Some(text) = said.map_err(|silent| Unwitnessed::Silent(silent.to_string()))? else { return Ok(()) };
    if restarted::believed(&text, scheme.id, witness).is_some() {
        let file = restarted::path(&service.settings.heads(), scheme.id);
        durable::replace(&file, text.as_bytes()).map_err(|error| unsigned(scheme, &error))?;
    }
    Ok(())
}

/// Asks the witness, with the proof from the size it signed last. It may take its time: nothing waits for it.
async fn ask(
    service: &Shared,
    url: &str,
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
    let (url, request) = (url.to_owned(), Request { old, proof, note: note.clone() }.to_string());
    waited(move || add_checkpoint(&url, &request).map_err(|silent| silent.to_string()))
        .await?
        .map_err(Unwitnessed::Silent)
}

/// Waits for another machine, where that holds up nothing.
async fn waited<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> Result<T, Unwitnessed> {
    tokio::task::spawn_blocking(ask).await.map_err(|error| Unwitnessed::Silent(error.to_string()))
}

/// Has the bucket hold the checkpoint, if the newest that it holds is in the trail: a bucket takes anything, so that
/// whoever asks must see that two pasts of a trail do not both go on.
async fn hold_one(
    service: &Shared,
    witness: &Verifier,
    set: &config::witness::Bucket,
    scheme: &Scheme,
) -> Result<bool, Unwitnessed> {
    let unwitnessed = waiting(service, witness, scheme.id).map_err(|why| unsigned(scheme, &why))?;
    let Some(Waiting { note, now, last }) = unwitnessed else { return Ok(false) };
    let amiss = |error: Unheld| match error {
        Unheld::Silent(_) => Unwitnessed::Silent(error.to_string()),
        error => unsigned(scheme, &error).into(),
    };
    let bucket = Bucket::open(set, service.clock.clone()).map_err(amiss)?;
    let (id, ring, days, at) = (scheme.id, service.vault.ring(), set.days, service.clock.now());
    let (bucket, newer) = waited(move || {
        let newer = held::heads(&bucket, id, last.as_ref(), &ring);
        (bucket, newer)
    })
    .await?;
    if let Some(newest) = newer.map_err(amiss)?.into_iter().max_by_key(|head| head.root.size) {
        let root = newest.root;
        let ours = service.store.read::<_, Refusal>(move |tx| Ok(checkpoint::begins(tx, id, root)?)).await?;
        if !ours {
            let size = root.size;
            let why = format!("it holds a head over {size} events that are others; run beadle audit verify");
            return Err(unsigned(scheme, &why).into());
        }
    }
    let ring = service.vault.ring();
    waited(move || held::hold(&bucket, &now, days, at, &ring)).await?.map_err(amiss)?;
    let signed = read_back(&note, witness.name(), &service.vault.ring(), at);
    keep(service, scheme, &signed.ok_or_else(|| unsigned(scheme, &"the note is too long"))?)?;
    Ok(true)
}
