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

    proptest! {
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
