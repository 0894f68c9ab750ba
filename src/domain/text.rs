//! What may be typed into a field, and what is kept of it?
//!
//! Everything typed is normalised (NFC), trimmed and freed of characters nobody can see; control characters
//! are refused.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// Makes an enum of words: each variant has a stable name for the database and a label for people.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $stored:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order people are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable word in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored,)+ }
            }

            /// The value of a stable word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }

            /// The words people are shown.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }
    };
}
pub(crate) use words;

/// Why a text was not taken, in words for the field it was typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextProblem {
    /// Nothing was typed where something is needed.
    #[error("Please fill this in.")]
    Empty,
    /// Fewer characters than needed.
    #[error("Please write at least {0} characters.")]
    TooShort(usize),
    /// More characters than kept.
    #[error("Please shorten this to {max} characters; it has {length}.")]
    TooLong {
        /// The most that is kept.
        max: usize,
        /// How many there are.
        length: usize,
    },
    /// NUL or another control character.
    #[error("This contains a character that cannot be kept. Please type it again rather than pasting it.")]
    Control,
    /// Not an e-mail address.
    #[error("Please give an e-mail address like name@example.co.uk.")]
    Email,
    /// Not a telephone number.
    #[error("Please give a phone number like 020 7946 0000 or +44 20 7946 0000.")]
    Phone,
    /// Not a UK postcode.
    #[error("Please give a postcode like SW1A 1AA.")]
    Postcode,
}

/// One line of `min` to `max` characters: white space runs become one space.
pub fn line(input: &str, min: usize, max: usize) -> Result<String, TextProblem> {
    measured(one_line(&visible(input)?), min, max)
}

/// Several lines of `min` to `max` characters together: as [`line`], with line breaks kept and at most one
/// empty line in a row.
pub fn paragraphs(input: &str, min: usize, max: usize) -> Result<String, TextProblem> {
    let text = visible(input)?.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let mut kept: Vec<String> = Vec::new();
    for typed in text.split('\n').map(one_line) {
        if !typed.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(typed);
        }
    }
    measured(kept.join("\n").trim_end_matches('\n').to_owned(), min, max)
}

/// An e-mail address in lower case: RFC 5321 lengths, ASCII, a domain with a dot.
pub fn email(input: &str) -> Result<String, TextProblem> {
    let address = line(input, 1, 254)?.to_ascii_lowercase();
    let (local, domain) = address.rsplit_once('@').ok_or(TextProblem::Email)?;
    let good_local = (1..=64).contains(&local.len())
        && local.split('.').all(|part| !part.is_empty() && part.chars().all(is_local));
    let good_domain = domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(is_domain_label)
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|last| last.len() > 1 && !last.chars().all(|c| c.is_ascii_digit()));
    if good_local && good_domain { Ok(address) } else { Err(TextProblem::Email) }
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c)
}

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// A telephone number: digits, with a leading plus if it has one. The "(0)" of "+44 (0)20" goes.
pub fn phone(input: &str) -> Result<String, TextProblem> {
    let typed = line(input, 1, 40)?.replace("(0)", if input.contains('+') { "" } else { "0" });
    if !typed.chars().all(|c| c.is_ascii_digit() || "+ ()-./".contains(c))
        || typed.rfind('+').is_some_and(|at| at > 0)
    {
        return Err(TextProblem::Phone);
    }
    let number: String = typed.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if (7..=15).contains(&number.trim_start_matches('+').len()) {
        Ok(number)
    } else {
        Err(TextProblem::Phone)
    }
}

/// A UK postcode in capitals with its space: "SW1A 1AA".
pub fn postcode(input: &str) -> Result<String, TextProblem> {
    let code: String =
        line(input, 1, 20)?.chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()).collect();
    if !code.is_ascii() || !(5..=7).contains(&code.len()) {
        return Err(TextProblem::Postcode);
    }
    let (outward, inward) = code.split_at(code.len() - 3);
    let shape = |part: &str| -> String { part.chars().map(shape_of).collect() };
    let good =
        matches!(shape(outward).as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A") || outward == "GIR";
    if good && shape(inward) == "9AA" {
        Ok(format!("{outward} {inward}"))
    } else {
        Err(TextProblem::Postcode)
    }
}

fn shape_of(c: char) -> char {
    match c {
        'A'..='Z' => 'A',
        '0'..='9' => '9',
        _ => '?',
    }
}

/// A cell of an export that no spreadsheet takes for a formula: a quote goes before `=`, `+`, `-`, `@`, a tab
/// or a line break at its start.
pub fn csv_safe(cell: &str) -> String {
    let risky = cell
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if risky { format!("'{cell}") } else { cell.to_owned() }
}

/// Words without case, accents or punctuation, for comparing names: "Zoë O'Brien-Hall" is "zoe obrien hall".
pub fn folded_words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|c| {
            !unicode_normalization::char::is_combining_mark(*c) && !is_invisible(*c) && !"'’‘`´".contains(*c)
        })
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

fn visible(input: &str) -> Result<String, TextProblem> {
    let text: String = input.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        Err(TextProblem::Control)
    } else {
        Ok(text)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn measured(text: String, min: usize, max: usize) -> Result<String, TextProblem> {
    let length = text.chars().count();
    match length {
        0 if min > 0 => Err(TextProblem::Empty),
        _ if length < min => Err(TextProblem::TooShort(min)),
        _ if length > max => Err(TextProblem::TooLong { max, length }),
        _ => Ok(text),
    }
}

/// Zero-width, direction-changing and filler characters: they make two names look alike.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    words! {
        /// Only here.
        Colour { /// One.
            Red = "red", "Red"; /// Other.
            DarkBlue = "dark_blue", "Dark blue"; }
    }

    #[test]
    fn a_word_is_stored_and_read_back() {
        assert_eq!(Colour::ALL, [Colour::Red, Colour::DarkBlue]);
        assert_eq!((Colour::DarkBlue.as_str(), Colour::DarkBlue.label()), ("dark_blue", "Dark blue"));
        assert_eq!(Colour::parse("dark_blue"), Some(Colour::DarkBlue));
        assert_eq!(Colour::parse("Dark blue"), None);
    }

    #[test]
    fn what_is_kept_of_a_line() {
        use TextProblem::{Control, Empty, TooLong, TooShort};
        for (typed, min, max, kept) in [
            ("  Ann\t Lee \n", 1, 20, Ok("Ann Lee")),
            ("Zoe\u{308}", 1, 4, Ok("Zoë")),
            ("Ann\u{202E}eeL\u{200B}", 1, 20, Ok("AnneeL")),
            ("", 0, 20, Ok("")),
            (" \u{200B} ", 1, 20, Err(Empty)),
            ("ab", 3, 20, Err(TooShort(3))),
            ("abcdef", 1, 5, Err(TooLong { max: 5, length: 6 })),
            ("a\0b", 1, 5, Err(Control)),
            ("a\u{1B}[31m", 1, 9, Err(Control)),
        ] {
            assert_eq!(line(typed, min, max), kept.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn paragraphs_keep_their_line_breaks_and_one_empty_line() {
        assert_eq!(
            paragraphs("\n One \r\ntwo\r\r\r\nthree\u{2028}four \n\n", 1, 99),
            Ok("One\ntwo\n\nthree\nfour".into())
        );
    }

    #[test]
    fn addresses_numbers_and_postcodes() {
        for (typed, kept) in [
            (" Ann.Lee+x@Shop.Example ", Ok("ann.lee+x@shop.example")),
            ("ann@localhost", Err(TextProblem::Email)),
            ("ann..lee@shop.example", Err(TextProblem::Email)),
            ("ann lee@shop.example", Err(TextProblem::Email)),
            ("a@b@shop.example", Err(TextProblem::Email)),
            ("ann@1.2.3.4", Err(TextProblem::Email)),
            ("<ann@shop.example>", Err(TextProblem::Email)),
        ] {
            assert_eq!(email(typed), kept.map(str::to_owned), "{typed}");
        }
        for (typed, kept) in [
            ("020 7946 0000", Ok("02079460000")),
            ("+44 (0)20 7946-0000", Ok("+442079460000")),
            ("(020) 7946 0000", Ok("02079460000")),
            ("12345", Err(TextProblem::Phone)),
            ("020 7946 000x", Err(TextProblem::Phone)),
            ("020+79460000", Err(TextProblem::Phone)),
        ] {
            assert_eq!(phone(typed), kept.map(str::to_owned), "{typed}");
        }
        for (typed, kept) in [
            ("sw1a1aa", Ok("SW1A 1AA")),
            ("m1 1ae", Ok("M1 1AE")),
            ("GIR 0AA", Ok("GIR 0AA")),
            ("SW1A 1A", Err(TextProblem::Postcode)),
            ("12345", Err(TextProblem::Postcode)),
            ("é1 1ae", Err(TextProblem::Postcode)),
        ] {
            assert_eq!(postcode(typed), kept.map(str::to_owned), "{typed}");
        }
    }

    #[test]
    fn a_spreadsheet_reads_no_formula() {
        for risky in ["=1+1", "+44", "-1", "@x", "\tx", "  =1", "＝1"] {
            assert!(csv_safe(risky).starts_with('\''), "{risky}");
        }
        assert_eq!(csv_safe("Ann = Lee"), "Ann = Lee");
    }

    #[test]
    fn names_are_compared_without_accents_or_punctuation() {
        assert_eq!(folded_words("Zoë O'Brien-Hall"), ["zoe", "obrien", "hall"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_is_clean_and_stays_as_it_is(typed in any::<String>()) {
            for (clean, breaks) in [(line as fn(&str, usize, usize) -> _, false), (paragraphs, true)] {
                if let Ok(kept) = clean(&typed, 0, 10_000) {
                    prop_assert!(!kept.chars().any(|c| is_invisible(c) || c.is_control() && !(breaks && c == '\n')));
                    prop_assert_eq!(clean(&kept, 0, 10_000), Ok(kept));
                }
            }
        }

        #[test]
        fn strange_characters_are_cleaned_or_refused(
            typed in "[a-z \u{0}-\u{1f}\u{80}-\u{9f}\u{300}-\u{310}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2000}\u{feff}]{0,30}",
        ) {
            if let Ok(kept) = line(&typed, 0, 99) {
                prop_assert_eq!(line(&kept, 0, 99), Ok(kept));
            }
        }

        #[test]
        fn a_kept_address_number_or_postcode_is_kept_again(typed in "[ -~]{0,40}", digits in "[+]?[0-9 ()-]{0,20}", code in "[a-z0-9 ]{5,8}") {
            for (clean, typed) in [(email as fn(&str) -> _, &typed), (phone, &digits), (postcode, &code)] {
                if let Ok(kept) = clean(typed) {
                    prop_assert_eq!(clean(&kept), Ok(kept));
                }
            }
        }
    }
}
