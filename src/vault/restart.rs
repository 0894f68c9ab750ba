//! What a witness says when whoever keeps it lets a log begin anew: from which head to which, when and why. Signed by the
//! witness, so that the log can show it and cannot write it.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};

use super::{
    merkle::Root,
    note::{Note, Verifier},
    witness::{hash, number},
};

/// The first line. No log has a name with a space in it: it is never taken for a checkpoint.
const FIRST: &str = "beadle witness restart";
/// No reason is longer, in characters.
const LONGEST: usize = 200;

/// A log that began anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restart {
    /// Which log.
    pub origin: String,
    /// The head that the witness had signed last: nothing follows from it any more.
    pub before: Root,
    /// The head that it begins from.
    pub after: Root,
    /// Why, in the words of whoever keeps the witness.
    pub reason: String,
}

/// A reason as it can stand in a line; `None` if it cannot, or says nothing.
pub fn reason(words: &str) -> Option<String> {
    let words = words.trim();
    let fits = !words.is_empty() && words.chars().count() <= LONGEST && !words.contains(char::is_control);
    fits.then(|| words.to_owned())
}

fn root(text: &str) -> Option<Root> {
    let (size, text) = text.split_once(' ')?;
    Some(Root { size: number(size)?, hash: hash(text)? })
}

impl Restart {
    /// As the text of a note.
    pub fn text(&self) -> String {
        let Self { origin, before, after, reason } = self;
        let root = |root: &Root| format!("{} {}", root.size, BASE64_STANDARD.encode(root.hash));
        format!("{FIRST}\n{origin}\nbefore {}\nafter {}\nreason {reason}\n", root(before), root(after))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut line = |word: &str| lines.next()?.strip_prefix(word).map(str::to_owned);
        line(FIRST).filter(String::is_empty)?;
        let origin = line("")?;
        let (before, after) = (root(&line("before ")?)?, root(&line("after ")?)?);
        let read = Self { origin, before, after, reason: reason(&line("reason ")?)? };
        (read.text() == text).then_some(read)
    }

    /// What a witness said of a log, and when; `None` if it did not say it.
    pub fn believed(note: &Note, origin: &str, witness: &Verifier) -> Option<(Self, DateTime<Utc>)> {
        let at = note.seen_by(witness)?;
        Self::parse(note.text()).filter(|read| read.origin == origin).map(|read| (read, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        vault::{witness::Head, witness_key::WitnessKey},
    };

    #[test]
    fn a_restart_is_believed_only_as_the_witness_said_it() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7);
        let key =
            |name: &str| WitnessKey::create(&folder.path().join(name), "witness.test/1", &clock).unwrap();
        let (ours, theirs) = (key("a"), key("b"));
        let root = |size| Root { size, hash: [size as u8; 32] };
        let said = Restart {
            origin: "beadle/ashby".to_owned(),
            before: root(9),
            after: root(5),
            reason: "a fire: restored from the backup of Friday".to_owned(),
        };
        let note = ours.says(said.text(), clock.now()).unwrap();
        let read = Note::parse(&note.to_string()).unwrap();
        let believed = Restart::believed(&read, "beadle/ashby", ours.verifier());
        assert_eq!(believed, Some((said.clone(), clock.now())));
        assert_eq!(Restart::believed(&read, "beadle/other", ours.verifier()), None, "another log");
        assert_eq!(Restart::believed(&read, "beadle/ashby", theirs.verifier()), None, "another witness");
        let changed = note.to_string().replace("Friday", "Monday");
        let changed = Note::parse(&changed).unwrap();
        assert_eq!(Restart::believed(&changed, "beadle/ashby", ours.verifier()), None, "another reason");
        assert_eq!(Head::parse(&said.text()), None, "it is no checkpoint");
        let head = Note::parse(&note.to_string().replacen(FIRST, "beadle/ashby", 1)).unwrap();
        assert_eq!(Restart::believed(&head, "beadle/ashby", ours.verifier()), None);
        for (words, fits) in [("", false), (" \n", false), ("two\nlines", false), (" moved ", true)] {
            assert_eq!(reason(words).is_some(), fits, "{words:?}");
        }
        assert_eq!((reason(&"x".repeat(200)).is_some(), reason(&"x".repeat(201)).is_some()), (true, false));
    }
}
