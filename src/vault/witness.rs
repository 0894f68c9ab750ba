//! What a log and its witness say to each other (C2SP tlog-witness): a checkpoint, with the proof that it follows from
//! the one that the witness signed last.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    merkle::{self, Hash, Root},
    note::{Note, Verifier},
};

/// What any log says of its tree: the first three lines of its checkpoint. What follows is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Which log.
    pub origin: String,
    /// How many leaves, and the root over them.
    pub root: Root,
}

/// A log asks its witness to sign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness signed last; 0 if it signed none.
    pub old: u64,
    /// That the checkpoint's tree begins with the one of that size.
    pub proof: Vec<Hash>,
    /// The checkpoint, signed by the log.
    pub note: Note,
}

/// Why a witness does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no request.
    #[error("this is no request to sign a checkpoint")]
    Malformed,
    /// The log is not one that it follows.
    #[error("this log is not followed here")]
    Unknown,
    /// The log did not sign it.
    #[error("the checkpoint is not signed by its log")]
    Unsigned,
    /// It signed another size last, or another root of this size.
    #[error("a checkpoint over {0} leaves was signed last, or another of that size")]
    Conflict(u64),
    /// The checkpoint does not follow from the one that it signed last.
    #[error("the proof does not show that the checkpoint follows from the last")]
    Unproved,
}

/// No tree has so many leaves that a proof is longer.
const LONGEST_PROOF: usize = 63;

/// The tree before its first leaf.
fn empty() -> Root {
    Root { size: 0, hash: merkle::root(&[]) }
}

/// A number as it is written: digits, without zeros before.
pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

pub(super) fn hash(text: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

impl Head {
    /// Reads the text of a checkpoint of any log; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let size = number(lines.next()?)?;
        Some(Self { origin, root: Root { size, hash: hash(lines.next()?)? } })
    }
}

impl Request {
    /// Reads a request; `None` if it is none. Nothing in it is believed yet.
    pub fn parse(text: &str) -> Option<Self> {
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = number(lines.next()?.strip_prefix("old ")?)?;
        let proof = lines.map(hash).collect::<Option<Vec<_>>>()?;
        (proof.len() <= LONGEST_PROOF).then_some(())?;
        Some(Self { old, proof, note: Note::parse(note)? })
    }

    /// Which log's checkpoint it says to be.
    ///
    /// # Errors
    /// [`Refused::Malformed`] if it is none.
    pub fn head(&self) -> Result<Head, Refused> {
        Head::parse(self.note.text()).ok_or(Refused::Malformed)
    }

    /// Whether a witness that signed `last` of this log may sign this.
    ///
    /// # Errors
    /// [`Refused`], in the order in which C2SP tlog-witness asks.
    pub fn may_be_signed(&self, log: &Verifier, last: Option<Root>) -> Result<Head, Refused> {
        let head = self.head()?;
        if head.origin != log.name() {
            return Err(Refused::Unknown);
        }
        if self.note.text_by(log).is_none() {
            return Err(Refused::Unsigned);
        }
        if self.old > head.root.size {
            return Err(Refused::Malformed);
        }
        let last = last.unwrap_or_else(empty);
        if self.old != last.size || (self.old == head.root.size && head.root != last) {
            return Err(Refused::Conflict(last.size));
        }
        if head.root.extends(&last, &self.proof) { Ok(head) } else { Err(Refused::Unproved) }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", BASE64_STANDARD.encode(hash)))?;
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::{super::note::Kind, *};

    const LOG: &str = "log.test/1";

    fn leaves(of: u8, size: u64) -> Vec<Hash> {
        (0..size).map(|n| merkle::leaf(&[of, n as u8])).collect()
    }

    fn root(of: u8, size: u64) -> Root {
        Root { size, hash: merkle::root(&leaves(of, size)) }
    }

    /// A request of a log whose trail is `of`, signed by the key of that number.
    fn asks(of: u8, old: u64, size: u64, key: u8) -> Request {
        let all = leaves(of, size);
        let over =
            |run: std::ops::Range<u64>| Ok::<_, ()>(merkle::root(&all[run.start as usize..run.end as usize]));
        let proof = if old <= size { merkle::consistency(old, size, over).unwrap() } else { Vec::new() };
        let text = format!("{LOG}\n{size}\n{}\n", BASE64_STANDARD.encode(root(of, size).hash));
        Request { old, proof, note: Note::signed(text, LOG, &SigningKey::from_bytes(&[key; 32])) }
    }

    #[test]
    fn a_witness_signs_what_follows_from_what_it_signed_and_nothing_else() {
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let log = Verifier::new(LOG, Kind::Author, key).unwrap();
        let other = Verifier::new("log.test/2", Kind::Author, key).unwrap();
        let may = |request: &Request, last: Option<Root>| {
            let read = Request::parse(&request.to_string()).expect("it is read as it is written");
            assert_eq!(read, *request);
            read.may_be_signed(&log, last).map(|head| head.root.size)
        };
        for (rule, request, last, answer) in [
            ("the first checkpoint of a log", asks(7, 0, 5, 1), None, Ok(5)),
            ("a longer one", asks(7, 5, 12, 1), Some(root(7, 5)), Ok(12)),
            ("the same again", asks(7, 5, 5, 1), Some(root(7, 5)), Ok(5)),
            ("another key's", asks(7, 5, 12, 2), Some(root(7, 5)), Err(Refused::Unsigned)),
            ("an old size beyond the checkpoint", asks(7, 6, 5, 1), None, Err(Refused::Malformed)),
            ("it signed a longer one", asks(7, 3, 12, 1), Some(root(7, 5)), Err(Refused::Conflict(5))),
            ("it signed none", asks(7, 3, 12, 1), None, Err(Refused::Conflict(0))),
            ("a shorter one", asks(7, 3, 4, 1), Some(root(7, 5)), Err(Refused::Conflict(5))),
            ("another past of that size", asks(8, 5, 5, 1), Some(root(7, 5)), Err(Refused::Conflict(5))),
            ("another past", asks(8, 5, 12, 1), Some(root(7, 5)), Err(Refused::Unproved)),
        ] {
            assert_eq!(may(&request, last), answer, "{rule}");
        }
        assert_eq!(asks(7, 0, 5, 1).may_be_signed(&other, None), Err(Refused::Unknown));
        let mut unproved = asks(7, 5, 12, 1);
        unproved.proof.pop();
        assert_eq!(may(&unproved, Some(root(7, 5))), Err(Refused::Unproved), "a proof cut short");
        let mut empty = asks(7, 0, 0, 1);
        assert_eq!(may(&empty, None), Ok(0));
        let text = format!("{LOG}\n0\n{}\n", BASE64_STANDARD.encode([7; 32]));
        empty.note = Note::signed(text, LOG, &SigningKey::from_bytes(&[1; 32]));
        assert_eq!(may(&empty, None), Err(Refused::Conflict(0)), "no leaves have one root only");
    }

    #[test]
    fn what_is_no_request_is_not_read() {
        let good = asks(7, 5, 12, 1).to_string();
        for (from, to) in [
            ("old 5\n", ""),
            ("old 5\n", "old 05\n"),
            ("old 5\n", "old -5\n"),
            ("old 5\n", "new 5\n"),
            ("old 5\n", "old 5\nAAAA\n"),
            ("— ", "- "),
        ] {
            assert_eq!(Request::parse(&good.replacen(from, to, 1)), None, "{to:?}");
        }
        let hash = format!("{}\n", BASE64_STANDARD.encode([7; 32]));
        let long = |lines: usize| good.replacen("old 5\n", &format!("old 5\n{}", hash.repeat(lines)), 1);
        let have = asks(7, 5, 12, 1).proof.len();
        assert!(Request::parse(&long(LONGEST_PROOF - have)).is_some());
        assert_eq!(Request::parse(&long(LONGEST_PROOF - have + 1)), None, "no proof is so long");
    }
}
