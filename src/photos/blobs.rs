//! Where sealed pictures lie: a folder, or memory in tests. What arrives here is sealed already (the vault does it),
//! so no plaintext ever touches the disk, temporary files included.

use std::{
    borrow::Cow,
    fmt, fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, memory::InMemory};
use thiserror::Error;
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    domain::ids::SchemeId,
    faults::{self, Plan, step},
};

/// A store that does not answer for so long is not waited for: whoever asked is told, and nobody else waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The store failed. Messages hold random ids and paths, nothing personal.
#[derive(Debug, Error)]
pub enum BlobError {
    /// The folder could not be made, opened or synced.
    #[error("the folder of pictures cannot be used")]
    Folder(#[from] io::Error),
    /// The store could not read, write, delete or list.
    #[error("the store of pictures failed")]
    Store(#[from] object_store::Error),
    /// The store did not answer.
    #[error("the store of pictures does not answer")]
    Silent,
}

/// The name of a blob: whose it is and which part, for instance the large picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobKey {
    scheme: SchemeId,
    owner: Uuid,
    part: Cow<'static, str>,
}

impl BlobKey {
    /// A key under a scheme, for a random owner id and a part such as `"large"`.
    pub fn new(scheme: SchemeId, owner: Uuid, part: &'static str) -> Self {
        Self { scheme, owner, part: Cow::Borrowed(part) }
    }

    /// The scheme it belongs to.
    pub fn scheme(&self) -> SchemeId {
        self.scheme
    }

    /// The owner's id, as given.
    pub fn owner(&self) -> Uuid {
        self.owner
    }

    /// The part, as given.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// `{scheme}/{xx}/{owner}.{part}`, where xx are the owner's first digits: no folder grows without bound.
    fn path(&self) -> object_store::path::Path {
        self.folder().join(format!("{}.{}", self.owner.hyphenated(), self.part))
    }

    fn folder(&self) -> object_store::path::Path {
        let owner = self.owner.hyphenated().to_string();
        object_store::path::Path::from(format!("{}/{}", self.scheme, &owner[..2]))
    }

    /// The key of a name, as [`fmt::Display`] writes it.
    pub fn named(name: &str) -> Option<Self> {
        Self::parse(&object_store::path::Path::from(name))
    }

    /// The key of a path, if it is one of ours.
    fn parse(path: &object_store::path::Path) -> Option<Self> {
        let mut steps = path.as_ref().splitn(3, '/');
        let scheme = steps.next()?.parse().ok()?;
        let (owner, part) = steps.nth(1)?.split_once('.')?;
        let key = Self { scheme, owner: owner.parse().ok()?, part: Cow::Owned(part.to_owned()) };
        (key.path() == *path).then_some(key)
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path().as_ref())
    }
}

/// The store of sealed pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder, when it is one.
    folder: Option<Arc<PathBuf>>,
    faults: Plan,
    patience: Duration,
}

impl Blobs {
    /// A store in a folder, made for its owner's eyes only (mode 0700) when it is not there.
    ///
    /// # Errors
    /// [`BlobError`] when the folder cannot be made or opened.
    pub fn folder(path: &Path) -> Result<Self, BlobError> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let folder = path.canonicalize()?;
        // With fsync a picture that was reported as stored outlives a power cut.
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self::of(Arc::new(store), Some(Arc::new(folder))))
    }

    /// A store that forgets, for tests.
    pub fn memory() -> Self {
        Self::of(Arc::new(InMemory::new()), None)
    }

    fn of(store: Arc<dyn ObjectStore>, folder: Option<Arc<PathBuf>>) -> Self {
        Self { store, folder, faults: Plan::default(), patience: PATIENCE }
    }

    /// The same store, whose writes fail as a test's plan says.
    pub fn under(self, faults: Plan) -> Self {
        Self { faults, ..self }
    }

    /// Stores sealed bytes, replacing what was there. On return they are durable.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn put(&self, key: &BlobKey, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.alive()?;
        if self.step("blobs.put")? {
            self.in_time(async { Ok(self.store.put(&key.path(), PutPayload::from(bytes)).await?) }).await?;
        }
        self.alive()
    }

    /// The sealed bytes, or None when there are none.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn get(&self, key: &BlobKey) -> Result<Option<Vec<u8>>, BlobError> {
        self.in_time(async {
            match self.store.get(&key.path()).await {
                Ok(found) => Ok(Some(found.bytes().await?.into())),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Deletes a blob and what an interrupted write of it left behind. That there is none is fine: an erasure may run
    /// twice. On return the deletion is durable.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        self.alive()?;
        if self.step("blobs.delete")? {
            self.in_time(self.delete_there(key)).await?;
        }
        self.alive()
    }

    async fn delete_there(&self, key: &BlobKey) -> Result<(), BlobError> {
        if let Some(folder) = &self.folder {
            let file = folder.join(key.path().as_ref());
            return match tokio::task::spawn_blocking(move || delete_file(&file)).await {
                Ok(deleted) => Ok(deleted?),
                Err(stopped) => Err(io::Error::other(stopped).into()),
            };
        }
        match self.store.delete(&key.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn alive(&self) -> Result<(), BlobError> {
        Ok(self.faults.within(|| faults::write().map_err(io::Error::from))?)
    }

    /// Whether there is such a blob. A store that does not find it is asked what it lists as well: what it says is
    /// gone is certified to be gone.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn exists(&self, key: &BlobKey) -> Result<bool, BlobError> {
        self.in_time(async {
            match self.store.head(&key.path()).await {
                Ok(_) if self.step("blobs.found")? => Ok(true),
                Ok(_) | Err(object_store::Error::NotFound { .. }) => self.is_listed(key).await,
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    async fn is_listed(&self, key: &BlobKey) -> Result<bool, BlobError> {
        if !self.step("blobs.listed")? {
            return Ok(false);
        }
        let path = key.path();
        let mut beside = self.store.list(Some(&key.folder()));
        while let Some(found) = beside.try_next().await? {
            if found.location == path {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the step of this name is to be taken.
    fn step(&self, name: &'static str) -> Result<bool, BlobError> {
        Ok(self.faults.within(|| step(name)).map_err(io::Error::from)?)
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, BlobError>>) -> Result<T, BlobError> {
        let answered = async {
            if !self.step("blobs.answer")? {
                self.step("blobs.silent")?;
                std::future::pending::<()>().await;
            }
            work.await
        };
        timeout(self.patience, answered).await.unwrap_or(Err(BlobError::Silent))
    }

    /// The keys of a scheme that were last written before an instant, sorted.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn list_before(
        &self,
        scheme: SchemeId,
        before: DateTime<Utc>,
    ) -> Result<Vec<BlobKey>, BlobError> {
        let folder = object_store::path::Path::from(scheme.to_string());
        let found: Vec<_> = self.store.list(Some(&folder)).try_collect().await?;
        let old = found.iter().filter(|blob| blob.last_modified < before);
        let mut keys: Vec<_> = old.filter_map(|blob| BlobKey::parse(&blob.location)).collect();
        keys.sort();
        Ok(keys)
    }

    /// All keys, sorted. Files that are not ours are passed over.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn list(&self) -> Result<Vec<BlobKey>, BlobError> {
        let found: Vec<_> = self.store.list(None).try_collect().await?;
        let mut keys: Vec<_> = found.iter().filter_map(|blob| BlobKey::parse(&blob.location)).collect();
        keys.sort();
        Ok(keys)
    }
}

/// Deletes a file and its staging files (`name#1`, `name#2`, … beside it), then syncs the folder they were in.
/// The store's own delete does neither of the last two.
fn delete_file(file: &Path) -> io::Result<()> {
    let (Some(parent), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
        return Ok(());
    };
    let entries = match fs::read_dir(parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?.file_name();
        let Some(rest) = entry.to_str().and_then(|entry| entry.strip_prefix(name)) else { continue };
        if rest.is_empty() || rest.starts_with('#') {
            match fs::remove_file(parent.join(&entry)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    fs::File::open(parent)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn key(owner: u128, part: &'static str) -> BlobKey {
        BlobKey::new(SchemeId::from(Uuid::from_u128(7)), Uuid::from_u128(owner), part)
    }

    async fn keeps_its_promises(blobs: Blobs) {
        let (one, two) = (key(1, "large"), key(1, "thumb"));
        assert_eq!(blobs.get(&one).await.unwrap(), None);
        assert!(!blobs.exists(&one).await.unwrap());
        blobs.delete(&one).await.unwrap(); // nothing there: fine

        blobs.put(&one, vec![1, 2, 3]).await.unwrap();
        blobs.put(&two, Vec::new()).await.unwrap();
        blobs.put(&one, vec![4]).await.unwrap(); // replaces
        assert_eq!(blobs.get(&one).await.unwrap(), Some(vec![4]));
        assert_eq!(blobs.get(&two).await.unwrap(), Some(vec![]));
        assert_eq!(blobs.list().await.unwrap(), [one.clone(), two.clone()]);

        blobs.delete(&one).await.unwrap();
        blobs.delete(&one).await.unwrap(); // again: fine
        assert_eq!(blobs.get(&one).await.unwrap(), None);
        assert!(!blobs.exists(&one).await.unwrap());
        assert!(blobs.exists(&two).await.unwrap(), "the other part stays");
    }

    #[tokio::test]
    async fn memory_and_folder_keep_the_same_promises() {
        keeps_its_promises(Blobs::memory()).await;
        let folder = tempfile::tempdir().unwrap();
        keeps_its_promises(Blobs::folder(&folder.path().join("deep/blobs")).unwrap()).await;
    }

    #[tokio::test]
    async fn a_folder_is_its_owners_only_and_holds_exactly_the_bytes_given() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("blobs");
        let blobs = Blobs::folder(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);

        let sealed = b"sealed bytes".to_vec();
        let owner = 0xAB00_0000_0000_0000_0000_0000_0000_0001;
        blobs.put(&key(owner, "large"), sealed.clone()).await.unwrap();
        let file =
            path.join("00000000-0000-0000-0000-000000000007/ab/ab000000-0000-0000-0000-000000000001.large");
        assert_eq!(fs::read(&file).unwrap(), sealed);
        let beside: Vec<_> = fs::read_dir(file.parent().unwrap()).unwrap().collect();
        assert_eq!(beside.len(), 1, "no temporary file is left");

        let reopened = Blobs::folder(&path).unwrap();
        assert_eq!(reopened.get(&key(owner, "large")).await.unwrap(), Some(sealed));
    }

    #[tokio::test]
    async fn r25_deleting_takes_an_interrupted_writes_leavings_with_it() {
        let outer = tempfile::tempdir().unwrap();
        let blobs = Blobs::folder(outer.path()).unwrap();
        blobs.put(&key(1, "large"), vec![1]).await.unwrap();
        blobs.put(&key(1, "larger"), vec![2]).await.unwrap();
        let file = outer.path().join(key(1, "large").path().as_ref());
        let staged = file.with_file_name(format!("{}#2", file.file_name().unwrap().to_str().unwrap()));
        fs::write(&staged, b"half a sealed picture").unwrap();
        blobs.delete(&key(1, "large")).await.unwrap();
        assert!(!staged.exists() && !file.exists());
        assert!(blobs.exists(&key(1, "larger")).await.unwrap(), "a name that begins alike is another");
    }

    #[tokio::test]
    async fn a_store_that_never_answers_is_not_waited_for() {
        let plan = Plan::default();
        let blobs = Blobs { patience: Duration::from_millis(20), ..Blobs::memory().under(plan.clone()) };
        plan.want("blobs.answer", crate::faults::Fault::Skip);
        assert!(matches!(blobs.put(&key(1, "large"), vec![1]).await, Err(BlobError::Silent)));
        assert!(matches!(blobs.get(&key(1, "large")).await, Err(BlobError::Silent)));
        assert!(matches!(blobs.exists(&key(1, "large")).await, Err(BlobError::Silent)));
        assert!(matches!(blobs.delete(&key(1, "large")).await, Err(BlobError::Silent)));
        plan.want("blobs.answer", crate::faults::Fault::Pass);
        assert_eq!(blobs.get(&key(1, "large")).await.unwrap(), None);
    }

    #[tokio::test]
    async fn files_that_are_not_ours_are_not_listed() {
        let outer = tempfile::tempdir().unwrap();
        let blobs = Blobs::folder(outer.path()).unwrap();
        blobs.put(&key(3, "large"), vec![1]).await.unwrap();
        fs::write(outer.path().join("lost+found"), b"").unwrap();
        let scheme = outer.path().join(key(3, "large").scheme().to_string());
        fs::create_dir_all(scheme.join("ff")).unwrap();
        fs::write(
            scheme.join("ff").join("00000000-0000-0000-0000-000000000003.large"),
            b"in the wrong folder",
        )
        .unwrap();
        let found = blobs.list().await.unwrap();
        assert_eq!(found, [key(3, "large")]);
        assert_eq!((found[0].owner(), found[0].part()), (Uuid::from_u128(3), "large"));
    }
}
