//! The files the laws read, and how code is told from comments.

use std::{fs, path::Path};

/// A file of the house: its path from the top with `/`, and its text.
#[derive(Debug, Clone)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub fn is_under(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    pub fn has_ending(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Lines with their numbers, without what follows `//`.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().map(|line| line.split("//").next().unwrap_or_default());
        lines.enumerate().map(|(n, line)| (n + 1, line))
    }

    /// The folder or file directly under `src`: `domain`, `app`.
    pub fn layer(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("src/")?;
        Some(rest.split('/').next()?.trim_end_matches(".rs"))
    }
}

/// Every text file that a law may read; what others wrote (`vendor`) is theirs.
pub fn house() -> Vec<File> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "web", "migrations"] {
        read_folder(top, folder, &mut files);
    }
    if let Ok(text) = fs::read_to_string(top.join("README.md")) {
        files.push(File { path: "README.md".to_owned(), text });
    }
    assert!(files.len() > 20, "the house was not found");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read_folder(top: &Path, folder: &str, files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(top.join(folder)) else { return };
    for entry in entries {
        let entry = entry.expect("a readable folder");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a kind of file").is_dir() {
            if !path.ends_with("/vendor") {
                read_folder(top, &path, files);
            }
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            files.push(File { path, text });
        }
    }
}

/// Whether `word` stands in `line` with no letter, digit or underscore on either side.
pub fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let goes_on = word.ends_with(part) && line[at + word.len()..].starts_with(part);
        !line[..at].ends_with(part) && !goes_on
    })
}

/// Fails with every breach on its own line.
pub fn assert_kept(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn words_are_whole() {
    assert!(has_word("use diesel::prelude;", "diesel"));
    assert!(!has_word("diesel_migrations::x", "diesel"));
    assert!(!has_word("restored::x", "stored::"));
    assert!(has_word("super::stored::Row", "stored::"));
}

#[test]
fn comments_are_not_code() {
    let file = File::new("src/a.rs", "one // two\n/// three\nfour");
    let code: Vec<_> = file.code().collect();
    assert_eq!(code, [(1, "one "), (2, ""), (3, "four")]);
}
