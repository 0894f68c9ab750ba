//! Files, folders and memory of the machine.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use super::Finding;
use crate::{config::Settings, vault::Vault};

/// Whether others than the owner may do anything with a file or folder.
fn open_to_others(path: &Path) -> Option<bool> {
    fs::metadata(path).ok().map(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// The configuration file: nobody else may write it.
pub fn config_file(path: &Path) -> Finding {
    let what = "configuration file";
    match fs::metadata(path) {
        Err(error) => Finding::wrong(what, format!("{}: {error}", path.display()), "run beadle init"),
        Ok(meta) if meta.permissions().mode() & 0o022 != 0 => {
            Finding::wrong(what, "others can change it", format!("chmod 600 {}", path.display()))
        }
        Ok(meta) if meta.permissions().mode() & 0o044 != 0 => {
            Finding::weak(what, "others can read it", format!("chmod 600 {}", path.display()))
        }
        Ok(_) => Finding::ok(what, path.display().to_string()),
    }
}

/// The key ring: readable, private, and apart from what it opens.
pub fn keys(settings: &Settings) -> Vec<Finding> {
    let path = &settings.key_ring;
    let ring = match Vault::open(path) {
        Ok(vault) => {
            Finding::ok("key ring", format!("{} epochs in {}", vault.ring().epochs().len(), path.display()))
        }
        Err(error) => {
            Finding::wrong("key ring", error.to_string(), "correct its mode, or recover it from escrow")
        }
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let same = canonical(folder).starts_with(canonical(&settings.data));
    let place = Finding::unless(
        !same,
        "it is apart from the data",
        Finding::weak(
            "place of the key ring",
            "it lies in the data folder: a backup of that folder holds both key and data",
            "move it to a folder of its own and say so in key_ring",
        ),
    );
    let private = Finding::unless(
        open_to_others(folder) == Some(false),
        format!("{} is this user's alone", folder.display()),
        Finding::weak(
            "folder of the key ring",
            "others can look into it",
            format!("chmod 700 {}", folder.display()),
        ),
    );
    vec![ring, place, private]
}

fn canonical(path: &Path) -> std::path::PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The folders of data, sealed pictures and heads: writable, and private.
pub fn folders(settings: &Settings) -> Vec<Finding> {
    let mut found = vec![folder("data folder", &settings.data, true)];
    found.push(folder("sealed pictures", &settings.blobs(), false));
    found.push(folder("signed audit checkpoints", &settings.heads(), false));
    found
}

fn folder(what: &str, path: &Path, needed: bool) -> Finding {
    if !path.exists() && !needed {
        return Finding::ok(what, format!("{} is made when it is first needed", path.display()));
    }
    let probe = path.join(".beadle-check");
    if let Err(error) = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        let user = "run this as the user that serves, and give that user the folder";
        return Finding::wrong(what, format!("{} cannot be written: {error}", path.display()), user);
    }
    Finding::unless(
        open_to_others(path) == Some(false),
        format!("{} is this user's alone", path.display()),
        Finding::wrong(what, "others can look into it", format!("chmod 700 {}", path.display())),
    )
}

/// What could carry keys out of memory: swap and core dumps. And the user that serves.
pub fn memory() -> Vec<Finding> {
    let mut found = Vec::new();
    if let Ok(swaps) = fs::read_to_string("/proc/swaps") {
        found.push(Finding::unless(
            swap_is_off(&swaps),
            "no swap on a disk",
            Finding::weak(
                "swap",
                "memory that holds keys may be written to a disk",
                "swapoff -a and take it out of /etc/fstab, or encrypt it; zram is fine",
            ),
        ));
    }
    if let Ok(limits) = fs::read_to_string("/proc/self/limits") {
        found.push(Finding::unless(
            core_dumps_are_off(&limits),
            "off in this shell",
            Finding::weak(
                "core dumps",
                "a crash may write keys to a disk",
                "ulimit -c 0, and LimitCORE=0 in the service's unit",
            ),
        ));
    }
    if let Ok(meta) = fs::metadata("/proc/self") {
        found.push(Finding::unless(
            meta.uid() != 0,
            "not root",
            Finding::weak("user", "this runs as root", "serve as a user of its own (see the README's unit)"),
        ));
    }
    found
}

fn swap_is_off(swaps: &str) -> bool {
    swaps.lines().skip(1).all(|line| line.starts_with("/dev/zram"))
}

fn core_dumps_are_off(limits: &str) -> bool {
    limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"))
        .and_then(|rest| rest.split_whitespace().next())
        .is_none_or(|soft| soft == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swap_on_a_disk_is_seen() {
        let head = "Filename\tType\tSize\tUsed\tPriority\n";
        assert!(swap_is_off(head));
        assert!(swap_is_off(&format!("{head}/dev/zram0 partition 1 0 100\n")));
        assert!(!swap_is_off(&format!("{head}/dev/sda2 partition 1 0 -2\n")));
    }

    #[test]
    fn core_dumps_are_seen() {
        let limits = |soft| format!("Max core file size        {soft}          unlimited            bytes\n");
        assert!(core_dumps_are_off(&limits("0")));
        assert!(!core_dumps_are_off(&limits("unlimited")));
    }

    #[test]
    fn a_folder_that_others_can_enter_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let open = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        open(0o700);
        assert_eq!(super::folder("data", folder.path(), true).state, super::super::State::Ok);
        open(0o750);
        assert_eq!(super::folder("data", folder.path(), true).state, super::super::State::Wrong);
    }
}
