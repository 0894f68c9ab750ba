//! The faces in the binary, and what they can print.

use std::sync::LazyLock;

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};
use unicode_normalization::UnicodeNormalization;

/// Atkinson Hyperlegible Next: drawn so that letters and digits are not taken for each other. It prints Latin
/// only; names in Greek, Cyrillic, Hebrew, Arabic, Armenian or Georgian letters fall back to DejaVu Sans.
const FACES: [&[u8]; 3] = [
    include_bytes!("../../web/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../../web/fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
    include_bytes!("../../web/fonts/DejaVuSans-Letters.ttf"),
];

/// The fonts, read once.
pub static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FACES.into_iter().flat_map(|face| Font::iter(Bytes::new(face))).collect());

/// What the engine chooses among.
pub static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Whether a face has a sign for a character.
fn prints(sign: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(sign)))
}

/// A value on one line: control characters, line ends among them, become spaces. The characters that turn
/// the direction of whatever follows them are dropped: with them a name could reorder the letter's own words.
pub fn one_line(value: &str) -> String {
    let turns = |sign: &char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let flat =
        |sign: char| if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}') { ' ' } else { sign };
    value.chars().filter(|sign| !turns(sign)).map(flat).collect()
}

/// Letters and digits on end after which a line may break, so that no word runs off the sheet.
const LONGEST_WORD: usize = 40;

/// A value as the faces can print it, composed. A character without a sign is written as its number in
/// brackets, "[U+4E2D]": a notice must not fail, or drop a letter in silence, for an emoji in a shop's name.
pub fn printable(value: &str) -> String {
    let mut printed = String::with_capacity(value.len());
    let mut word = 0;
    for sign in one_line(value).nfc() {
        word = if sign.is_alphanumeric() { word + 1 } else { 0 };
        if word > LONGEST_WORD {
            printed.push('\u{200b}');
            word = 1;
        }
        if prints(sign) || is_invisible(sign) {
            printed.push(sign);
        } else {
            printed.push_str(&format!("[U+{:04X}]", u32::from(sign)));
        }
    }
    printed
}

/// Characters that have no sign in any face: joiners, marks of direction, soft hyphens.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_printed_as_it_is_where_the_faces_can() {
        for (value, printed) in [
            ("Siân O\u{2019}Brien-Łukasz", "Siân O\u{2019}Brien-Łukasz"),
            ("Zoe\u{308}", "Zoë"),
            (
                "#read(\"/etc/passwd\") *b* $x$ <a> @b \\ _c_ `d` // e",
                "#read(\"/etc/passwd\") *b* $x$ <a> @b \\ _c_ `d` // e",
            ),
            ("one\ntwo\tthree\u{2028}four", "one two three four"),
            ("abc\u{202e}def\u{202c}", "abcdef"),
            ("zero\u{200b}width", "zero\u{200b}width"),
            ("Олена Петренко", "Олена Петренко"),
            ("محمد", "محمد"),
            ("中", "[U+4E2D]"),
            ("☕", "[U+2615]"),
        ] {
            assert_eq!(printable(value), printed, "{value:?}");
        }
    }

    #[test]
    fn a_word_without_end_may_break() {
        assert_eq!(printable(&"x".repeat(40)), "x".repeat(40));
        assert_eq!(printable(&"x".repeat(81)), ["x".repeat(40), "x".repeat(40), "x".into()].join("\u{200b}"));
    }
}
