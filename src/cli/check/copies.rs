//! Copies of checkpoints and ledgers outside this machine.

use chrono::{DateTime, TimeDelta, Utc};

use super::Finding;
use crate::{actions::audit::checkpoint, app, config::Settings, domain::ids::SchemeId};

/// So long a checkpoint may be without a copy: ten runs.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// The copies of every scheme: there, and not behind.
pub fn copies(settings: &Settings, schemes: &[SchemeId], now: DateTime<Utc>) -> Vec<Finding> {
    let what = "copies elsewhere";
    let Some(to) = &settings.copies else {
        let says = "no copy of checkpoints and ledgers is outside this machine: who takes it can rewrite both unseen";
        return vec![Finding::wrong(what, says, "set `copies` to a folder on another machine")];
    };
    if to.starts_with(&settings.data) {
        let says = "they lie in the data folder";
        return vec![Finding::wrong(what, says, "set `copies` to a folder on another machine")];
    }
    let Ok(vault) = app::ring(settings) else { return Vec::new() };
    let read = |folder: &std::path::Path, scheme: SchemeId| {
        checkpoint::read(&checkpoint::path(&folder.join("heads"), scheme), scheme, &vault.ring())
    };
    let behind = schemes.iter().filter(|scheme| {
        let (Ok(Some((here, said))), there) = (read(&settings.data, **scheme), read(to, **scheme)) else {
            return false;
        };
        now - said.at >= LATE && !there.is_ok_and(|there| there.is_some_and(|(there, _)| there == here))
    });
    match behind.count() {
        0 => vec![Finding::ok(what, format!("checkpoints and ledgers are copied to {}", to.display()))],
        n => vec![Finding::wrong(
            what,
            format!(
                "the newest checkpoint of {n} schemes is not in {} since ten minutes or more",
                to.display()
            ),
            "see the service's log: the folder may be away, or say something else of the trail",
        )],
    }
}
