//! Carries an installation into another database, from SQLite to PostgreSQL or back, and proves what arrived: row by
//! row, the audit trail against its checkpoint, picture by picture.

use std::sync::Arc;

use super::{
    Refusal,
    audit::verify::{self, Report},
    backup::quarantine,
    letter, pack, photo,
};
use crate::{
    clock::Clock,
    config::Settings,
    domain::member::evidence::{Class, Images, Letters, Rights},
    faults::{Plan, step},
    photos::blobs::{BlobKey, Blobs},
    store::{self, Store, StoreError, Url, presence},
    vault::{DataKey, Owner, Place, Sealed, Vault},
};

/// What is carried, and where to.
pub struct Order<'a> {
    /// The settings of the installation: they name the database it is carried from.
    pub settings: &'a Settings,
    /// The URL of the database it is carried to.
    pub to: &'a str,
    /// Its key ring.
    pub vault: Arc<Vault>,
    /// Time and randomness.
    pub clock: Clock,
    /// What tests want to fail; nothing, in the shipped program.
    pub faults: Plan,
}

/// What arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// How many rows, in all tables.
    pub rows: u64,
    /// The audit trail of each scheme, walked from its first event in the new database.
    pub trails: Vec<Report>,
    /// How many pictures and letters open with the keys that arrived.
    pub blobs: usize,
    /// The blobs that rows name and that are not there, or were changed: here as before.
    pub lost: Vec<String>,
}

/// Why an installation was not carried. The database it is in is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Uncarried {
    /// Something is there, or at work, that must not be.
    #[error("{0}")]
    InTheWay(String),
    /// The trail that arrived does not hold.
    #[error("the audit trail of {host} does not hold: {why}")]
    Trail {
        /// The scheme's host name.
        host: String,
        /// What is wrong.
        why: String,
    },
    /// A step failed, or what arrived is not what was sent.
    #[error(transparent)]
    Failed(#[from] Refusal),
}

impl From<StoreError> for Uncarried {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Carries; `tell` hears how far it is. Nobody serves the installation meanwhile. Interrupted, or refused by a proof,
/// it leaves a database that says it is unfinished, and that nothing is served from.
///
/// # Errors
/// [`Uncarried`].
pub async fn carry(order: Order<'_>, mut tell: impl FnMut(&str)) -> Result<Carried, Uncarried> {
    let Order { settings, vault, clock, .. } = &order;
    let (from, to) = (Url::parse(&settings.database_url()), Url::parse(order.to));
    may_begin(settings, &from, &to)?;
    let _alone = presence::alone(&from)?;
    let open = |url: &str| {
        Store::open(url, vault.clone(), clock.clone()).map(|store| store.under(order.faults.clone()))
    };
    let (here, there) = (open(&settings.database_url())?, open(order.to)?);
    let rows = order.faults.within(|| carried(&here, &there, &mut tell))?;
    let trails = verify::all(&there, &settings.heads(), None, |host, seq| {
        tell(&format!("walking the audit trail of {host}: {seq} events"));
    })?;
    if let Some(bad) = trails.iter().find(|trail| !trail.good()) {
        let why = bad.chain.clone().err().unwrap_or_else(|| bad.said_in_words());
        return Err(Uncarried::Trail { host: bad.host.clone(), why });
    }
    let (blobs, lost) = pictures_and_letters(settings, &there, &mut tell).await?;
    order.faults.within(|| step("move.finish")).map_err(Refusal::from)?;
    there.finish_move()?;
    Ok(Carried { rows, trails, blobs, lost })
}

/// A move begins from where something is, into where nothing is.
fn may_begin(settings: &Settings, from: &Url, to: &Url) -> Result<(), Uncarried> {
    let in_the_way = |what: String| Err(Uncarried::InTheWay(what));
    match quarantine::read(&settings.data) {
        Ok(None) => {}
        Ok(Some(mark)) => {
            return in_the_way(format!("backup {} is being restored here: let that end first", mark.backup));
        }
        Err(error) => return in_the_way(format!("the mark of a restore cannot be read: {error}")),
    }
    if store::snapshot::is_empty(from)? {
        return in_the_way("there is no database to be moved".to_owned());
    }
    if !store::snapshot::is_empty(to)? {
        let what = "there is a database already where this one is to go, perhaps of a move that did not end: nothing \
                    is overwritten. Empty it first";
        return in_the_way(what.to_owned());
    }
    Ok(())
}

fn carried(here: &Store, there: &Store, tell: &mut impl FnMut(&str)) -> Result<u64, StoreError> {
    let tell = std::cell::RefCell::new(tell);
    let say = |what: &str, table: &str, n: u64| (tell.borrow_mut())(&format!("{what} {table}: {n} rows"));
    here.carry(there, &mut |table, n| say("writing", table, n), &mut |table, n| say("comparing", table, n))
}

/// Opens every blob that a row names by the key that arrived: so each is there, is whole, and belongs to its row.
async fn pictures_and_letters(
    settings: &Settings,
    there: &Store,
    tell: &mut impl FnMut(&str),
) -> Result<(usize, Vec<String>), Uncarried> {
    let blobs = Blobs::folder(&settings.blobs()).map_err(|error| Refusal::Failed(error.to_string()))?;
    let mut proof = Proof { blobs, whole: 0, lost: Vec::new() };
    for scheme in there.read_here(store::scheme::all)? {
        let scheme = scheme.id;
        let (pictures, letters, copies) =
            there.read_here(|tx| store::snapshot::owners_of_blobs(tx, scheme))?;
        for id in pictures {
            let key = there.read_here(|tx| {
                let picture = store::picture::load(tx, scheme, id)?;
                living(store::picture::key(tx, scheme, &picture))
            })?;
            for size in photo::keep::KEPT {
                let blob = photo::keep::blob_key(scheme, id, size);
                proof.look::<Images>(&blob, key.as_ref(), photo::keep::place(id, size)).await?;
            }
            tell(&format!("opening pictures and letters: {}", proof.whole));
        }
        for id in copies {
            let key = there.read_here(|tx| living(store::keys::load(tx, Owner::new(scheme, id))))?;
            proof
                .look::<Rights>(&pack::keep::blob_key(scheme, id), key.as_ref(), pack::keep::place(id))
                .await?;
        }
        for id in letters {
            let key = there.read_here(|tx| {
                let letter = store::letter::load(tx, scheme, id)?;
                living(store::origin::key(tx, scheme, letter.profile, id))
            })?;
            for form in letter::keep::Form::ALL {
                let blob = letter::keep::blob_key(scheme, id, form);
                proof.look::<Letters>(&blob, key.as_ref(), letter::keep::place(id, form)).await?;
            }
            tell(&format!("opening pictures and letters: {}", proof.whole));
        }
    }
    Ok((proof.whole, proof.lost))
}

/// A key, unless it is gone or does not open: then nothing of its owner's opens, here as before.
fn living(key: Result<DataKey, StoreError>) -> Result<Option<DataKey>, StoreError> {
    match key {
        Ok(key) => Ok(Some(key)),
        Err(StoreError::NotFound | StoreError::Vault(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

struct Proof {
    blobs: Blobs,
    whole: usize,
    lost: Vec<String>,
}

impl Proof {
    async fn look<C: Class>(
        &mut self,
        blob: &BlobKey,
        key: Option<&DataKey>,
        place: Place,
    ) -> Result<(), Uncarried> {
        let sealed = self.blobs.get(blob).await.map_err(Refusal::from)?;
        if sealed.zip(key).is_some_and(|(sealed, key)| key.is_whole::<C>(place, &Sealed(sealed))) {
            self.whole += 1;
        } else {
            self.lost.push(blob.to_string());
        }
        Ok(())
    }
}
