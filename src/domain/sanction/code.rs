//! What is a notice's private code, and how is a typed one read?
//!
//! Twelve signs of an alphabet in which none looks like another, in three groups: more than 58 bits, so
//! that guessing one is hopeless even without the person's date of birth.

/// Letters and digits that are not taken for each other: no I, L, O, U, 0 or 1.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";
/// Signs in a code.
const LENGTH: usize = 12;
/// Signs in a group.
const GROUP: usize = 4;

/// A code, as it is looked up: its signs without the hyphens. Never logged, so not `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A code of random bytes; `None` if too many of them fall outside the alphabet, which would favour some
    /// signs: then take others.
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        let signs = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte >> 3)));
        let code: String = signs.take(LENGTH).map(|sign| char::from(*sign)).collect();
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// A code as somebody typed it: case, spaces and hyphens make no difference.
    pub fn read(typed: &str) -> Option<Self> {
        let signs: String =
            typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect();
        let fits = signs.len() == LENGTH && signs.bytes().all(|sign| ALPHABET.contains(&sign));
        fits.then_some(Self(signs))
    }

    /// As it is looked up.
    pub fn plain(&self) -> &str {
        &self.0
    }

    /// As it stands in a letter: "K7QF-2M9T-XW4C".
    pub fn spoken(&self) -> String {
        let groups = self.0.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_typed_code_is_read_whatever_its_case_and_hyphens() {
        for (typed, read) in [
            ("K7QF-2M9T-XW4C", Some("K7QF2M9TXW4C")),
            (" k7qf 2m9t xw4c ", Some("K7QF2M9TXW4C")),
            ("K7QF2M9TXW4C", Some("K7QF2M9TXW4C")),
            ("K7QF-2M9T-XW4", None),
            ("K7QF-2M9T-XW4CC", None),
            ("K7QF-2M9T-XW40", None),
            ("", None),
        ] {
            assert_eq!(Code::read(typed).as_ref().map(Code::plain), read, "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_worth_more_than_55_bits() {
        let bits = (ALPHABET.len() as f64).log2() * LENGTH as f64;
        assert!(bits > 55.0, "{bits} bits (R-42)");
        let mut signs = ALPHABET.to_vec();
        signs.dedup();
        assert_eq!(signs.len(), 30, "every sign once");
        assert!(!ALPHABET.iter().any(|sign| b"ILOU01".contains(sign)), "none looks like another");
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_as_it_is_written(bytes in proptest::array::uniform32(any::<u8>())) {
            if let Some(code) = Code::from_random(&bytes) {
                let read = Code::read(&code.spoken());
                prop_assert_eq!(read.as_ref().map(Code::plain), Some(code.plain()));
                prop_assert_eq!(code.spoken().len(), LENGTH + 2);
            } else {
                let good = bytes.iter().filter(|byte| usize::from(*byte >> 3) < ALPHABET.len()).count();
                prop_assert!(good < LENGTH, "only too few good bytes give no code");
            }
        }
    }
}
