//! The witness of the audit trails: set, and not behind.

use chrono::{DateTime, Utc};

use super::Finding;
use crate::{
    actions::audit::{alarm, witnessed},
    config::Settings,
    domain::rules::UNWITNESSED_MINUTES,
    store::Store,
};

/// The witness of every scheme's trail.
pub fn witness(settings: &Settings, store: &Store, now: DateTime<Utc>) -> Finding {
    let what = "witness";
    let known = match witnessed::known(settings) {
        Ok(Some(known)) => known,
        Ok(None) => {
            let says = "nobody else signs the audit trails' heads: who takes this machine can rewrite them and sign them anew";
            return Finding::wrong(what, says, "set [witness]: another machine that runs beadle witness");
        }
        Err(error) => {
            return Finding::wrong(what, error.to_string(), "correct `key` of [witness]");
        }
    };
    match alarm::how_many(store, &settings.heads(), &known, now) {
        Ok(0) => Finding::ok(what, format!("{} has signed every head", known.key.name())),
        Ok(n) => Finding::wrong(
            what,
            format!("{n} audit trails hold what it has not signed for {UNWITNESSED_MINUTES} minutes or more"),
            "see the service's log: the witness may be down, or remember something else of the trail",
        ),
        Err(error) => Finding::wrong(what, error.to_string(), "see the service's log"),
    }
}
