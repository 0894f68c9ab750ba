//! Which evidence does each deed and each look take? `tests/snapshots/deeds.txt`, read from the actions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use beadle::domain::deed::Deed;

use super::{registered::sources, snapshot::compare};

/// The kinds of evidence (`domain/member/evidence.rs`).
const KINDS: [&str; 16] = [
    "Visitor",
    "Halfway",
    "Person",
    "Insider",
    "Officer",
    "Member",
    "Manager",
    "Administrator",
    "Board",
    "Controller",
    "Overseer",
    "Senior",
    "Steward",
    "Holder",
    "Scheduler",
    "R",
];

/// A function of an action file: what evidence it takes, and which deeds it records.
struct Part {
    kinds: BTreeSet<String>,
    deeds: BTreeSet<String>,
}

/// What stands between `<` and the matching end, for each place where `text` opens with `mark`.
fn kinds_after(text: &str, marks: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for mark in marks {
        for rest in text.split(mark).skip(1) {
            let rest = rest.trim_start_matches(['\'', '_', ',', ' ', 'a', 'c']);
            let kind: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            if KINDS.contains(&kind.as_str()) {
                found.insert(kind);
            }
        }
    }
    found
}

fn deeds_in(text: &str) -> BTreeSet<String> {
    let names = text.split("Deed::").skip(1);
    let names = names.map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
    names.filter(|name| Deed::ALL.iter().any(|deed| format!("{deed:?}") == *name)).collect()
}

/// The functions of a file, by the lines that begin them.
fn parts(text: &str) -> Vec<Part> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let begins = |line: &str| {
        ["fn ", "pub fn ", "async fn ", "pub async fn ", "pub(", "const "].iter().any(|b| line.starts_with(b))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let end = (at + 1..code.len()).find(|n| begins(code[*n])).unwrap_or(code.len());
        let text = code[at..end].join("\n");
        let marks = ["act::<", "look::<", "glance::<", "enter::<", "Act<", "Look<"];
        let mut kinds = kinds_after(&text, &marks);
        if [".tick(", ".deed(", ".prepare("].iter().any(|by_time| text.contains(by_time)) {
            kinds.insert("Scheduler".to_owned());
        }
        if [".tell(", ".tell_system(", "Telling<"].iter().any(|told| text.contains(told)) {
            kinds.insert("Police".to_owned());
        }
        if text.contains("Viewer<Holder>") {
            kinds.insert("Holder".to_owned());
        }
        found.push(Part { kinds, deeds: deeds_in(&text) });
        at = end;
    }
    found
}

/// The evidence of each deed of a file. A generic one takes what it is called with in its file.
fn evidence(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let parts = parts(text);
    let calls = kinds_after(text, &["::<"]);
    let concrete: BTreeSet<String> = parts
        .iter()
        .flat_map(|part| &part.kinds)
        .chain(&calls)
        .filter(|kind| *kind != "R")
        .cloned()
        .collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in parts {
        for deed in part.deeds {
            let known = found.entry(deed).or_default();
            if part.kinds.is_empty() || part.kinds.contains("R") {
                known.extend(concrete.iter().cloned());
                if concrete.is_empty() {
                    known.insert("whoever calls it".to_owned());
                }
            }
            known.extend(part.kinds.iter().filter(|kind| *kind != "R").cloned());
        }
    }
    found
}

#[test]
fn each_deed_takes_the_evidence_it_took() {
    let mut lines: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (file, text) in sources() {
        let Some(file) = file.strip_prefix("src/actions/") else {
            // A page that tells its action which look it is.
            if file.starts_with("src/portal/") || file.starts_with("src/public/") {
                for deed in deeds_in(&text) {
                    let kinds = BTreeSet::from(["as its action".to_owned()]);
                    lines.entry(deed).or_default().insert(file["src/".len()..].to_owned(), kinds);
                }
            }
            continue;
        };
        for (deed, kinds) in evidence(&text) {
            lines.entry(deed).or_default().insert(file.to_owned(), kinds);
        }
    }
    let mut text = String::from(
        "# Each deed and each look, the evidence it takes, and where (architecture, idea 2; R-61).\n\
         # BEADLE_BLESS=1 writes this file anew.\n",
    );
    for deed in Deed::ALL {
        let deed = format!("{deed:?}");
        let Some(files) = lines.get(&deed) else {
            writeln!(text, "{deed:<20} nobody: no action does it").unwrap();
            continue;
        };
        for (file, kinds) in files {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            writeln!(text, "{deed:<20} {:<28} {file}", kinds.join(" ")).unwrap();
        }
    }
    compare("deeds.txt", &text);
}

#[test]
fn evidence_is_read_from_the_code() {
    let of = |text: &str| {
        let found = evidence(text);
        found
            .into_iter()
            .map(|(deed, kinds)| (deed, kinds.into_iter().collect::<Vec<_>>().join(" ")))
            .collect::<Vec<_>>()
    };
    let plain =
        "pub async fn a() {\n    service.act::<Board, _>(call, |act| act.record(Deed::SignIn, &[]))\n}\n";
    assert_eq!(of(plain), [("SignIn".to_owned(), "Board".to_owned())]);
    let two = "pub async fn a() {\n    b::<Board>(x);\n    b::<Controller>(x)\n}\n\
               async fn b<R>() {\n    service\n        .look::<R, _>(call, Deed::ViewCase, x)\n}\n";
    assert_eq!(of(two), [("ViewCase".to_owned(), "Board Controller".to_owned())]);
    let within = "fn a(act: &mut Act<'_, '_, Scheduler>) {\n    act.record(Deed::SignOut, &[]);\n}\n\
                  fn b() {\n    service.act::<Member, _>(c)\n}\n";
    assert_eq!(of(within), [("SignOut".to_owned(), "Scheduler".to_owned())]);
}
