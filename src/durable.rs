//! Files that are replaced in one step: whoever opens one finds the old text or the new one, whatever happens.

use std::{
    fs,
    io::{self, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use crate::faults;

/// Replaces a file, this user's alone (mode 0600); on return it is durable. Its folder must be there: one that is
/// away, such as a mount, is not made up for.
///
/// # Errors
/// If it cannot be written; the old one stands then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    faults::write()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut staged = path.as_os_str().to_owned();
    staged.push(".new");
    // What a crash left behind may have any mode.
    match fs::remove_file(&staged) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&staged)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    faults::write()?;
    fs::rename(&staged, path)?;
    fs::File::open(folder)?.sync_all()?;
    Ok(faults::write()?)
}

/// As [`replace`], and the old file is written over: what it held is not to be had from it any more.
///
/// # Errors
/// If it cannot be written, the old one stands; or if the old one cannot be written over.
pub fn replace_and_wipe(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = match fs::OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        old => Some(old?),
    };
    replace(path, bytes)?;
    old.map_or(Ok(()), wipe)
}

/// Writes over a file that no name leads to any more. A disk that writes elsewhere than it read (flash, snapshots)
/// keeps the old blocks for a while: such a disk is to be encrypted.
///
/// # Errors
/// If it cannot be written.
pub fn wipe(mut file: fs::File) -> io::Result<()> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()
}

/// Makes a folder, this user's alone (mode 0700), in one that is there, unless it is there itself.
///
/// # Errors
/// If it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_private_and_without_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("file.txt");
        assert!(replace(&path, b"nowhere").is_err());
        super::folder(path.parent().unwrap()).unwrap();
        super::folder(path.parent().unwrap()).unwrap();
        replace(&path, b"a long first text").unwrap();
        // What a crash left behind does not get into the file.
        fs::write(folder.path().join("deep").join("file.txt.new"), "a longer text that was never in force")
            .unwrap();
        replace(&path, b"short").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_replaced_can_be_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        replace_and_wipe(&path, b"the first").unwrap();
        let mut old = fs::File::open(&path).unwrap();
        replace_and_wipe(&path, b"the next").unwrap();
        let mut left = Vec::new();
        io::Read::read_to_end(&mut old, &mut left).unwrap();
        assert_eq!((left, fs::read(&path).unwrap()), (vec![0; 9], b"the next".to_vec()));
    }
}
