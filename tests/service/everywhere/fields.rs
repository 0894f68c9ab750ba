//! Which field does each view take, and which does it leave? `tests/snapshots/fields.txt`, read from where
//! `domain/disclosure` takes things apart without `..`.

use std::{collections::BTreeMap, fmt::Write};

use super::{registered::sources, snapshot::compare};

/// A thing taken apart: by which view, which of its fields are taken.
#[derive(Debug, PartialEq, Eq)]
struct Apart {
    thing: String,
    view: String,
    fields: Vec<(String, bool)>,
}

/// Every `let Thing { … } =` of a file, without `..`.
fn taken_apart(view: &str, text: &str) -> Vec<Apart> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut within) = (Vec::new(), view.to_owned());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let code = line.trim();
        if let Some(name) = code.strip_prefix("impl ").and_then(|rest| rest.split([' ', '<']).next()) {
            within = format!("{view}::{name}");
        } else if let Some(name) = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("fn ")) {
            within = format!("{view}::{}", name.split(['(', '<']).next().unwrap_or_default());
        }
        let Some((thing, rest)) = code.strip_prefix("let ").and_then(|rest| rest.split_once(" {")) else {
            continue;
        };
        if !thing.starts_with(char::is_uppercase) || !thing.chars().all(char::is_alphanumeric) {
            continue;
        }
        let mut inside = rest.to_owned();
        while !inside.contains('}') {
            inside.push_str(lines.next().expect("the pattern ends"));
        }
        let inside = inside.split('}').next().unwrap_or_default();
        assert!(!inside.contains(".."), "{view}: {thing} is taken apart with `..`");
        let fields = inside.split(',').map(str::trim).filter(|field| !field.is_empty());
        let fields = fields.map(|field| {
            let (name, bound) = field.split_once(':').unwrap_or((field, field));
            (name.trim().to_owned(), bound.trim() != "_")
        });
        found.push(Apart { thing: thing.to_owned(), view: within.clone(), fields: fields.collect() });
    }
    found
}

#[test]
fn each_view_takes_the_fields_it_took() {
    let mut things: BTreeMap<String, Vec<Apart>> = BTreeMap::new();
    for (file, text) in sources() {
        let Some(view) = file.strip_prefix("src/domain/disclosure/") else { continue };
        for apart in taken_apart(view.trim_end_matches(".rs"), &text) {
            things.entry(apart.thing.clone()).or_default().push(apart);
        }
    }
    assert!(things["Profile"].len() >= 6, "every role takes a profile apart");
    let mut text = String::from(
        "# Each thing, and which of its fields each view takes: x taken, - left (R-63; product.md, the matrix).\n\
         # BEADLE_BLESS=1 writes this file anew.\n",
    );
    for (thing, views) in things {
        writeln!(text, "\n{thing}").unwrap();
        for (n, apart) in views.iter().enumerate() {
            writeln!(text, "  {n}: {}", apart.view).unwrap();
        }
        let mut names: Vec<&String> =
            views.iter().flat_map(|apart| apart.fields.iter().map(|(name, _)| name)).collect();
        names.sort();
        names.dedup();
        for name in names {
            let marks: String = views
                .iter()
                .map(|apart| match apart.fields.iter().find(|(field, _)| field == name) {
                    Some((_, true)) => " x",
                    Some((_, false)) => " -",
                    None => " ?",
                })
                .collect();
            writeln!(text, "  {name:<18}{marks}").unwrap();
        }
    }
    compare("fields.txt", &text);
}

#[test]
fn a_field_that_is_taken_is_seen() {
    let text = "impl Card {\n    fn of() {\n        let Profile {\n            id,\n            born: _,\n        } = profile;\n        let Identity { name, aliases: _ } = identity;\n";
    let found = taken_apart("member", text);
    assert_eq!(found[0].view, "member::Card");
    assert_eq!(found[0].fields, [("id".to_owned(), true), ("born".to_owned(), false)]);
    assert_eq!(found[1].fields, [("name".to_owned(), true), ("aliases".to_owned(), false)]);
}
