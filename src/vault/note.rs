//! Signed notes: a text and who signed it, in the format of C2SP signed-note, so that others' tools can check ours.
//! A witness's signature says besides when it saw a checkpoint (C2SP tlog-cosignature, version 1).

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier as _, VerifyingKey};
use sha2::{Digest, Sha256};

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The text itself (Ed25519, RFC 8032).
    Author = 1,
    /// That it saw a checkpoint at a time, and that it follows from those it saw before.
    Witness = 4,
}

/// Whose signature is looked for: a name and a public key, as others are told them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    kind: Kind,
    key: VerifyingKey,
}

/// A text with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<(String, Vec<u8>)>,
}

/// The most that a note may be long.
const LONGEST: usize = 64 * 1024;

/// Which of a name's keys signed.
type KeyId = [u8; 4];

fn id(name: &str, kind: Kind, key: &VerifyingKey) -> KeyId {
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', kind as u8])
        .chain_update(key.as_bytes())
        .finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// A key's name ends where a space, a plus or a line does.
fn nameable(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

impl Verifier {
    /// A verifier of a name and a key; `None` if the name cannot stand in a note.
    pub fn new(name: &str, kind: Kind, key: VerifyingKey) -> Option<Self> {
        nameable(name).then(|| Self { name: name.to_owned(), kind, key })
    }

    /// A verifier as written: `name+id+key`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, hash) = (parts.next()?, parts.next()?);
        let bytes = BASE64_STANDARD.decode(parts.next()?).ok()?;
        let (kind, key) = bytes.split_first()?;
        let kind = [Kind::Author, Kind::Witness].into_iter().find(|known| *known as u8 == *kind)?;
        let verifier = Self::new(name, kind, VerifyingKey::from_bytes(key.try_into().ok()?).ok()?)?;
        (verifier.hex() == hash).then_some(verifier)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it signs texts of its own, and is no witness of others'.
    pub fn is_author(&self) -> bool {
        self.kind == Kind::Author
    }

    fn id(&self) -> KeyId {
        id(&self.name, self.kind, &self.key)
    }

    fn hex(&self) -> String {
        self.id().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64_STANDARD.encode([&[self.kind as u8], &self.key.as_bytes()[..]].concat());
        write!(f, "{}+{}+{key}", self.name, self.hex())
    }
}

impl Note {
    /// A text that its author signs. It ends with a line feed, as texts of notes do.
    pub fn signed(text: String, name: &str, key: &SigningKey) -> Self {
        debug_assert!(text.ends_with('\n') && nameable(name), "it can be read again");
        let signature = key.sign(text.as_bytes()).to_bytes();
        let bytes = [&id(name, Kind::Author, &key.verifying_key())[..], &signature].concat();
        Self { text, signatures: vec![(name.to_owned(), bytes)] }
    }

    /// A text that nobody has signed yet. It ends with a line feed, as texts of notes do.
    pub(super) fn unsigned(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    /// Reads a note; `None` if it is none. Nothing in it is believed yet.
    pub fn parse(note: &str) -> Option<Self> {
        let (text, lines) = note.rsplit_once("\n\n").filter(|_| note.len() <= LONGEST)?;
        let signatures = lines
            .strip_suffix('\n')?
            .split('\n')
            .map(|line| {
                let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
                let bytes = BASE64_STANDARD.decode(bytes).ok().filter(|bytes| bytes.len() > 4)?;
                nameable(name).then(|| (name.to_owned(), bytes))
            })
            .collect::<Option<_>>()?;
        Some(Self { text: format!("{text}\n"), signatures })
    }

    /// The text, whoever signed it: nothing in it is to be believed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, if its author signed it.
    pub fn text_by(&self, author: &Verifier) -> Option<&str> {
        let signed =
            |bytes: &[u8]| author.key.verify(self.text.as_bytes(), &Signature::from_slice(bytes).ok()?).ok();
        let holds = author.kind == Kind::Author && self.of(author).any(|bytes| signed(bytes).is_some());
        holds.then_some(&self.text)
    }

    /// When a witness says that it saw this checkpoint, if it did.
    pub fn seen_by(&self, witness: &Verifier) -> Option<DateTime<Utc>> {
        if witness.kind != Kind::Witness {
            return None;
        }
        self.of(witness).find_map(|bytes| {
            let (time, signature) = bytes.split_first_chunk::<8>()?;
            let time = i64::try_from(u64::from_be_bytes(*time)).ok()?;
            let signature = Signature::from_slice(signature).ok()?;
            witness.key.verify(self.seen(time).as_bytes(), &signature).ok()?;
            DateTime::from_timestamp(time, 0)
        })
    }

    /// The line by which a witness says that it saw this checkpoint.
    pub fn witnessed(&self, name: &str, key: &SigningKey, at: DateTime<Utc>) -> String {
        let time = at.timestamp().max(0);
        let signature = key.sign(self.seen(time).as_bytes()).to_bytes();
        let id = id(name, Kind::Witness, &key.verifying_key());
        let bytes = [&id[..], &time.to_be_bytes(), &signature].concat();
        format!("— {name} {}\n", BASE64_STANDARD.encode(bytes))
    }

    /// This note with more signatures, as lines; `None` if they are none.
    pub fn and(&self, lines: &str) -> Option<Self> {
        Self::parse(&format!("{self}{lines}"))
    }

    fn seen(&self, time: i64) -> String {
        format!("cosignature/v1\ntime {time}\n{}", self.text)
    }

    /// The signatures that say to be of a key; lines of other keys are passed over.
    fn of(&self, verifier: &Verifier) -> impl Iterator<Item = &[u8]> {
        let id = verifier.id();
        let named = self.signatures.iter().filter(|(name, _)| *name == verifier.name);
        named.filter_map(move |(_, bytes)| bytes.strip_prefix(&id[..]))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|(name, bytes)| writeln!(f, "— {name} {}", BASE64_STANDARD.encode(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    fn verifier(n: u8, name: &str, kind: Kind) -> Verifier {
        Verifier::new(name, kind, key(n).verifying_key()).unwrap()
    }

    /// The example of C2SP signed-note, signed by its author years before this was written.
    #[test]
    fn what_others_signed_is_read() {
        let verifier =
            Verifier::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let note = "If you think cryptography is the answer to your problem,\n\
            then you don't know what your problem is.\n\n\
            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let parsed = Note::parse(note).unwrap();
        assert!(parsed.text_by(&verifier).unwrap().starts_with("If you think"));
        assert_eq!(parsed.to_string(), note);
        let changed = Note::parse(&note.replace("answer", "Answer")).unwrap();
        assert_eq!(changed.text_by(&verifier), None);
    }

    #[test]
    fn a_note_is_believed_by_its_author_only() {
        let note = Note::signed("a\ntext\n".to_owned(), "ashby", &key(1));
        let again = Note::parse(&note.to_string()).unwrap();
        assert_eq!(again, note);
        assert_eq!(again.text_by(&verifier(1, "ashby", Kind::Author)), Some("a\ntext\n"));
        assert_eq!(again.text_by(&verifier(2, "ashby", Kind::Author)), None, "another key");
        assert_eq!(again.text_by(&verifier(1, "brook", Kind::Author)), None, "another name");
        assert_eq!(again.text_by(&verifier(1, "ashby", Kind::Witness)), None, "an author is no witness");
    }

    #[test]
    fn a_witness_says_what_it_saw_and_when() {
        let at: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let note = Note::signed("log\n5\nroot\n".to_owned(), "ashby", &key(1));
        let seen = note.and(&note.witnessed("witness.test/1", &key(2), at)).unwrap();
        let witness = verifier(2, "witness.test/1", Kind::Witness);
        assert_eq!(seen.seen_by(&witness), Some(at));
        assert!(seen.text_by(&verifier(1, "ashby", Kind::Author)).is_some(), "the author's signature stays");
        assert_eq!(note.seen_by(&witness), None);
        assert_eq!(seen.seen_by(&verifier(3, "witness.test/1", Kind::Witness)), None);
        let text = seen.to_string();
        assert_eq!(Note::parse(&text.replace("5\n", "6\n")).unwrap().seen_by(&witness), None, "another size");
    }

    #[test]
    fn verifiers_are_written_and_read() {
        let ours = verifier(7, "beadle/ashby", Kind::Witness);
        assert_eq!(Verifier::parse(&ours.to_string()), Some(ours.clone()));
        assert_eq!(
            Verifier::parse(&ours.to_string().replace("ashby", "brook")),
            None,
            "the id is of the name too"
        );
        for bad in ["", "a", "a+b", "a+00000000+", "a b+00000000+AA=="] {
            assert_eq!(Verifier::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_note_is_not_read() {
        let good = Note::signed("text\n".to_owned(), "ashby", &key(1)).to_string();
        for bad in [
            String::new(),
            "text\n".to_owned(),
            "text\n\n".to_owned(),
            good.replace("— ", "- "),
            good.trim_end().to_owned(),
            good.replace("\n\n", "\n"),
            format!("{good}— ashby AAAA\n"),
            format!("{good}\n"),
        ] {
            assert_eq!(Note::parse(&bad), None, "{bad:?}");
        }
        assert_eq!(Note::parse(&"x".repeat(LONGEST).add(&good)), None, "too long");
    }

    use std::ops::Add;
}
