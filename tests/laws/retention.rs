//! Does every table, and every class of blobs, have its line in the retention schedule (R-30)?

use std::collections::BTreeSet;

use beadle::domain::{
    retention::Record,
    tables::{BLOBS, Holds, TABLES},
};

use crate::{
    schema::tables,
    source::{File, assert_kept, house},
};

fn unscheduled(files: &[File], known: &[(&str, Holds)]) -> Vec<String> {
    let made: BTreeSet<String> = files
        .iter()
        .filter(|f| f.is_under("migrations") && f.path.ends_with("up.sql"))
        .flat_map(|f| tables(&f.text))
        .map(|(table, _)| table)
        .collect();
    let known: BTreeSet<String> = known.iter().map(|(table, _)| (*table).to_owned()).collect();
    let mut breaches: Vec<String> =
        made.difference(&known).map(|table| format!("{table}: no line in the schedule")).collect();
    breaches.extend(known.difference(&made).map(|table| format!("{table}: no such table")));
    breaches
}

/// The parts that blobs are named by: the last argument of `BlobKey::new`, and the names of picture sizes.
fn unscheduled_blobs(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|f| f.is_under("src") && !f.path.ends_with("blobs.rs")) {
        for (line, text) in file.code() {
            let Some(call) = text.split("BlobKey::new(").nth(1) else { continue };
            let Some(part) = call.rsplit(',').next().and_then(|last| last.split('"').nth(1)) else {
                continue;
            };
            if !BLOBS.iter().any(|(known, _)| *known == part) {
                breaches.push(format!("{}:{line}: blobs named {part} have no line", file.path));
            }
        }
    }
    breaches
}

#[test]
fn every_table_has_its_line() {
    assert_kept(&unscheduled(&house(), TABLES));
}

#[test]
fn every_class_of_blobs_has_its_line() {
    assert_kept(&unscheduled_blobs(&house()));
    for size in [beadle::actions::photo::link::Size::Large, beadle::actions::photo::link::Size::Thumb] {
        assert!(BLOBS.iter().any(|(part, _)| *part == size.name()), "{}", size.name());
    }
}

#[test]
fn a_table_without_a_line_is_reported() {
    let file = File::new("migrations/sqlite/1/up.sql", "CREATE TABLE diaries (id BLOB, scheme BLOB);");
    assert_eq!(unscheduled(std::slice::from_ref(&file), &[("diaries", Holds::Nobody)]), [""; 0]);
    assert_eq!(unscheduled(&[file], &[("letters", Holds::Nobody)]).len(), 2);
    let blob = File::new("src/actions/a.rs", r#"BlobKey::new(scheme, id, "diary")"#);
    assert_eq!(unscheduled_blobs(&[blob]).len(), 1);
}

#[test]
fn every_record_of_the_schedule_that_has_a_table_is_named() {
    let named: BTreeSet<&str> = TABLES
        .iter()
        .chain(BLOBS)
        .flat_map(|(_, holds)| match holds {
            Holds::Records(records) => *records,
            Holds::Nobody => &[],
        })
        .map(|record| record.as_str())
        .collect();
    let unnamed: Vec<&str> =
        Record::ALL.iter().map(|record| record.as_str()).filter(|record| !named.contains(record)).collect();
    // What no table holds yet.
    let elsewhere = ["identity_document"];
    assert_eq!(unnamed, elsewhere);
}
