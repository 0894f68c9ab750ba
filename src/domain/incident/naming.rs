//! Which words of a narrative name a person, and how do they become a mention?
//!
//! The software proposes the words; the reviewer says which of them mean the person.

use crate::domain::{
    ids::ProfileId,
    incident::mention::{Narrative, Segment},
    text::folded_words,
};

/// The words of a text that stand for a name, as they stand there, each once: "Dale Renton", then "Renton" alone.
pub fn words_naming(text: &str, name: &str) -> Vec<String> {
    let parts = folded_words(name);
    let is_part = |word: &str| {
        let folded = folded_words(word).concat();
        folded.chars().count() > 1 && parts.contains(&folded)
    };
    let mut found: Vec<String> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (from, until) in words(text) {
        if !is_part(&text[from..until]) {
            found.extend(open.take().map(|(a, b)| text[a..b].to_owned()));
        } else if let Some((_, end)) = open.as_mut().filter(|(_, end)| &text[*end..from] == " ") {
            *end = until;
        } else {
            found.extend(open.replace((from, until)).map(|(a, b)| text[a..b].to_owned()));
        }
    }
    found.extend(open.map(|(a, b)| text[a..b].to_owned()));
    let mut seen = Vec::new();
    found.retain(|words| {
        !seen.contains(words) && {
            seen.push(words.clone());
            true
        }
    });
    found
}

/// The narrative with these words, wherever they stand as whole words, replaced by a mention.
#[must_use]
pub fn mentioning(narrative: &Narrative, words: &str, person: ProfileId) -> Narrative {
    Narrative::new(narrative.segments().iter().flat_map(|segment| match segment {
        Segment::Text(text) => replaced(text, words, person),
        mention => vec![mention.clone()],
    }))
}

fn replaced(text: &str, words: &str, person: ProfileId) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut kept = 0;
    if !words.is_empty() {
        for (at, _) in text.match_indices(words) {
            let end = at + words.len();
            let inside =
                text[..at].ends_with(char::is_alphanumeric) || text[end..].starts_with(char::is_alphanumeric);
            if at >= kept && !inside {
                segments.push(Segment::Text(text[kept..at].to_owned()));
                segments.push(Segment::Mention(person));
                kept = end;
            }
        }
    }
    segments.push(Segment::Text(text[kept..].to_owned()));
    segments
}

/// Where the words of a text begin and end; a possessive's "'s" is no part of its word.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || "'’".contains(c);
        match (inside, from) {
            (true, None) => from = Some(at),
            (false, Some(begun)) => {
                let word = &text[begun..at];
                let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
                let bare = bare.trim_end_matches(['\'', '’']);
                found.push((begun, begun + bare.len()));
                from = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_that_name_a_person_are_proposed() {
        for (text, name, expected) in [
            ("Dale Renton took it; Renton's bag", "Dale Renton", vec!["Dale Renton", "Renton"]),
            ("then DALE ran", "Dale Renton", vec!["DALE"]),
            ("Renton, Dale", "Dale Renton", vec!["Renton", "Dale"]),
            ("Pat O’Brien left", "Pat O'Brien", vec!["Pat O’Brien"]),
            ("somebody ran", "Dale Renton", vec![]),
            ("a J in the log", "J", vec![]),
            ("", "Dale", vec![]),
        ] {
            assert_eq!(words_naming(text, name), expected, "{text:?} (R-29)");
        }
    }

    #[test]
    fn whole_words_become_mentions() {
        let person = ProfileId::from_random([1; 16]);
        let narrative = Narrative::plain("Ann hid; Anna and Ann's dog");
        let named = mentioning(&narrative, "Ann", person);
        assert_eq!(named.words(), "a person hid; Anna and a person's dog");
        assert_eq!(named.mentions(), [person]);
    }

    proptest! {
        #[test]
        fn only_the_words_change(text in "[a-zA-Z '’@{}é.]{0,40}", words in "[a-zé]{0,4}") {
            let person = ProfileId::from_random([1; 16]);
            let named = mentioning(&Narrative::plain(&text), &words, person);
            prop_assert_eq!(named.render(|_| Some(words.clone())), text);
        }

        #[test]
        fn every_text_is_searched(text in any::<String>(), name in any::<String>()) {
            for words in words_naming(&text, &name) {
                prop_assert!(text.contains(&words));
            }
        }
    }
}
