//! Makes a backup while the service runs: one moment of the database, the blobs it names, the manifest of both.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    blobs_named,
    manifest::{
        BLOBS, Blob, DATABASE, Kind, MANIFEST, Manifest, Scheme, Sum, Summing, VERSION, finished,
        folder_name, hex, private_file, private_folder, settle,
    },
    pool::Pool,
};
use crate::{
    actions::{Refusal, Shared, ledger::with, timetable},
    domain::{deed::Deed, ids::SchemeId},
    faults::step,
    photos::blobs::BlobKey,
    store::{
        self, Read,
        ledger::{Digest, Entry, Line, Matter},
    },
    vault::archive::Readers,
};

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its random id.
    pub id: Uuid,
    /// Its folder.
    pub folder: PathBuf,
    /// The size of the encrypted database, in bytes.
    pub database: u64,
    /// How many blobs it needs, and how many of them were not in the pool before.
    pub blobs: (usize, usize),
    /// How many blobs rows name that are not there.
    pub missing: usize,
    /// How many older backups were removed, and how many blobs with them.
    pub removed: (usize, usize),
}

/// What the database was at the moment of the copy.
struct Moment {
    schemes: Vec<Scheme>,
    epochs: Vec<i64>,
    named: Vec<String>,
}

/// Makes a backup in a folder, readable for `readers`; `keep` is how many stay, this one included. `tell` hears how
/// far it is.
///
/// # Errors
/// If the database, the object store, the folder or the ledger fails: then there is no backup.
pub async fn make(
    service: &Shared,
    folder: &Path,
    readers: &Readers,
    keep: usize,
    mut tell: impl FnMut(&str),
) -> Result<Made, Refusal> {
    let (id, at) =
        (uuid::Builder::from_random_bytes(service.clock.random()).into_uuid(), service.clock.now());
    private_folder(folder).map_err(|error| unwritten(&error))?;
    let lock = private_file(&folder.join(".lock")).map_err(|error| unwritten(&error))?;
    lock.try_lock()
        .map_err(|_| Refusal::Rule("Another backup into this folder is being made.".to_owned()))?;
    clear(folder).map_err(|error| unwritten(&error))?;
    let staged = folder.join(format!(".new-{id}"));
    private_folder(&staged).map_err(|error| unwritten(&error))?;
    tell("copying the database");
    let (moment, dump) = copied(service, &staged, readers).await?;
    let stored = blobs(service, folder, &moment.named, &mut tell).await?;
    let schemes: Vec<SchemeId> = moment.schemes.iter().map(|scheme| scheme.id).collect();
    let mut manifest = Manifest {
        version: VERSION,
        id,
        at,
        software: env!("CARGO_PKG_VERSION").to_owned(),
        database: Kind::of(service.store.url()),
        list: Sum { sha256: String::new(), length: 0 },
        missing: stored.missing,
        schemes: moment.schemes,
        epochs: moment.epochs,
        blobs: stored.blobs,
        dump,
    };
    for scheme in &mut manifest.schemes {
        let ledger = timetable::ledger(service, scheme.id);
        let end = with(service, ledger, |ledger, service| ledger.end(&service.vault.ring())).await?;
        scheme.ledger = end.map(|end| (end.number, hex(&end.digest)));
    }
    tell("writing the manifest");
    let digest = closed(&staged, readers, &mut manifest).map_err(|error| unwritten(&error))?;
    service.faults().within(|| step("backup.finish"))?;
    let finished = folder.join(folder_name(id, at));
    fs::rename(&staged, &finished).and_then(|()| settle(folder)).map_err(|error| unwritten(&error))?;
    enter(service, &schemes, (id, digest), at).await?;
    let removed = prune(folder, keep).map_err(|error| unwritten(&error))?;
    Ok(Made {
        id,
        folder: finished,
        database: manifest.dump.length,
        blobs: (manifest.blobs.len(), stored.new),
        missing: manifest.missing.len(),
        removed,
    })
}

/// What an interrupted backup left behind is none.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(".new-")) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The database of one moment, encrypted, and what it says.
async fn copied(service: &Shared, staged: &Path, readers: &Readers) -> Result<(Moment, Sum), Refusal> {
    let (service, staged, readers) = (service.clone(), staged.to_owned(), readers.clone());
    let copy = move || {
        // Beside the database: a copy that is not encrypted yet never leaves its disk.
        let staging = service.settings.data.join("backup.new");
        let prepared = fs::remove_dir_all(&staging).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        });
        prepared.and_then(|()| private_folder(&staging)).map_err(|error| unwritten(&error))?;
        let file = private_file(&staged.join(DATABASE)).map_err(|error| unwritten(&error))?;
        let mut sealing = readers.seal(Summing::new(file)).map_err(|error| unwritten(&error))?;
        let moment = service.store.snapshot(&staging, &mut sealing, moment)?;
        let summed = sealing.finish().map_err(|error| unwritten(&error))?;
        summed
            .inner
            .sync_all()
            .and_then(|()| fs::remove_dir_all(&staging))
            .map_err(|error| unwritten(&error))?;
        Ok((moment, summed.sum()))
    };
    tokio::task::spawn_blocking(copy)
        .await
        .map_err(|_| Refusal::Failed("the service is stopping".to_owned()))?
}

fn moment(tx: &mut Read<'_>) -> Result<Moment, Refusal> {
    let mut moment = Moment { schemes: Vec::new(), epochs: Vec::new(), named: Vec::new() };
    for scheme in store::scheme::all(tx)? {
        let head = store::audit::head(tx, scheme.id)?;
        moment.epochs.extend(store::lookup::in_use(tx, scheme.id)?.into_iter().map(|(epoch, _)| epoch));
        moment.named.extend(blobs_named(tx, scheme.id)?);
        let (id, host, events, head) = (scheme.id, scheme.host, head.seq, hex(&head.hash));
        moment.schemes.push(Scheme { id, host, events, head, ledger: None });
    }
    moment.epochs.sort_unstable();
    moment.epochs.dedup();
    Ok(moment)
}

struct Stored {
    blobs: Vec<Blob>,
    missing: Vec<String>,
    new: usize,
}

/// Puts the blobs into the pool. One that is not there was erased meanwhile, or had been lost before.
async fn blobs(
    service: &Shared,
    folder: &Path,
    named: &[String],
    tell: &mut impl FnMut(&str),
) -> Result<Stored, Refusal> {
    let pool = Pool::of(folder);
    let mut stored = Stored { blobs: Vec::new(), missing: Vec::new(), new: 0 };
    for (n, name) in named.iter().enumerate() {
        let key = BlobKey::named(name).ok_or_else(|| Refusal::Failed(format!("{name} names no blob")))?;
        let bytes = service.blobs.get(&key).await?;
        let Some(bytes) = bytes else {
            stored.missing.push(name.clone());
            continue;
        };
        let (sum, new) = pool.put(&bytes).map_err(|error| unwritten(&error))?;
        stored.new += usize::from(new);
        stored.blobs.push(Blob { name: name.clone(), sum });
        if n % 50 == 0 {
            tell(&format!("{} of {} pictures and letters, {} new", n + 1, named.len(), stored.new));
        }
    }
    Ok(stored)
}

/// Writes list and manifest; returns the manifest's digest, as it lies there.
fn closed(staged: &Path, readers: &Readers, manifest: &mut Manifest) -> io::Result<Digest> {
    let mut list: Vec<String> = manifest.blobs.iter().map(|blob| format!("{}\n", blob.sum.sha256)).collect();
    list.sort_unstable();
    list.dedup();
    let mut file = Summing::new(private_file(&staged.join(BLOBS))?);
    file.write_all(list.concat().as_bytes())?;
    file.inner.sync_all()?;
    manifest.list = file.sum();
    let mut sealing = readers.seal(Summing::new(private_file(&staged.join(MANIFEST))?))?;
    sealing.write_all(&serde_json::to_vec(manifest)?)?;
    let file = sealing.finish()?;
    file.inner.sync_all()?;
    settle(staged)?;
    Ok(file.digest())
}

/// The line without which no restore takes a backup, and the deed in each trail.
async fn enter(
    service: &Shared,
    schemes: &[SchemeId],
    (id, digest): (Uuid, Digest),
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    for &scheme in schemes {
        service
            .tick(scheme, move |act| {
                act.record(Deed::MakeBackup, &[id]);
                Ok(())
            })
            .await?;
        let line = Line { entry: Entry::Done, matter: Matter::Backup(id, digest), deed: None, at };
        let ledger = timetable::ledger(service, scheme);
        with(service, ledger, move |ledger, service| ledger.append(&service.vault.ring(), line)).await?;
    }
    Ok(())
}

/// Removes all but the newest backups, then the blobs that none needs any more.
fn prune(folder: &Path, keep: usize) -> io::Result<(usize, usize)> {
    let all = finished(folder)?;
    let old = all.len().saturating_sub(keep.max(1));
    for (_, backup) in &all[..old] {
        fs::remove_dir_all(backup)?;
    }
    Ok((old, Pool::of(folder).prune(folder)?))
}

fn unwritten(error: &io::Error) -> Refusal {
    Refusal::Failed(format!("the backup cannot be written: {error}"))
}
