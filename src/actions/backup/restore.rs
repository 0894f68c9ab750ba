//! Restores a backup into an empty installation, in quarantine until everything that was taken away since is gone
//! again. Interrupted anywhere it goes on where it was.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    ledgers::{BadLedger, examined},
    manifest::{
        BLOBS, DATABASE, Kind, MANIFEST, Manifest, Sum, Summing, VERSION, finished, private_folder, sum_of,
    },
    pool::Pool,
    prove, quarantine,
    quarantine::{Mark, Stage},
    replay,
};
use crate::{
    actions::{Refusal, Service, Shared},
    clock::Clock,
    config::Settings,
    domain::ids::SchemeId,
    faults::{Plan, step},
    photos::blobs::{BlobKey, Blobs},
    store::{
        self, Store, Url,
        ledger::{Digest, End},
    },
    vault::{Vault, archive::Reader},
};

/// What is to be restored, and where to.
pub struct Order<'a> {
    /// The settings of the installation.
    pub settings: &'a Settings,
    /// Its key ring.
    pub vault: Arc<Vault>,
    /// Time and randomness.
    pub clock: Clock,
    /// The backup folder.
    pub from: &'a Path,
    /// Which backup; the newest if left out.
    pub backup: Option<Uuid>,
    /// Opens the backup.
    pub reader: &'a Reader,
    /// Go on with a restore that was interrupted.
    pub resume: bool,
    /// The end of a scheme's ledger that is known from elsewhere ([`super::witnessed`]).
    pub witnessed: &'a dyn Fn(SchemeId) -> Result<Option<End>, String>,
    /// What tests want to fail; nothing, in the shipped program.
    pub faults: Plan,
}

/// A backup that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Its id.
    pub backup: Uuid,
    /// How many blobs it brought.
    pub blobs: usize,
    /// How many blobs rows name that were not there when it was made.
    pub missing: usize,
    /// How many lines of the ledger were carried out again.
    pub carried_out: usize,
    /// How many keys were wrapped anew, in pages.
    pub rewrapped: usize,
}

/// Why a restore did not go to its end. Unless it says that it was not begun, the installation stays in quarantine.
#[derive(Debug, thiserror::Error)]
pub enum Unrestored {
    /// The ledger does not do.
    #[error(transparent)]
    Ledger(#[from] BadLedger),
    /// The backup is damaged, or is none.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// The key ring opens nothing of it.
    #[error(
        "the key ring does not hold epoch {0}, under which keys of this backup are wrapped: it opens nothing of it"
    )]
    TooOld(i64),
    /// Something is there that would be overwritten, or does not fit.
    #[error("{0}")]
    InTheWay(String),
    /// A step failed; the next run goes on.
    #[error(transparent)]
    Failed(#[from] Refusal),
}

impl From<store::StoreError> for Unrestored {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

fn point(order: &Order<'_>, name: &'static str) -> Result<(), Unrestored> {
    order.faults.within(|| step(name)).map(|_| ()).map_err(|wanted| Refusal::from(wanted).into())
}

fn io(error: std::io::Error) -> Unrestored {
    Unrestored::Failed(Refusal::Failed(error.to_string()))
}

fn damaged(what: impl Into<String>) -> Unrestored {
    Unrestored::Damaged(what.into())
}

/// A backup whose manifest was opened.
struct Backup {
    folder: PathBuf,
    manifest: Manifest,
    digest: Digest,
}

/// Restores; `tell` hears how far it is. The service that is restored is opened by nobody else meanwhile.
///
/// # Errors
/// [`Unrestored`].
pub async fn restore(order: Order<'_>, mut tell: impl FnMut(&str)) -> Result<Restored, Unrestored> {
    let data = &order.settings.data;
    let url = Url::parse(&order.settings.database_url());
    let mark = quarantine::read(data).map_err(io)?;
    let mark = may_begin(&order, mark, &url).await?;
    tell("checking the backup");
    let backup = opened(&order, mark.as_ref().map(|mark| mark.backup).or(order.backup))?;
    fits(&order, &backup, &url)?;
    let lines = examined(data, &order.vault.ring(), &backup.manifest, backup.digest, order.witnessed)?;
    verify_files(order.from, &backup, &mut tell)?;
    let mut mark = match mark {
        Some(mark) => mark,
        None => {
            let mark =
                Mark { backup: backup.manifest.id, from: order.from.to_owned(), stage: Stage::Database };
            order.faults.within(|| quarantine::set(data, &mark)).map_err(io)?;
            mark
        }
    };
    if mark.stage == Stage::Database {
        tell("writing the database");
        database(&order, &backup, &url)?;
        point(&order, "restore.database_written")?;
        advance(&order, &mut mark, Stage::Blobs)?;
    }
    let service = open(&order)?;
    if mark.stage == Stage::Blobs {
        blobs(&service, order.from, &backup.manifest, &mut tell).await?;
        point(&order, "restore.blobs_written")?;
        advance(&order, &mut mark, Stage::Replay)?;
    }
    let (mut carried_out, mut rewrapped) = (0, 0);
    for (scheme, lines) in &lines {
        tell("carrying out what was done since");
        prove::as_backed_up(&service, *scheme, &backup.manifest).await?;
        carried_out += replay::replay(&service, *scheme, mark.backup, lines).await?;
        rewrapped += replay::rewrap(&service, *scheme).await?;
    }
    for (scheme, lines) in &lines {
        tell("proving that it is gone");
        prove::gone(&service, *scheme, lines, &backup.manifest).await?;
    }
    point(&order, "restore.lift")?;
    order.faults.within(|| quarantine::lift(data)).map_err(io)?;
    let Manifest { id, blobs, missing, .. } = backup.manifest;
    Ok(Restored { backup: id, blobs: blobs.len(), missing: missing.len(), carried_out, rewrapped })
}

/// A restore begins where nothing is, and goes on only where one was interrupted.
async fn may_begin(order: &Order<'_>, mark: Option<Mark>, url: &Url) -> Result<Option<Mark>, Unrestored> {
    let in_the_way = |what: &str| Err(Unrestored::InTheWay(what.to_owned()));
    match mark {
        Some(mark) if !order.resume => in_the_way(&format!(
            "a restore of backup {} was interrupted here: go on with --resume",
            mark.backup
        )),
        Some(mark) if order.backup.is_some_and(|asked| asked != mark.backup) => {
            in_the_way("another backup is being restored here; leave --backup out")
        }
        Some(mark) => Ok(Some(mark)),
        None if order.resume => in_the_way("no restore was interrupted here"),
        None => {
            if !store::snapshot::is_empty(url)? {
                return in_the_way("there is a database already: a restore overwrites nothing");
            }
            let blobs = order.settings.blobs();
            if fs::exists(&blobs).map_err(io)? {
                let found = Blobs::folder(&blobs).map_err(|error| Refusal::Failed(error.to_string()))?;
                if !found.list().await.map_err(|error| Refusal::Failed(error.to_string()))?.is_empty() {
                    return in_the_way("there are pictures already: a restore overwrites nothing");
                }
            }
            private_folder(&order.settings.data).map_err(io)?;
            Ok(None)
        }
    }
}

/// Finds the backup and opens its manifest.
fn opened(order: &Order<'_>, wanted: Option<Uuid>) -> Result<Backup, Unrestored> {
    let all = finished(order.from).map_err(io)?;
    let found = all.into_iter().rev().find(|(id, _)| wanted.is_none_or(|wanted| wanted == *id));
    let none = || Unrestored::InTheWay(format!("there is no such backup in {}", order.from.display()));
    let (id, folder) = found.ok_or_else(none)?;
    let mut file =
        Summing::new(File::open(folder.join(MANIFEST)).map_err(|_| damaged("its manifest is missing"))?);
    let mut text = Vec::new();
    let bad = |why: &dyn std::fmt::Display| damaged(format!("its manifest does not open: {why}"));
    {
        let mut opening = order.reader.open(&mut file).map_err(|error| bad(&error))?;
        opening.read_to_end(&mut text).map_err(|error| bad(&error))?;
    }
    std::io::copy(&mut file, &mut std::io::sink()).map_err(io)?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| bad(&error))?;
    if manifest.id != id {
        return Err(damaged("its folder bears another backup's name"));
    }
    Ok(Backup { folder, manifest, digest: file.digest() })
}

/// Whether this installation can take it.
fn fits(order: &Order<'_>, backup: &Backup, url: &Url) -> Result<(), Unrestored> {
    let Manifest { version, database, epochs, .. } = &backup.manifest;
    if *version != VERSION {
        return Err(Unrestored::InTheWay(format!(
            "the backup is of form {version}, this software reads {VERSION}"
        )));
    }
    if *database != Kind::of(url) {
        return Err(Unrestored::InTheWay("the backup is of the other kind of database".to_owned()));
    }
    let ring = order.vault.ring();
    match epochs.iter().find(|id| ring.epochs().iter().all(|epoch| epoch.id() != **id)) {
        Some(gone) => Err(Unrestored::TooOld(*gone)),
        None => Ok(()),
    }
}

/// Every file is as the manifest says, before any is used.
fn verify_files(from: &Path, backup: &Backup, tell: &mut impl FnMut(&str)) -> Result<(), Unrestored> {
    let is = |path: &Path, sum: &Sum| match sum_of(path) {
        Ok(found) if found.sum() == *sum => Ok(()),
        Ok(_) => Err(damaged(format!("{} is not as it was written", path.display()))),
        Err(error) => Err(damaged(format!("{}: {error}", path.display()))),
    };
    is(&backup.folder.join(DATABASE), &backup.manifest.dump)?;
    is(&backup.folder.join(BLOBS), &backup.manifest.list)?;
    let pool = Pool::of(from);
    for (n, blob) in backup.manifest.blobs.iter().enumerate() {
        is(&pool.path(&blob.sum.sha256), &blob.sum)?;
        if n % 50 == 0 {
            tell(&format!("checking {} of {} pictures and letters", n + 1, backup.manifest.blobs.len()));
        }
    }
    Ok(())
}

fn advance(order: &Order<'_>, mark: &mut Mark, stage: Stage) -> Result<(), Unrestored> {
    mark.stage = stage;
    order.faults.within(|| quarantine::set(&order.settings.data, mark)).map_err(io)
}

/// Writes the database, unless a run before did and was interrupted right afterwards.
fn database(order: &Order<'_>, backup: &Backup, url: &Url) -> Result<(), Unrestored> {
    if !store::snapshot::is_empty(url)? {
        return Ok(());
    }
    let file = File::open(backup.folder.join(DATABASE)).map_err(io)?;
    let mut opening = order.reader.open(file).map_err(|error| damaged(error.to_string()))?;
    point(order, "restore.database")?;
    Ok(order.faults.within(|| store::snapshot::restore(url, &mut opening))?)
}

/// The service that is being restored: nobody else may open it.
fn open(order: &Order<'_>) -> Result<Shared, Unrestored> {
    let Order { settings, vault, clock, .. } = order;
    let store = Store::open(&settings.database_url(), vault.clone(), clock.clone())?;
    let store = store.under(order.faults.clone());
    store.migrate()?;
    let blobs = Blobs::folder(&settings.blobs()).map_err(|error| Refusal::Failed(error.to_string()))?;
    Ok(Service::new(store, vault.clone(), clock.clone(), blobs, (*settings).clone()))
}

async fn blobs(
    service: &Shared,
    from: &Path,
    manifest: &Manifest,
    tell: &mut impl FnMut(&str),
) -> Result<(), Unrestored> {
    let pool = Pool::of(from);
    for (n, blob) in manifest.blobs.iter().enumerate() {
        let key = BlobKey::named(&blob.name).ok_or_else(|| damaged("its manifest names no blob"))?;
        let mut file = Summing::new(File::open(pool.path(&blob.sum.sha256)).map_err(io)?);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        if file.sum() != blob.sum {
            return Err(damaged(format!("{} changed while it was read", blob.name)));
        }
        service.faults().within(|| step("restore.blob")).map_err(Refusal::from)?;
        service.blobs.put(&key, bytes).await.map_err(Refusal::from)?;
        if n % 50 == 0 {
            tell(&format!("writing {} of {} pictures and letters", n + 1, manifest.blobs.len()));
        }
    }
    Ok(())
}
