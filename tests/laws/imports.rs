//! Who may import whom? A module uses lower rows of `src/lib.rs` only, never its own row.

use crate::source::{File, assert_kept, house};

/// Doors: they reach the store and the vault through deeds only.
const DOORS: [&str; 6] = ["http", "jobs", "police_api", "portal", "public", "witness_api"];
/// Who may name the store.
const STORE_USERS: [&str; 4] = ["store", "actions", "app", "cli"];

/// The rows of the map: each a group of modules between blank lines, numbered in its docs.
fn rows(map: &str) -> Result<Vec<Vec<String>>, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for block in map.split("\n\n").filter(|b| b.contains("pub mod ")) {
        let number = rows.len() + 1;
        let mut modules = Vec::new();
        let mut said = false;
        for line in block.lines() {
            if let Some(doc) = line.strip_prefix("/// ") {
                said |= doc.starts_with(&format!("Row {number}."));
            } else if let Some(module) = line.strip_prefix("pub mod ").and_then(|l| l.strip_suffix(';')) {
                if !said {
                    return Err(format!("src/lib.rs: {module} does not say that it is in row {number}"));
                }
                modules.push(module.to_owned());
                said = false;
            }
        }
        rows.push(modules);
    }
    if rows.len() < 5 { Err("src/lib.rs: no map of rows".to_owned()) } else { Ok(rows) }
}

/// The first names after each `crate::`, groups opened: `crate::{a::b, c}` names `a` and `c`.
fn imported(code: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + found.len()..];
        let name = |text: &str| -> String {
            text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        let Some(group) = rest.strip_prefix('{') else {
            all.push((line, name(rest)));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (n, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    all.push((line, name(&group[start..n])));
                    start = n + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    all
}

fn upward_imports(files: &[File]) -> Vec<String> {
    let Some(map) = files.iter().find(|f| f.path == "src/lib.rs") else {
        return vec!["src/lib.rs is missing".to_owned()];
    };
    let rows = match rows(&map.text) {
        Ok(rows) => rows,
        Err(breach) => return vec![breach],
    };
    let row = |module: &str| rows.iter().position(|r| r.iter().any(|m| m == module));
    let mut breaches = Vec::new();
    for file in files.iter().filter(|f| f.path.starts_with("src/") && f.has_ending(&["rs"])) {
        let Some(layer) = file.layer().filter(|l| !["lib", "main"].contains(l)) else { continue };
        let Some(own) = row(layer) else {
            breaches.push(format!("{}: {layer} is not in the map", file.path));
            continue;
        };
        let code: String = file.code().map(|(_, line)| format!("{line}\n")).collect();
        for (line, module) in imported(&code) {
            let Some(theirs) = row(&module) else { continue };
            let store = module == "store" && !STORE_USERS.contains(&layer);
            let vault = module == "vault" && DOORS.contains(&layer);
            if module != layer && (theirs >= own || store || vault) {
                breaches.push(format!("{}:{line}: {layer} may not use {module}", file.path));
            }
        }
    }
    breaches
}

#[test]
fn modules_use_lower_rows_only() {
    assert_kept(&upward_imports(&house()));
}

#[test]
fn an_upward_import_is_reported() {
    let map = house().into_iter().find(|f| f.path == "src/lib.rs").unwrap();
    for (path, text, breaches) in [
        ("src/domain/a.rs", "use crate::store::Store;", 1),
        ("src/search/a.rs", "use crate::photos::scale;", 1),
        ("src/jobs/a.rs", "use crate::{domain::ids, store::Store, vault::{Ring, Key}};", 2),
        ("src/portal/a/b.rs", "fn f() { crate::public::page() }", 1),
        ("src/http/a.rs", "use crate::{\n    actions::{x, y},\n    store,\n};", 1),
        ("src/config.rs", "use crate::clock::Clock;", 1),
        ("src/cellar/a.rs", "", 1),
        ("src/actions/a.rs", "use crate::{domain::x, store::{a, b}, vault, actions::session, clock};", 0),
        ("src/cli/a.rs", "use crate::{store, app}; // crate::cli\nuse crate::cli::town;", 0),
    ] {
        let found = upward_imports(&[map.clone(), File::new(path, text)]);
        assert_eq!(found.len(), breaches, "{path}: {text}: {found:?}");
    }
}

#[test]
fn a_map_in_disorder_is_reported() {
    assert!(rows("/// Row 2. Wrong.\npub mod domain;\n").is_err());
    assert_eq!(upward_imports(&[]).len(), 1);
}
