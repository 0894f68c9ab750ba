//! Files, folders and memory of the machine.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use super::Finding;
use crate::{
    app,
    config::Settings,
    domain::epoch::turn::{Known, destroyed_at, overdue},
    vault::Ring,
};

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

/// The key ring: readable, private, apart from what it opens, and without what it should have destroyed.
pub fn keys(settings: &Settings, now: DateTime<Utc>) -> Vec<Finding> {
    let path = &settings.key_ring;
    let mut found = match app::ring(settings) {
        Ok(vault) => {
            let ring = vault.ring();
            let said = match ring.epochs().len() {
                1 => format!("1 epoch in {}", path.display()),
                n => format!("{n} epochs in {}", path.display()),
            };
            vec![Finding::ok("key ring", said), epochs(&ring, settings.epochs_kept_days, now)]
        }
        Err(error) => {
            let remedy = if path.exists() {
                "correct its mode, or recover it from escrow"
            } else {
                "put it where the configuration says, or recover it from escrow: beadle keys recover"
            };
            vec![Finding::wrong("key ring", error.to_string(), remedy)]
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
    found.extend([place, private]);
    found
}

/// Old epochs: each destroyed on its day, so that old backups do not open.
fn epochs(ring: &Ring, kept: u32, now: DateTime<Utc>) -> Finding {
    let known: Vec<Known> =
        ring.epochs().iter().map(|epoch| Known { id: epoch.id(), made: epoch.made() }).collect();
    let late = known.iter().filter(|epoch| overdue(destroyed_at(&known, epoch.id, kept, now), now)).count();
    Finding::unless(
        late == 0,
        format!("none is kept for longer than {kept} days after the next began"),
        Finding::wrong(
            "old epochs",
            format!("{late} should be destroyed by now: backups from before still open (R-25)"),
            "beadle keys status tells what hangs on them; let the service run, and see its log",
        ),
    )
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
            Finding::wrong(
                "swap",
                "memory that holds keys may be written to a disk",
                "swapoff -a and take it out of /etc/fstab, or encrypt it; zram is fine",
            ),
        ));
    }
    // The service's own limit counts; this shell's where none runs that this user may look at.
    let running = serving(Path::new("/proc"));
    let (of, limits) = match &running {
        Some(process) => ("for the service that runs", process.join("limits")),
        None => ("in this shell; no service runs that this user may look at", "/proc/self/limits".into()),
    };
    if let Ok(limits) = fs::read_to_string(limits) {
        found.push(Finding::unless(
            core_dumps_are_off(&limits),
            format!("off {of}"),
            Finding::wrong(
                "core dumps",
                format!("on {of}: a crash may write keys to a disk"),
                "LimitCORE=0 in the service's unit; ulimit -c 0 in a shell",
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

/// The folder of a process that serves: `beadle serve`, or `beadle demo`.
fn serving(proc: &Path) -> Option<PathBuf> {
    fs::read_dir(proc).ok()?.filter_map(Result::ok).map(|entry| entry.path()).find(|process| {
        let line = fs::read(process.join("cmdline")).unwrap_or_default();
        let mut words = line.split(|byte| *byte == 0);
        let program = words.next().and_then(|word| word.rsplit(|byte| *byte == b'/').next());
        program == Some(b"beadle") && matches!(words.next(), Some(b"serve" | b"demo"))
    })
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
    use super::{super::State, *};
    use crate::{clock::Clock, vault::Vault};

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
    fn the_service_that_runs_is_found_among_all_processes() {
        let proc = tempfile::tempdir().unwrap();
        let process = |id: &str, line: &[u8]| {
            fs::create_dir(proc.path().join(id)).unwrap();
            fs::write(proc.path().join(id).join("cmdline"), line).unwrap();
        };
        process("7", b"/usr/sbin/nginx\0serve\0");
        process("8", b"/usr/local/bin/beadle\0check\0");
        fs::create_dir(proc.path().join("self")).unwrap();
        assert_eq!(serving(proc.path()), None);
        process("9", b"/usr/local/bin/beadle\0serve\0--config\0a\0");
        assert_eq!(serving(proc.path()), Some(proc.path().join("9")));
    }

    #[test]
    fn an_epoch_that_outlived_its_day_is_wrong() {
        let clock = Clock::still("2026-11-01T00:00:00Z".parse().unwrap(), 1);
        let vault = Vault::new(Ring::generate(&clock));
        clock.move_to("2026-11-08T00:00:00Z".parse().unwrap());
        vault.begin_epoch(&clock, vault.ring().newest().id()).unwrap().expect("nobody else began one");
        for (now, state) in [
            ("2026-12-06T00:00:00Z", State::Ok),
            ("2026-12-06T23:59:59Z", State::Ok),
            ("2026-12-07T00:00:00Z", State::Wrong),
        ] {
            assert_eq!(epochs(&vault.ring(), 28, now.parse().unwrap()).state, state, "{now} (R-25)");
        }
    }

    #[test]
    fn a_folder_that_others_can_enter_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let open = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        open(0o700);
        assert_eq!(super::folder("data", folder.path(), true).state, State::Ok);
        open(0o750);
        assert_eq!(super::folder("data", folder.path(), true).state, State::Wrong);
    }
}
