//! The witness of the audit trails: set, and not behind. A bucket is asked whether it still holds what it took, and
//! nothing else.

use chrono::TimeDelta;

use super::Finding;
use crate::{
    actions::audit::{
        alarm, checkpoint, held,
        witnessed::{self, Known},
    },
    clock::Clock,
    config::{self, Settings},
    domain::{ids::SchemeId, rules::UNWITNESSED_MINUTES},
    remote::bucket::Bucket,
    store::{self, Store, StoreError},
    vault::Ring,
};

const WHAT: &str = "witness";

/// The witness of every scheme's trail.
pub fn witness(settings: &Settings, store: &Store, ring: &Ring, clock: &Clock) -> Finding {
    let known = match witnessed::known(settings, ring) {
        Ok(Some(known)) => known,
        Ok(None) => {
            let says = "nobody else signs the audit trails' heads: who takes this machine can rewrite them and sign them anew";
            let remedy =
                "set [witness]: another machine that runs beadle witness, or a bucket with object lock";
            return Finding::wrong(WHAT, says, remedy);
        }
        Err(error) => {
            return Finding::wrong(WHAT, error.to_string(), "correct [witness]");
        }
    };
    if let Some(amiss) = known.bucket().and_then(|set| bucket(settings, store, ring, clock, set, &known)) {
        return amiss;
    }
    match alarm::how_many(store, &settings.heads(), &known, clock.now()) {
        Ok(0) if known.bucket().is_some() => {
            Finding::ok(WHAT, format!("{} holds every head, locked", known.key.name()))
        }
        Ok(0) => Finding::ok(WHAT, format!("{} has signed every head", known.key.name())),
        Ok(n) => Finding::wrong(
            WHAT,
            format!("{n} audit trails hold what it has not seen for {UNWITNESSED_MINUTES} minutes or more"),
            "see the service's log: the witness may be down, or remember something else of the trail",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "see the service's log"),
    }
}

/// What is amiss with a bucket.
fn bucket(
    settings: &Settings,
    store: &Store,
    ring: &Ring,
    clock: &Clock,
    set: &config::witness::Bucket,
    known: &Known,
) -> Option<Finding> {
    let bucket = match Bucket::open(set, clock.clone()) {
        Ok(bucket) => bucket,
        Err(why) => {
            return Some(Finding::wrong(WHAT, why.to_string(), "see [witness] in config/beadle.toml"));
        }
    };
    let schemes = store.read_here::<_, StoreError>(store::scheme::all);
    for scheme in schemes.unwrap_or_default() {
        let amiss = match newest(settings, store, ring, &bucket, set, known, scheme.id) {
            Ok(None) => continue,
            Ok(Some(says)) | Err(says) => format!("{}: {says}", scheme.host),
        };
        let remedy =
            "run beadle audit verify; keep the database, the folder heads and the bucket as they are";
        return Some(Finding::wrong(WHAT, amiss, remedy));
    }
    None
}

/// Whether the bucket holds the newest head that it took, and after it nothing that is not in the trail; in words what
/// is amiss.
fn newest(
    settings: &Settings,
    store: &Store,
    ring: &Ring,
    bucket: &Bucket,
    set: &config::witness::Bucket,
    known: &Known,
    scheme: SchemeId,
) -> Result<Option<String>, String> {
    let file = witnessed::path(&settings.heads(), scheme);
    let last = witnessed::read(&file, scheme, ring, &known.key).map_err(|why| why.to_string())?;
    let last = last.map(|(_, last)| last);
    if let Some(last) = &last {
        let until = last.at + TimeDelta::days(set.days.into());
        held::is_held(bucket, last, until, ring).map_err(|why| why.to_string())?;
    }
    let after = held::heads(bucket, scheme, last.as_ref(), ring).map_err(|why| why.to_string())?;
    let strange = store.read_here::<_, StoreError>(|tx| {
        for head in &after {
            if !checkpoint::begins(tx, scheme, head.root)? {
                return Ok(Some(head.root.size));
            }
        }
        Ok(None)
    });
    let strange = strange.map_err(|error| error.to_string())?;
    Ok(strange.map(|size| format!("the bucket holds a head over {size} events that are not in the trail")))
}
