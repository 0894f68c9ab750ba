//! What must no file look like? Too long, unfinished, or holding a test that does not run.

use crate::source::{File, assert_kept, has_word, house};

const MOST_LINES: usize = 400;
/// In two parts, so that this file does not report itself.
const UNFINISHED: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
const UNRUN: [&str; 3] = [concat!("#[", "ignore"), concat!(".", "skip()"), concat!("xit", "(")];

fn misshapen(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|f| f.is_under("src") || f.is_under("tests") || f.is_under("web")) {
        let ours = file.has_ending(&["rs", "css", "js", "html", "txt", "xml"]) || !file.path.contains('.');
        if !ours {
            continue;
        }
        let lines = file.text.lines().count();
        if lines > MOST_LINES {
            breaches.push(format!("{}: {lines} lines, at most {MOST_LINES}", file.path));
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            if let Some(word) = UNFINISHED.iter().find(|word| has_word(line, word)) {
                breaches.push(format!("{}:{number}: {word}", file.path));
            }
            if let Some(word) = UNRUN.iter().find(|word| line.contains(**word)) {
                breaches.push(format!("{}:{number}: {word}: a test that does not run", file.path));
            }
        }
    }
    breaches
}

#[test]
fn files_are_short_finished_and_run_their_tests() {
    assert_kept(&misshapen(&house()));
}

#[test]
fn a_misshapen_file_is_reported() {
    let long = "x\n".repeat(MOST_LINES + 1);
    for (path, text, breaches) in [
        ("src/a.rs", long.as_str(), 1),
        ("web/css/a.css", long.as_str(), 1),
        ("tests/run", long.as_str(), 1),
        ("web/fonts/a.svg", long.as_str(), 0),
        ("src/a.rs", concat!("// TO", "DO: later"), 1),
        ("tests/a.rs", concat!("#[", "ignore = \"slow\"]"), 1),
        ("src/a.rs", "let todos = 1;", 0),
        ("src/a.rs", &long[2..], 0),
    ] {
        let found = misshapen(&[File::new(path, text)]);
        assert_eq!(found.len(), breaches, "{path}: {found:?}");
    }
}
