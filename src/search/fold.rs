//! Names as the index compares them: lower case, no accents, no apostrophes, hyphens and spaces alike.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::ZeroizeOnDrop;

/// Words of one name beyond this many are not read.
pub(super) const MOST_WORDS: usize = 10;
/// Characters of one word beyond this many are not read.
const LONGEST_WORD: usize = 40;
/// Words that are often written together with the next: "O Brien", "Mc Donald", "van den Berg".
const SHORT: usize = 3;

/// A folded word, wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ZeroizeOnDrop)]
pub(super) struct Word(String);

impl Word {
    /// Room for the longest word from the start, so that growing leaves no copy behind.
    fn empty() -> Self {
        Self(String::with_capacity(LONGEST_WORD * 4))
    }

    pub(super) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn chars(&self) -> usize {
        if self.0.is_ascii() { self.0.len() } else { self.0.chars().count() }
    }

    fn joined(words: &[Self]) -> Self {
        let mut all = Self(String::with_capacity(words.iter().map(|w| w.0.len()).sum()));
        for word in words {
            all.0.push_str(&word.0);
        }
        all
    }

    /// The same word in as much memory as it needs.
    fn fitted(&self) -> Self {
        Self::of(&self.0)
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Word(…)")
    }
}

/// A word of a name and the places it covers: "Anne-Marie" is `anne` 0..1, `marie` 1..2 and `annemarie` 0..2.
pub(super) struct Placed {
    pub(super) word: Word,
    pub(super) from: u8,
    pub(super) to: u8,
}

/// The words of a name in order, folded.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut word = Word::empty();
    let mut length = 0;
    for c in text.nfkd().flat_map(char::to_lowercase).chain([' ']) {
        if is_mark(c) || is_apostrophe(c) {
            continue;
        }
        if c.is_alphanumeric() {
            if length < LONGEST_WORD {
                spell(c, &mut word.0);
                length += 1;
            }
        } else if length > 0 {
            all.push(word.fitted());
            word = Word::empty();
            length = 0;
            if all.len() == MOST_WORDS {
                break;
            }
        }
    }
    all
}

/// The words of a name, and with them neighbours written as one where people do so: beside a short word, and
/// everywhere in names of three words or more (a hyphen counts as a space, so "Anne-Marie Shaw" is three).
pub(super) fn placed(text: &str) -> Vec<Placed> {
    let words = words(text);
    let mut all = Vec::with_capacity(words.len() * 2);
    for (at, pair) in words.windows(2).enumerate() {
        let short = pair.iter().any(|w| (2..=SHORT).contains(&w.chars())) || pair[0].as_str() == "o";
        if short || words.len() > 2 || text.contains(['-', '\u{2010}', '\u{2011}']) {
            all.push(Placed { word: Word::joined(pair), from: at as u8, to: at as u8 + 2 });
        }
    }
    for (at, word) in words.into_iter().enumerate() {
        all.push(Placed { word, from: at as u8, to: at as u8 + 1 });
    }
    all
}

/// How typed words may be meant: as they are, or with one pair of neighbours written as one.
pub(super) fn readings(words: &[Word]) -> Vec<Vec<Word>> {
    let mut all = vec![words.to_vec()];
    for at in 0..words.len().saturating_sub(1) {
        let mut reading = words[..at].to_vec();
        reading.push(Word::joined(&words[at..at + 2]));
        reading.extend_from_slice(&words[at + 2..]);
        all.push(reading);
    }
    all
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// The many marks typed in O'Brien, among them the Hawaiian and Arabic letters' signs.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}'
            ..='\u{2bf}' | '\u{2032}' | '\u{301}'
    )
}

/// Letters that decomposition leaves whole, as English keyboards write them.
fn spell(c: char, word: &mut String) {
    match c {
        'ø' => word.push('o'),
        'ł' => word.push('l'),
        'đ' | 'ð' => word.push('d'),
        'ħ' => word.push('h'),
        'ı' => word.push('i'),
        'ß' => word.push_str("ss"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        'þ' => word.push_str("th"),
        other => word.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_typed_in_different_ways_fold_alike() {
        for (typed, folded) in [
            ("O'Brien", "obrien"),
            ("O’BRIEN", "obrien"),
            ("Anne-Marie  Shaw", "anne marie shaw"),
            ("Zoë", "zoe"),
            ("Łukasz Wójcik", "lukasz wojcik"),
            ("Søren Strauß", "soren strauss"),
            ("D. J. Renton", "d j renton"),
            ("  \t", ""),
        ] {
            let folded_words = words(typed);
            let read: Vec<&str> = folded_words.iter().map(Word::as_str).collect();
            assert_eq!(read.join(" "), folded, "{typed}");
        }
    }

    #[test]
    fn neighbours_are_also_read_as_one_word() {
        let spelt = |text| placed(text).iter().map(|p| p.word.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(spelt("O Brien"), ["obrien", "o", "brien"]);
        assert_eq!(spelt("Anne-Marie"), ["annemarie", "anne", "marie"]);
        assert_eq!(spelt("Dale Renton"), ["dale", "renton"]);
        assert_eq!(readings(&words("o brien")).len(), 2);
    }

    #[test]
    fn a_word_does_not_print_itself() {
        assert_eq!(format!("{:?}", words("Dale")), "[Word(…)]");
    }
}
