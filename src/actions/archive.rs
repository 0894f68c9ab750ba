//! Files in one ZIP, with a manifest that `sha256sum --check` reads.

use std::io::{Cursor, Write};

use chrono::{DateTime, Datelike, Timelike, Utc};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::Refusal;
use crate::domain::certificate::deletion::hex;

const MANIFEST: &str = "manifest-sha256.txt";

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes).into())
}

/// Files going into one ZIP, all of the same instant: each is written as it comes, and need not be held any longer.
pub struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    how: SimpleFileOptions,
    manifest: String,
}

impl Archive {
    /// An empty one, with room for so many bytes before it has to grow.
    pub fn new(at: DateTime<Utc>, room: usize) -> Self {
        let number = |n: u32| u8::try_from(n).unwrap_or_default();
        let year = u16::try_from(at.year()).unwrap_or(1980);
        let (month, day) = (number(at.month()), number(at.day()));
        let (hour, minute, second) = (number(at.hour()), number(at.minute()), number(at.second()));
        let made =
            zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default();
        let how = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(made)
            .unix_permissions(0o644);
        Self { zip: ZipWriter::new(Cursor::new(Vec::with_capacity(room))), how, manifest: String::new() }
    }

    /// Adds a file; its SHA-256.
    ///
    /// # Errors
    /// [`Refusal::Failed`]: a fault of ours.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<String, Refusal> {
        let digest = digest(bytes);
        self.write(name, bytes)?;
        self.manifest.push_str(&format!("{digest}  {name}\n"));
        Ok(digest)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
        self.zip.start_file(name, self.how).map_err(|error| failed(&error))?;
        self.zip.write_all(bytes).map_err(|error| failed(&error))
    }

    /// The ZIP, with the manifest of its files.
    ///
    /// # Errors
    /// [`Refusal::Failed`]: a fault of ours.
    pub fn end(mut self) -> Result<Vec<u8>, Refusal> {
        let manifest = std::mem::take(&mut self.manifest);
        self.write(MANIFEST, manifest.as_bytes())?;
        let zip = self.zip.finish().map_err(|error| Refusal::Failed(error.to_string()))?;
        Ok(zip.into_inner())
    }
}

/// Some files with their manifest, as ZIP.
///
/// # Errors
/// [`Refusal::Failed`]: a fault of ours.
pub fn packed(at: DateTime<Utc>, files: &[(&str, &[u8])]) -> Result<Vec<u8>, Refusal> {
    let room = files.iter().map(|(name, bytes)| bytes.len() + 4 * name.len() + 256).sum::<usize>();
    let mut archive = Archive::new(at, room + 1024);
    for (name, bytes) in files {
        archive.add(name, bytes)?;
    }
    archive.end()
}
