//! Do both databases have the same migrations, and does every table belong to a scheme?

use std::collections::BTreeSet;

use crate::source::{File, assert_kept, house};

const FOLDERS: [&str; 2] = ["migrations/sqlite", "migrations/postgres"];
/// The schemes themselves.
const WITHOUT_SCHEME: [&str; 1] = ["schemes"];

fn unlike_migrations(files: &[File]) -> Vec<String> {
    let names = |folder: &str| -> BTreeSet<&str> {
        files.iter().filter_map(|f| f.path.strip_prefix(folder)?.strip_prefix('/')).collect()
    };
    let both = FOLDERS.map(names);
    let mut breaches: Vec<String> =
        both[0].symmetric_difference(&both[1]).map(|name| format!("{name}: in one folder only")).collect();
    for (folder, names) in FOLDERS.iter().zip(&both) {
        if names.is_empty() {
            breaches.push(format!("{folder}: no migrations"));
        }
    }
    breaches
}

/// The tables a script creates, each with the first words of its columns and constraints, in lower case.
pub fn tables(sql: &str) -> Vec<(String, Vec<String>)> {
    let sql: String =
        sql.lines().map(|l| l.split("--").next().unwrap_or_default().to_lowercase() + "\n").collect();
    let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut all = Vec::new();
    for statement in words.split("create table ").skip(1) {
        let statement = statement.trim_start_matches("if not exists ");
        let Some((name, body)) = statement.split_once('(') else { continue };
        let mut depth = 0;
        let mut columns = vec![String::new()];
        for c in body.chars() {
            match c {
                ')' if depth == 0 => break,
                ',' if depth == 0 => {
                    columns.push(String::new());
                    continue;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if let Some(column) = columns.last_mut() {
                column.push(c);
            }
        }
        let first =
            |text: &str| text.split_whitespace().next().unwrap_or_default().trim_matches('"').to_owned();
        all.push((first(name), columns.iter().map(|c| first(c)).collect()));
    }
    all
}

fn tables_without_scheme(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|f| f.is_under("migrations") && f.has_ending(&["sql"])) {
        for (table, columns) in tables(&file.text) {
            let exempt = WITHOUT_SCHEME.contains(&table.as_str());
            if !exempt && !columns.iter().any(|c| c == "scheme") {
                breaches.push(format!("{}: {table} has no scheme", file.path));
            }
        }
    }
    breaches
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_kept(&unlike_migrations(&house()));
}

#[test]
fn every_table_belongs_to_a_scheme() {
    assert_kept(&tables_without_scheme(&house()));
}

#[test]
fn a_missing_migration_is_reported() {
    let file = |path: &str| File::new(path, "");
    let (a, b) = (file("migrations/sqlite/1/up.sql"), file("migrations/postgres/1/up.sql"));
    assert_eq!(unlike_migrations(&[a.clone(), b.clone()]), [""; 0]);
    assert_eq!(unlike_migrations(&[a.clone(), b, file("migrations/sqlite/2/up.sql")]).len(), 1);
    assert_eq!(unlike_migrations(&[a]).len(), 2);
    assert_eq!(unlike_migrations(&[]).len(), 2);
}

#[test]
fn a_table_without_a_scheme_is_reported() {
    for (sql, breaches) in [
        ("CREATE TABLE profiles (\n  id BLOB, -- scheme\n  state TEXT CHECK (state IN ('a', 'scheme')));", 1),
        ("create table if not exists a (id blob, scheme blob references schemes (id), primary key (id));", 0),
        ("CREATE TABLE schemes (id BLOB);\nCREATE TABLE b (scheme_note TEXT);", 1),
        ("CREATE INDEX i ON a (id);", 0),
    ] {
        let found = tables_without_scheme(&[File::new("migrations/sqlite/1/up.sql", sql)]);
        assert_eq!(found.len(), breaches, "{sql}: {found:?}");
    }
}
