//! The pool of a backup folder: sealed blobs by their SHA-256, each once however many backups need it.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::manifest::{BLOBS, Sum, Summing, finished, private_file, private_folder, settle, sum_of};

/// The pool.
pub(super) struct Pool(PathBuf);

impl Pool {
    pub fn of(folder: &Path) -> Self {
        Self(folder.join("pool"))
    }

    /// Where a blob lies.
    pub fn path(&self, sha256: &str) -> PathBuf {
        self.0.join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    /// Puts a blob in, unless it is there as it must be; returns its sum, and whether it was written.
    pub fn put(&self, bytes: &[u8]) -> io::Result<(Sum, bool)> {
        let mut summing = Summing::new(io::sink());
        summing.write_all(bytes)?;
        let sum = summing.sum();
        let path = self.path(&sum.sha256);
        // One that was damaged since gives way to a good one.
        if path.exists() && sum_of(&path)?.sum() == sum {
            return Ok((sum, false));
        }
        let folder = path.parent().unwrap_or(&self.0);
        private_folder(folder)?;
        let staged = path.with_extension("new");
        let mut file = private_file(&staged)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&staged, &path)?;
        settle(folder)?;
        Ok((sum, true))
    }

    /// Removes what no finished backup of the folder needs, unfinished blobs included; returns how many files.
    pub fn prune(&self, folder: &Path) -> io::Result<usize> {
        let mut needed = BTreeSet::new();
        for (_, backup) in finished(folder)? {
            needed.extend(fs::read_to_string(backup.join(BLOBS))?.lines().map(str::to_owned));
        }
        let mut removed = 0;
        if !self.0.exists() {
            return Ok(0);
        }
        for shelf in fs::read_dir(&self.0)? {
            for file in fs::read_dir(shelf?.path())? {
                let file = file?;
                if !file.file_name().to_str().is_some_and(|name| needed.contains(name)) {
                    fs::remove_file(file.path())?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}
