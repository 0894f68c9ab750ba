//! What stands in the files of a folder, in whichever form somebody could read it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::Days;

use crate::profile::listed::day;

/// Every canary begins so, and nothing else does.
pub const BEGINS: &str = "canaryq";
/// The network that visitors come from (RFC 5737): their addresses are kept nowhere.
pub const NETWORK: &str = "198.51.100.";

/// What to look for: the canaries' beginning, as it is, in hexadecimal and in base64 at each of its three alignments;
/// the dates of birth of so many; the visitors' network; what is words as UTF-16, of either order of bytes, too.
pub fn needles(made: u32) -> String {
    let hex: String = BEGINS.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut words = vec![BEGINS.to_owned(), NETWORK.to_owned()];
    let dates = (0..=made).map(|n| day("1931-01-01") + Days::new(u64::from(n)));
    words.extend(dates.map(|date| date.to_string()));
    let mut all: Vec<String> = words.iter().map(|word| between_nuls(word)).chain([hex]).collect();
    all.extend(words);
    for shift in 0..3 {
        let padded = [&b"   "[..shift], BEGINS.as_bytes()].concat();
        let text = BASE64_STANDARD.encode(&padded);
        // Letters that share bits with what stands before or after are left out.
        let from = if shift == 0 { 0 } else { shift + 1 };
        all.push(text[from..padded.len() * 8 / 6].to_owned());
    }
    all.join("\n") + "\n"
}

/// What UTF-16 of either order of bytes has in common, for letters of ASCII.
fn between_nuls(word: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join("\0")
}

/// The files under a folder in which one of the needles stands.
pub fn found(folder: &Path, needles: &str) -> Vec<String> {
    let list = tempfile::NamedTempFile::new().unwrap();
    fs::write(list.path(), needles).unwrap();
    let grep = Command::new("grep")
        .args(["--recursive", "--text", "--files-with-matches", "--fixed-strings", "--ignore-case", "--file"])
        .arg(list.path())
        .arg(folder)
        .env("LC_ALL", "C")
        .stderr(Stdio::inherit())
        .output()
        .expect("grep");
    assert!(grep.status.code().is_some_and(|code| code < 2), "grep looked through everything");
    String::from_utf8_lossy(&grep.stdout).lines().map(str::to_owned).collect()
}

/// The search finds what is there, in whatever form, in each of the folders.
pub fn finds_what_is_there(folders: &[PathBuf], needles: &str) {
    let word = format!("{BEGINS}zzz");
    for (name, planted) in [
        ("plain", word.clone().into_bytes()),
        ("hex", word.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()),
        ("base64", BASE64_STANDARD.encode(format!("y{word}")).into_bytes()),
        ("date", b"1931-01-02".to_vec()),
        ("utf-16le", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("utf-16be", word.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("wide date", "1931-01-02".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        for folder in folders {
            let file = folder.join(name);
            fs::write(&file, [b"before ".as_slice(), &planted, b" after"].concat()).unwrap();
            assert_eq!(found(folder, needles), [file.to_string_lossy()], "{name}");
            fs::remove_file(file).unwrap();
        }
    }
}

/// Every file under the folders, and there is at least one in each.
pub fn files_under(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = folders.to_vec();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found
}
