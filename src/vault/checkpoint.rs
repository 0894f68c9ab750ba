//! A checkpoint of an audit trail: how long it is and the root over it, as the text of a signed note
//! (C2SP tlog-checkpoint). Two more lines say when it was made and how far the ledger of erasures reached.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};

use super::{
    Ring,
    merkle::{Hash, Root},
    note::{Kind, Note, Verifier},
};
use crate::domain::ids::SchemeId;

/// How far a ledger reaches: the number of its last line, and that line's SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The number of the last line, from 1.
    pub number: u64,
    /// Its SHA-256.
    pub digest: Hash,
}

/// A checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose trail.
    pub scheme: SchemeId,
    /// How many events, and the root over them.
    pub root: Root,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The end of the scheme's ledger, if it has begun.
    pub ledger: Option<End>,
}

/// What names a scheme's trail to witnesses: its id, since a host name may change.
pub fn origin(scheme: SchemeId) -> String {
    format!("beadle/{scheme}")
}

/// Who signs the checkpoints of a scheme.
pub fn author(scheme: SchemeId, ring: &Ring) -> Verifier {
    Verifier::new(&origin(scheme), Kind::Author, ring.verifying()).expect("an id has no spaces")
}

/// Who says that this installation read a checkpoint back from a place that only keeps it; `None` if the place has no
/// name that can stand in a note.
pub fn reader(place: &str, ring: &Ring) -> Option<Verifier> {
    Verifier::new(place, Kind::Witness, ring.verifying())
}

/// A note, with the line that says that this installation read it back from that place; `None` if it grew too long.
pub fn read_back(note: &Note, place: &str, ring: &Ring, at: DateTime<Utc>) -> Option<Note> {
    note.and(&note.witnessed(place, ring.signing(), at))
}

impl Checkpoint {
    fn text(&self) -> String {
        let Self { scheme, root, at, ledger } = self;
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let head =
            format!("{}\n{}\n{}\ntime {at}\n", origin(*scheme), root.size, BASE64_STANDARD.encode(root.hash));
        match ledger {
            None => head,
            Some(end) => format!("{head}ledger {} {}\n", end.number, BASE64_STANDARD.encode(end.digest)),
        }
    }

    /// Reads the text of a note; `None` if it is no checkpoint of ours, written as we write it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let scheme = lines.next()?.strip_prefix("beadle/")?.parse().ok()?;
        let size = lines.next()?.parse().ok()?;
        let root = Root { size, hash: hash(lines.next()?)? };
        let at = DateTime::parse_from_rfc3339(lines.next()?.strip_prefix("time ")?).ok()?.with_timezone(&Utc);
        let ledger = match lines.next() {
            None => None,
            Some(line) => {
                let (number, digest) = line.strip_prefix("ledger ")?.split_once(' ')?;
                Some(End { number: number.parse().ok()?, digest: hash(digest)? })
            }
        };
        let read = Self { scheme, root, at, ledger };
        (read.text() == text).then_some(read)
    }

    /// As a note, signed by the ring.
    pub fn signed(&self, ring: &Ring) -> Note {
        Note::signed(self.text(), &origin(self.scheme), ring.signing())
    }

    /// The checkpoint of a note, if the ring signed it for this scheme.
    pub fn believed(note: &Note, scheme: SchemeId, ring: &Ring) -> Option<Self> {
        Self::parse(note.text_by(&author(scheme, ring))?).filter(|read| read.scheme == scheme)
    }
}

fn hash(text: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_checkpoint_is_believed_only_as_the_ring_signed_it() {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7);
        let (ours, theirs) = (Ring::generate(&clock), Ring::generate(&clock));
        let scheme = SchemeId::from_random(clock.random());
        let root = Root { size: 41, hash: clock.random() };
        for ledger in [None, Some(End { number: 7, digest: clock.random() })] {
            let checkpoint = Checkpoint { scheme, root, at: clock.now(), ledger };
            let note = checkpoint.signed(&ours);
            assert_eq!(Checkpoint::believed(&note, scheme, &ours), Some(checkpoint));
            assert_eq!(Checkpoint::believed(&note, scheme, &theirs), None, "another ring");
            let other = SchemeId::from_random(clock.random());
            assert_eq!(Checkpoint::believed(&note, other, &ours), None, "another scheme");
            for (from, to) in [("\n41\n", "\n40\n"), ("12:00:00", "13:00:00"), ("time", "tine")] {
                let changed = Note::parse(&note.to_string().replacen(from, to, 1)).unwrap();
                assert_eq!(Checkpoint::believed(&changed, scheme, &ours), None, "{from} to {to}");
            }
        }
    }

    #[test]
    fn only_what_is_written_as_we_write_it_is_read() {
        let good =
            format!("beadle/{}\n0\n{}\ntime 2026-11-22T12:00:00Z\n", SchemeId::from_random([1; 16]), {
                BASE64_STANDARD.encode([0; 32])
            });
        assert!(Checkpoint::parse(&good).is_some());
        for (from, to) in
            [("\n0\n", "\n00\n"), ("\n0\n", "\n-1\n"), ("Z\n", "+00:00\n"), ("Z\n", "Z\n\n"), ("beadle/", "")]
        {
            assert_eq!(Checkpoint::parse(&good.replacen(from, to, 1)), None, "{to:?}");
        }
    }
}
