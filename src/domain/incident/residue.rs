//! Does a text still name an erased person?
//!
//! The search forgives case, accents, punctuation and small slips: a false alarm costs somebody a look, a miss
//! leaves a name.

use crate::domain::text::folded_words;

/// From this length on, a word one slip away from a name is taken for it.
const SLIP_FROM: usize = 5;

/// Whether any word of any of these names stands in the text.
///
/// Words of a single letter are passed over, and two-letter ones must begin with a capital in the text.
pub fn find_residue(text: &str, names: &[&str]) -> bool {
    let mut words = folded_words(text);
    let joined: Vec<String> = words.windows(2).map(|pair| pair.concat()).collect();
    // "Smith'll" is one word with its apostrophe dropped and two without: both readings are searched.
    words.extend(folded_words(&text.replace(['\'', '\u{2019}'], " ")));
    names.iter().flat_map(|name| folded_words(name)).any(|name| match name.chars().count() {
        0 | 1 => false,
        2 => has_capitalised(text, &name),
        _ => words.iter().any(|word| alike(word, &name)) || joined.contains(&name),
    })
}

/// The words of a text that made [`find_residue`] find a name in it, as they stand there, each once.
pub fn residue_words(text: &str, names: &[&str]) -> Vec<String> {
    let spans: Vec<(usize, usize)> = spans(text);
    let mut found: Vec<String> = Vec::new();
    let mut skip = false;
    for (n, (from, until)) in spans.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        let word = &text[*from..*until];
        let next = spans.get(n + 1).map(|(_, end)| &text[*from..*end]);
        let pair = next.filter(|pair| !find_residue(word, names) && find_residue(pair, names));
        let alone = pair.and(spans.get(n + 1)).is_some_and(|(a, b)| find_residue(&text[*a..*b], names));
        match pair.filter(|_| !alone) {
            Some(pair) => {
                skip = true;
                found.push(pair.to_owned());
            }
            None if find_residue(word, names) => found.push(word.to_owned()),
            None => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A text with these words, wherever they stand as whole words, replaced by others.
pub fn struck(text: &str, words: &str, instead: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut kept = 0;
    for (at, _) in text.match_indices(words).filter(|_| !words.is_empty()) {
        let end = at + words.len();
        let inside =
            text[..at].ends_with(char::is_alphanumeric) || text[end..].starts_with(char::is_alphanumeric);
        if at >= kept && !inside {
            left.push_str(&text[kept..at]);
            left.push_str(instead);
            kept = end;
        }
    }
    left.push_str(&text[kept..]);
    left
}

/// Where the words of a text begin and end; an apostrophe is within its word.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || "'\u{2019}".contains(c), from) {
            (true, None) => from = Some(at),
            (false, Some(begun)) => {
                found.push((begun, at));
                from = None;
            }
            _ => {}
        }
    }
    found
}

fn alike(word: &str, name: &str) -> bool {
    let long = name.chars().count() >= SLIP_FROM && word.chars().count() >= SLIP_FROM - 1;
    // A plural or a possessive without its apostrophe is the name too.
    word == name
        || word.strip_suffix('s') == Some(name)
        || long && strsim::damerau_levenshtein(word, name) <= 1
}

fn has_capitalised(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_uppercase))
        .any(|word| folded_words(word).first().is_some_and(|folded| folded == name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for (text, names, found) in [
            ("then Smith ran", vec!["John Smith"], true),
            ("then SMITH ran", vec!["John Smith"], true),
            ("john took it", vec!["John Smith"], true),
            ("Smith's bag", vec!["John Smith"], true),
            ("Smith'll be back", vec!["John Smith"], true),
            ("the Lees", vec!["Ann Lee"], true),
            ("Mac Donald ran", vec!["Al MacDonald"], true),
            ("the Smiths", vec!["John Smith"], true),
            ("Smtih was here", vec!["John Smith"], true),
            ("Zoe was here", vec!["Zoë Brontë"], true),
            ("O Brien shouted", vec!["Pat O'Brien"], true),
            ("OBrien shouted", vec!["Pat O'Brien"], true),
            ("Mrs Hall-Jones", vec!["Ann Hall Jones"], true),
            ("the one called Ginger", vec!["Ann Lee", "Ginger"], true),
            ("Li paid", vec!["Li Wei"], true),
            ("an empty bag", vec!["An Vo"], false),
            ("a person ran", vec!["John Smith"], false),
            ("a J in the log", vec!["J"], false),
            ("", vec!["John Smith"], false),
            ("then Smith ran", vec![], false),
        ] {
            assert_eq!(find_residue(text, &names), found, "{text:?} {names:?}");
        }
    }

    #[test]
    fn the_words_that_are_found_are_shown_as_they_stand() {
        for (text, names, words) in [
            ("then Smith ran; SMITH fell", vec!["John Smith"], vec!["SMITH", "Smith"]),
            ("Mac Donald ran", vec!["Al MacDonald"], vec!["Mac Donald"]),
            ("Smith's bag", vec!["John Smith"], vec!["Smith's"]),
            ("an empty bag", vec!["An Vo"], vec![]),
        ] {
            assert_eq!(residue_words(text, &names), words, "{text:?} (R-29)");
        }
    }

    #[test]
    fn whole_words_are_struck_and_nothing_else() {
        assert_eq!(
            struck("Ann hid; Anna and Ann's dog", "Ann", "a person"),
            "a person hid; Anna and a person's dog"
        );
        assert_eq!(struck("nothing here", "", "x"), "nothing here");
    }

    proptest! {
        #[test]
        fn once_its_words_are_struck_no_name_is_left(
            before in "[a-z ,.]{0,20}", name in "[A-Z][a-z]{3,10}", after in "[ ,.][a-z ]{0,20}",
        ) {
            let mut text = format!("{before} {name}{after}");
            prop_assume!(!find_residue("a person", &[&name]));
            for words in residue_words(&text, &[&name]) {
                text = struck(&text, &words, "a person");
            }
            prop_assert!(!find_residue(&text, &[&name]), "{text}");
        }

        #[test]
        fn a_name_of_three_letters_or_more_is_found_in_any_text(
            before in "[a-z ,.]{0,20}", name in "[A-Z][a-z]{2,10}", after in "[ ,.'][a-z ]{0,20}",
        ) {
            let text = format!("{before} {name}{after}");
            prop_assert!(find_residue(&text.to_uppercase(), &[&name]));
            prop_assert!(find_residue(&text, &[&name]));
        }
    }
}
