//! Which words of a text may name somebody, and are masked wherever they stand?
//!
//! The full names of everybody who works with the scheme, and what a note about victims or witnesses may call them.

use std::collections::BTreeSet;

use crate::domain::text::folded_words;

/// Words that begin a sentence about somebody, or say what they do: no names.
const NO_NAMES: &[&str] = &[
    "a",
    "an",
    "the",
    "one",
    "two",
    "three",
    "he",
    "she",
    "they",
    "his",
    "her",
    "their",
    "it",
    "we",
    "our",
    "my",
    "no",
    "none",
    "nobody",
    "not",
    "yes",
    "staff",
    "member",
    "members",
    "colleague",
    "cashier",
    "manager",
    "manageress",
    "supervisor",
    "assistant",
    "guard",
    "security",
    "customer",
    "customers",
    "customer's",
    "shop",
    "store",
    "child",
    "woman",
    "man",
    "lady",
    "gentleman",
    "boy",
    "girl",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "and",
    "with",
    "who",
    "was",
    "were",
    "some",
    "another",
    "young",
    "old",
    "elderly",
    "female",
    "male",
    "bruised",
    "hurt",
    "shaken",
    "police",
];

/// Full names that are masked wherever they stand, by their words.
#[derive(Debug, Default)]
pub struct Staff {
    names: BTreeSet<Vec<String>>,
    longest: usize,
}

impl Staff {
    /// The full names of people: a single word is no full name, and too common to be struck everywhere.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: BTreeSet<_> =
            names.into_iter().map(folded_words).filter(|words| words.len() > 1).collect();
        let longest = names.iter().map(Vec::len).max().unwrap_or_default();
        Self { names, longest }
    }

    /// The full names that stand in a text, as they stand there.
    pub fn found_in(&self, text: &str) -> Vec<String> {
        let starts: Vec<(usize, usize)> = words(text);
        let mut found = Vec::new();
        for first in 0..starts.len() {
            for last in first + 1..starts.len().min(first + self.longest) {
                let part = &text[starts[first].0..starts[last].1];
                if self.names.contains(&folded_words(part)) {
                    found.push(part.to_owned());
                }
            }
        }
        found
    }
}

/// Where the words of a text begin and end.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match (sign.is_alphanumeric() || "'\u{2019}-".contains(sign), from) {
            (true, None) => from = Some(at),
            (false, Some(begun)) => {
                all.push((begun, at));
                from = None;
            }
            _ => {}
        }
    }
    all
}

/// The words of a note about victims or witnesses that may be their names: those with a capital; where there is none, as
/// on a phone in a hurry, all but the shortest.
pub fn names_in(note: &str) -> Vec<String> {
    let all: Vec<&str> = words(note).into_iter().map(|(from, until)| &note[from..until]).collect();
    let known = |word: &str| NO_NAMES.contains(&word.to_lowercase().as_str());
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let may_name = |word: &&str| {
        if all.iter().any(|other| capital(other)) { capital(word) } else { word.chars().count() > 2 }
    };
    all.iter().copied().filter(may_name).filter(|word| !known(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_whom_it_begins_with_a_capital() {
        for (note, names) in [
            ("Cashier Jo Bright, bruised arm", &["Jo", "Bright"][..]),
            ("The manager and a customer", &[]),
            ("Mrs O'Neill-Hart", &["O'Neill-Hart"]),
            ("cashier jo bright, bruised arm", &["bright", "arm"]),
            ("", &[]),
        ] {
            assert_eq!(names_in(note), names, "{note}");
        }
    }
}
