//! The files of a town.

use std::{fs, path::Path, time::SystemTime};

use super::Town;

impl Town {
    /// Blobs written since it was last called are as old as they are in the town: the machine's clock has no part in it.
    pub fn date_blobs(&self) {
        let now = SystemTime::from(self.clock.now());
        each_file(&self.folder.path().join("blobs"), &mut |file| {
            // What is just being written has another name by now.
            let Ok(file) = fs::File::open(file) else { return };
            // Nobody reads a blob's access time: it says which were dated.
            if file.metadata().unwrap().accessed().unwrap() != SystemTime::UNIX_EPOCH {
                let dated = fs::FileTimes::new().set_accessed(SystemTime::UNIX_EPOCH).set_modified(now);
                file.set_times(dated).unwrap();
            }
        });
    }
}

/// Does something with each file under a folder.
pub fn each_file(folder: &Path, work: &mut impl FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, work);
        } else {
            work(&path);
        }
    }
}
