//! Snapshots: a change of power or exposure is a line of a diff (style, 9).

use std::{fmt::Write, fs, path::Path};

/// Compares what was found with `tests/snapshots/NAME`; `BEADLE_BLESS=1` keeps what was found.
#[track_caller]
pub fn compare(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("BEADLE_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, found).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let changes = changes(&kept, found);
    assert!(
        changes.is_empty(),
        "tests/snapshots/{name} is not what the code does. If the change is meant, run the test with \
         BEADLE_BLESS=1 and commit the difference.\n{changes}"
    );
}

/// Lines that were kept and are gone (`-`), and lines that are new (`+`).
fn changes(kept: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), found.lines().collect());
    let mut told = String::new();
    for line in old.iter().filter(|line| !new.contains(line)) {
        writeln!(told, "-{line}").unwrap();
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        writeln!(told, "+{line}").unwrap();
    }
    if told.is_empty() && old != new {
        told.push_str("the order of the lines");
    }
    told
}

#[test]
fn a_change_is_told() {
    assert_eq!(changes("a\nb\n", "a\nb\n"), "");
    assert_eq!(changes("a\nb\n", "a\nc\n"), "-b\n+c\n");
    assert_eq!(changes("a\nb\n", "b\na\n"), "the order of the lines");
    assert_eq!(changes("a\n", "a\na\n"), "the order of the lines");
}
