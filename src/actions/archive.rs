//! Files in one ZIP, with a manifest that `sha256sum --check` reads.

use std::io::{Cursor, Write};

use chrono::{DateTime, Datelike, Timelike, Utc};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::Refusal;
use crate::domain::certificate::deletion::hex;

const MANIFEST: &str = "manifest-sha256.txt";

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes).into())
}

/// The files with their manifest, as ZIP, all of the same instant.
///
/// # Errors
/// [`Refusal::Failed`]: a fault of ours.
pub fn packed(at: DateTime<Utc>, files: &[(&str, &[u8])]) -> Result<Vec<u8>, Refusal> {
    let manifest: String = files.iter().map(|(name, bytes)| format!("{}  {name}\n", digest(bytes))).collect();
    zipped(at, files, &manifest).map_err(|error| Refusal::Failed(error.to_string()))
}

fn zipped(at: DateTime<Utc>, files: &[(&str, &[u8])], manifest: &str) -> Result<Vec<u8>, ZipError> {
    let number = |n: u32| u8::try_from(n).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or(1980);
    let (month, day) = (number(at.month()), number(at.day()));
    let (hour, minute, second) = (number(at.hour()), number(at.minute()), number(at.second()));
    let made = zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default();
    let how = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(made)
        .unix_permissions(0o644);
    let room = files.iter().map(|(name, bytes)| bytes.len() + 2 * name.len() + 128).sum::<usize>();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room + 2 * manifest.len() + 1024)));
    for (name, bytes) in files.iter().copied().chain([(MANIFEST, manifest.as_bytes())]) {
        zip.start_file(name, how)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
