//! Keeps what the witness says of a trail that it let begin anew, so that nobody takes the newer line for all there ever
//! was.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::{
    domain::{date::spoken_instant, ids::SchemeId},
    vault::{
        checkpoint::origin,
        note::{Note, Verifier},
        restart::Restart,
    },
};

/// Where the newest restart of a scheme's trail stands.
pub fn path(heads: &Path, scheme: SchemeId) -> PathBuf {
    heads.join(format!("{scheme}.restarted"))
}

/// What the witness said, and when, as it stands here; nothing if it said nothing.
pub fn read(heads: &Path, scheme: SchemeId, witness: &Verifier) -> Option<(Restart, DateTime<Utc>)> {
    believed(&std::fs::read_to_string(path(heads, scheme)).ok()?, scheme, witness)
}

/// What a witness's answer says of a trail; nothing if it is not this witness's, or of another.
pub fn believed(text: &str, scheme: SchemeId, witness: &Verifier) -> Option<(Restart, DateTime<Utc>)> {
    Restart::believed(&Note::parse(text)?, &origin(scheme), witness)
}

/// It in words.
pub fn in_words((restart, at): &(Restart, DateTime<Utc>)) -> String {
    let Restart { origin: _, before, after, reason } = restart;
    format!(
        "the witness let the trail begin anew on {} from {} events; before that it had signed {}: {reason}",
        spoken_instant(*at),
        after.size,
        before.size
    )
}
