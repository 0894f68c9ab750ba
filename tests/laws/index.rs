//! Does every rule file open with its question, and does README's index list just these?

use crate::source::{File, assert_kept, house};

const HEADING: &str = "## Index of rules";
/// Words and structures that rules share; no rules themselves.
const GROUND: [&str; 5] = ["mod.rs", "ids.rs", "text.rs", "date.rs", "stored.rs"];

fn rule_files(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|f| {
        let name = f.path.rsplit('/').next().unwrap_or_default();
        f.is_under("src/domain") && !f.is_under("src/domain/disclosure") && !GROUND.contains(&name)
    })
}

/// The first paragraph of a file's `//!` docs, up to and with its first question mark.
fn question(text: &str) -> Option<String> {
    let lines = text.lines().map_while(|l| l.strip_prefix("//!")).map(str::trim);
    let paragraph = lines.take_while(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
    paragraph.find('?').map(|at| paragraph[..=at].to_owned())
}

fn without_question(files: &[File]) -> Vec<String> {
    let silent = rule_files(files).filter(|f| question(&f.text).is_none());
    silent.map(|f| format!("{}: does not open with its question", f.path)).collect()
}

/// The line README should hold for a rule file.
fn line(file: &File) -> Option<String> {
    let path = file.path.strip_prefix("src/")?;
    Some(format!("- `{path}`: {}", question(&file.text)?))
}

fn index_differs(files: &[File]) -> Vec<String> {
    let Some(readme) = files.iter().find(|f| f.path == "README.md") else {
        return vec!["README.md is missing".to_owned()];
    };
    let Some((_, after)) = readme.text.split_once(HEADING) else {
        return vec![format!("README.md: no section \"{HEADING}\"")];
    };
    let section = after.split("\n## ").next().unwrap_or_default();
    let listed: Vec<&str> = section.lines().filter(|l| l.starts_with("- `domain/")).collect();
    let wanted: Vec<String> = rule_files(files).filter_map(line).collect();
    let missing = wanted.iter().filter(|w| !listed.contains(&w.as_str()));
    let extra = listed.iter().filter(|l| !wanted.iter().any(|w| w == *l));
    missing
        .map(|l| format!("README.md lacks: {l}"))
        .chain(extra.map(|l| format!("README.md lists what is not so: {l}")))
        .collect()
}

#[test]
fn every_rule_file_opens_with_its_question() {
    assert_kept(&without_question(&house()));
}

#[test]
fn the_index_of_rules_is_the_rules() {
    assert_kept(&index_differs(&house()));
}

#[test]
fn a_rule_without_a_question_is_reported() {
    for (path, text, breaches) in [
        ("src/domain/profile/erasure.rs", "//! Erasure.\n//!\n//! Which day?", 1),
        ("src/domain/profile/erasure.rs", "//! On which day is a profile\n//! erased? That one.", 0),
        ("src/domain/retention.rs", "use std::fmt;", 1),
        ("src/domain/profile/mod.rs", "//! Profiles.", 0),
        ("src/domain/profile/stored.rs", "//! Rows.", 0),
        ("src/domain/disclosure/member.rs", "//! A member's view.", 0),
    ] {
        let found = without_question(&[File::new(path, text)]);
        assert_eq!(found.len(), breaches, "{path}: {text}: {found:?}");
    }
}

#[test]
fn an_index_that_differs_is_reported() {
    let rule = File::new("src/domain/profile/erasure.rs", "//! On which day is\n//! it erased? That one.");
    let kept = "- `domain/profile/erasure.rs`: On which day is it erased?";
    for (readme, breaches) in [
        (format!("{HEADING}\n\n{kept}\n\n## Next\n"), 0),
        (format!("{HEADING}\n\n{kept}\n- `domain/gone.rs`: Is it here?\n"), 1),
        (format!("{HEADING}\n\n- `domain/profile/erasure.rs`: Another question?\n"), 2),
        (format!("{HEADING}\n\n## Next\n{kept}\n"), 1),
        ("# Beadle\n".to_owned(), 1),
    ] {
        let found = index_differs(&[rule.clone(), File::new("README.md", &readme)]);
        assert_eq!(found.len(), breaches, "{readme}: {found:?}");
    }
    assert_eq!(index_differs(&[rule]).len(), 1);
}
