//! Backups: made lately, and kept apart from what they are useless without.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::Finding;
use crate::{
    actions::backup::last_made,
    app,
    clock::Clock,
    config::Settings,
    domain::{date::spoken_instant, ids::SchemeId},
    store::ledger::Ledger,
    vault::archive::Readers,
};

/// A day, and two hours for the timer to be late.
const FRESH: TimeDelta = TimeDelta::hours(26);

/// Backups of every scheme.
pub fn backups(settings: &Settings, schemes: &[SchemeId], clock: &Clock) -> Vec<Finding> {
    let what = "backups";
    let Some(set) = &settings.backup else {
        return vec![Finding::wrong(
            what,
            "there are none: the loss of this machine is the loss of everything",
            "set [backup], then run beadle backup once a day",
        )];
    };
    let mut found = vec![match Readers::parse(&set.to) {
        Ok(readers) => Finding::ok("readers of backups", format!("{} of them can restore", readers.count())),
        Err(error) => Finding::wrong("readers of backups", error.to_string(), "correct `to` of [backup]"),
    }];
    let escrow = settings.escrow.as_ref().and_then(|escrow| escrow.file.parent());
    let beside =
        [settings.key_ring.parent(), escrow].into_iter().flatten().any(|keys| near(keys, &set.folder));
    found.push(Finding::unless(
        !beside && !set.folder.starts_with(&settings.data),
        "apart from the data, the key ring and the escrow",
        Finding::weak(
            "place of the backups",
            "they lie beside the data, the key ring or the escrow",
            "another disk or machine: whoever finds them must not find the keys as well",
        ),
    ));
    let Ok(vault) = app::ring(settings) else { return found };
    let last = |scheme: &SchemeId| last_made(&Ledger::of(&settings.data, *scheme), &vault.ring());
    match schemes.iter().map(last).collect::<Result<Vec<_>, _>>() {
        Ok(all) => found.push(freshness(all.into_iter().min().flatten(), clock.now())),
        Err(error) => {
            found.push(Finding::wrong("ledger", error.to_string(), "give this user the data folder"))
        }
    }
    found
}

fn freshness(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Finding {
    let what = "last backup";
    let remedy = "beadle backup, once a day from a timer";
    match last {
        None => Finding::wrong(what, "none was made yet", remedy),
        Some(at) => Finding::unless(
            now - at <= FRESH,
            spoken_instant(at),
            Finding::wrong(
                what,
                format!("more than {} hours ago: {}", FRESH.num_hours(), spoken_instant(at)),
                remedy,
            ),
        ),
    }
}

/// Whether one of two folders is in the other.
fn near(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{super::State, *};
    use crate::{
        config,
        store::ledger::{Entry, Line, Matter},
        vault::{Vault, escrow::officer},
    };

    #[test]
    fn red_until_one_was_made_within_26_hours() {
        let (data, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 1);
        let mut settings =
            Settings::demonstration(data.path(), "127.0.0.1:8080".parse().unwrap(), "ashby.test");
        settings.key_ring = keys.path().join("ring.toml");
        let vault = Vault::create(&settings.key_ring, &clock).unwrap();
        let schemes = [1, 2].map(|n| SchemeId::from_random([n; 16]));
        let states = |settings: &Settings| {
            backups(settings, &schemes, &clock).iter().map(|found| found.state).collect::<Vec<_>>()
        };
        assert_eq!(states(&settings), [State::Wrong], "none are set");
        let set = |folder: PathBuf| Some(config::Backup { folder, to: vec![officer().0], keep: 1 });
        settings.backup = set("/mnt/backup".into());
        assert_eq!(states(&settings), [State::Ok, State::Ok, State::Wrong], "none was made");
        let made = |scheme: usize, at: &str| {
            let matter = Matter::Backup(uuid::Uuid::from_u128(1), [0; 32]);
            let line = Line { entry: Entry::Done, matter, deed: None, at: at.parse().unwrap() };
            Ledger::of(data.path(), schemes[scheme]).append(&vault.ring(), line).unwrap();
        };
        made(0, "2026-11-21T10:00:00Z");
        assert_eq!(states(&settings)[2], State::Wrong, "not of the second scheme");
        made(1, "2026-11-21T09:59:59Z");
        assert_eq!(states(&settings)[2], State::Wrong, "a second too long ago");
        made(1, "2026-11-21T10:00:00Z");
        assert_eq!(states(&settings), [State::Ok, State::Ok, State::Ok]);
        for beside in [keys.path().join("backups"), data.path().join("backups"), keys.path().to_owned()] {
            settings.backup = set(beside);
            assert_eq!(states(&settings), [State::Ok, State::Weak, State::Ok]);
        }
        settings.backup = Some(config::Backup { folder: "/mnt/backup".into(), to: vec![], keep: 1 });
        assert_eq!(states(&settings), [State::Wrong, State::Ok, State::Ok], "nobody can read it");
    }
}
