//! The copy of everything held on a person: gathered, masked, approved, collected, deleted.

mod collected;
mod filled;
mod made;
mod whole;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

/// The files of a ZIP.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut files = BTreeMap::new();
    for name in names {
        let mut bytes = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    files
}
