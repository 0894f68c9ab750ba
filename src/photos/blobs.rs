//! Where sealed pictures lie: a folder, or memory in tests. What arrives here is sealed already (the vault does it),
//! so no plaintext ever touches the disk, temporary files included.

use std::{
    borrow::Cow,
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, memory::InMemory};
use thiserror::Error;
use uuid::Uuid;

use crate::domain::ids::SchemeId;

/// The store failed. Messages hold random ids and paths, nothing personal.
#[derive(Debug, Error)]
pub enum BlobError {
    /// The folder could not be made, opened or synced.
    #[error("the folder of pictures cannot be used")]
    Folder(#[from] io::Error),
    /// The store could not read, write, delete or list.
    #[error("the store of pictures failed")]
    Store(#[from] object_store::Error),
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
        let owner = self.owner.hyphenated().to_string();
        object_store::path::Path::from(format!("{}/{}/{owner}.{}", self.scheme, &owner[..2], self.part))
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

/// The store of sealed pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder, when it is one.
    folder: Option<Arc<PathBuf>>,
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
        Ok(Self { store: Arc::new(store), folder: Some(Arc::new(folder)) })
    }

    /// A store that forgets, for tests.
    pub fn memory() -> Self {
        Self { store: Arc::new(InMemory::new()), folder: None }
    }

    /// Stores sealed bytes, replacing what was there. On return they are durable.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn put(&self, key: &BlobKey, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.store.put(&key.path(), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// The sealed bytes, or None when there are none.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn get(&self, key: &BlobKey) -> Result<Option<Vec<u8>>, BlobError> {
        match self.store.get(&key.path()).await {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a blob and what an interrupted write of it left behind. That there is none is fine: an erasure may run
    /// twice. On return the deletion is durable.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
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

    /// Whether there is such a blob.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn exists(&self, key: &BlobKey) -> Result<bool, BlobError> {
        match self.store.head(&key.path()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
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
