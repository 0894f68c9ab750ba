//! Does the map behind a copy of everything know every column, and every class of blobs, and nothing else?

use std::collections::{BTreeMap, BTreeSet};

use beadle::{
    actions::{letter::keep::Form, pack, photo::link::Size},
    domain::{right::data_map, tables},
};

use crate::{
    schema::tables,
    source::{File, assert_kept, house},
};

const MAP: &str = "src/domain/right/data_map.rs";
const FOLDERS: [&str; 2] = ["migrations/sqlite", "migrations/postgres"];
/// How a constraint of a table begins, that is no column.
const CONSTRAINTS: [&str; 6] = ["primary", "unique", "foreign", "check", "constraint", "exclude"];

/// The statements of a script, in lower case, a space between words, without comments.
fn statements(sql: &str) -> Vec<String> {
    let code = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>();
    let lower = code.join("\n").to_lowercase();
    lower.split(';').map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The columns of each table once the migrations of a folder have run; and what the law cannot read.
fn made(files: &[File], folder: &str) -> (BTreeSet<String>, Vec<String>) {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unread = Vec::new();
    for file in files.iter().filter(|f| f.is_under(folder) && f.path.ends_with("up.sql")) {
        for statement in statements(&file.text) {
            let words: Vec<&str> = statement
                .split([' ', ','])
                .map(|word| word.trim_matches('"'))
                .filter(|word| !["if", "not", "exists", "only", "column", ""].contains(word))
                .collect();
            match words.as_slice() {
                ["create", "table", ..] => {
                    for (table, columns) in tables(&statement) {
                        let columns = columns.into_iter().filter(|c| !CONSTRAINTS.contains(&c.as_str()));
                        all.insert(table, columns.collect());
                    }
                }
                ["drop", "table", table, ..] => drop(all.remove(*table)),
                ["alter", "table", _, "add", word, ..] if CONSTRAINTS.contains(word) => {}
                ["alter", "table", table, "add", column, ..] if !statement.contains(',') => {
                    all.entry((*table).to_owned()).or_default().push((*column).to_owned());
                }
                ["alter", "table", table, "drop", column] => {
                    all.entry((*table).to_owned()).or_default().retain(|known| known != column);
                }
                ["alter", "table", ..] => unread.push(format!(
                    "{}: \"{statement}\": add or drop one column a statement, or teach this law to read more",
                    file.path
                )),
                _ => {}
            }
        }
    }
    let named = |(table, columns): (String, Vec<String>)| {
        columns.into_iter().map(move |column| format!("{table}.{column}")).collect::<Vec<_>>()
    };
    (all.into_iter().flat_map(named).collect(), unread)
}

/// A column, or a field of a sealed one (`incidents.report.victims`), without the field.
fn whole(known: &str) -> String {
    known.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn differs(made: &BTreeSet<String>, known: &[String], what: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for one in known {
        let split = *one != whole(one);
        if !seen.insert(one) || (split && known.contains(&whole(one))) {
            breaches.push(format!("{one}: decided more than once in {MAP}"));
        }
        if !made.contains(&whole(one)) {
            breaches.push(format!("{one}: no such {what}: take it out of {MAP}"));
        }
    }
    let decided: BTreeSet<String> = known.iter().map(|one| whole(one)).collect();
    breaches.extend(made.difference(&decided).map(|one| {
        format!(
            "{one}: a {what} that the data map does not know: add it to {MAP} and say whose data it is, and which part \
             of a copy of everything shows it or why none does (R-50)"
        )
    }));
    breaches
}

fn known(lines: &[data_map::Line]) -> Vec<String> {
    lines.iter().flat_map(|line| line.columns().map(|column| format!("{}.{column}", line.table))).collect()
}

fn unmapped(files: &[File], known: &[String]) -> Vec<String> {
    let mut breaches = Vec::new();
    for folder in FOLDERS {
        let (made, unread) = made(files, folder);
        breaches.extend(unread);
        breaches
            .extend(differs(&made, known, "column").into_iter().map(|breach| format!("{folder}: {breach}")));
    }
    breaches
}

#[test]
fn every_column_is_in_the_map_once() {
    assert_kept(&unmapped(&house(), &known(data_map::MAP)));
}

#[test]
fn every_class_of_blobs_is_in_the_map_once() {
    let pictures = [Size::Large, Size::Thumb].map(|size| format!("pictures.{}", size.name()));
    let letters = Form::ALL.map(|form| format!("letters.{}", form.name()));
    let copy = format!("packs.{}", pack::keep::FORM);
    let made = pictures.into_iter().chain(letters).chain([copy]).collect();
    assert_kept(&differs(&made, &known(data_map::BLOBS), "class of blobs"));

    let scheduled: BTreeSet<&str> = tables::BLOBS.iter().map(|(class, _)| *class).collect();
    let mapped: BTreeSet<&str> = data_map::BLOBS.iter().flat_map(data_map::Line::columns).collect();
    assert_eq!(mapped, scheduled, "src/domain/tables.rs and {MAP} name the same classes of blobs");
}

#[test]
fn a_column_that_the_map_does_not_know_is_reported() {
    let first =
        "CREATE TABLE diaries (id BLOB PRIMARY KEY, words TEXT, -- of whom; a note\n UNIQUE (id, words));";
    let known = |columns: &[&str]| columns.iter().map(|c| format!("diaries.{c}")).collect::<Vec<_>>();
    for (case, later, columns, breaches) in [
        ("all are known", "", known(&["id", "words"]), 0),
        ("field by field", "", known(&["id", "words.day", "words.night"]), 0),
        ("one is not known", "", known(&["id"]), 1),
        ("one is not there", "", known(&["id", "words", "mood"]), 1),
        ("one is there twice", "", known(&["id", "words", "words"]), 1),
        ("whole and field by field", "", known(&["id", "words", "words.day"]), 1),
        ("one is added", "ALTER TABLE diaries ADD COLUMN mood TEXT;", known(&["id", "words"]), 1),
        ("added and known", "alter table diaries add mood text;", known(&["id", "words", "mood"]), 0),
        ("one is dropped", "ALTER TABLE diaries DROP COLUMN words;", known(&["id", "words"]), 1),
        ("all are dropped", "DROP TABLE IF EXISTS diaries;", vec![], 0),
        ("not understood", "ALTER TABLE diaries RENAME COLUMN words TO text;", known(&["id", "words"]), 1),
    ] {
        let files = FOLDERS.map(|folder| {
            [File::new(&format!("{folder}/1/up.sql"), first), File::new(&format!("{folder}/2/up.sql"), later)]
        });
        let found = unmapped(files.as_flattened(), &columns);
        assert_eq!(found.len(), 2 * breaches, "{case}: {found:?}");
    }
}
