//! Which words may stand where? Libraries and powers confined to their rooms.

use crate::source::{File, assert_kept, has_word, house};

struct Confined {
    word: &'static str,
    /// Where the law looks.
    under: &'static str,
    /// Where the word may stand: a file, or a folder with all below it.
    only: &'static [&'static str],
}

const CONFINED: &[Confined] = &[
    Confined { word: "diesel", under: "src", only: &["src/store"] },
    Confined { word: "diesel_migrations", under: "src", only: &["src/store"] },
    Confined {
        word: "actix_web",
        under: "src",
        only: &["src/http", "src/portal", "src/public", "src/police_api", "src/witness_api", "src/app.rs"],
    },
    Confined { word: "ureq", under: "src", only: &["src/remote"] },
    Confined { word: "rusty_s3", under: "src", only: &["src/remote"] },
    Confined {
        word: "Serialize",
        under: "src/domain",
        only: &["src/domain/disclosure", "src/domain/ids.rs"],
    },
    Confined { word: "stored::", under: "src", only: &["src/domain", "src/store"] },
    Confined { word: "async", under: "src/domain", only: &[] },
    Confined { word: "await", under: "src/domain", only: &[] },
    Confined { word: "aes_gcm", under: "src", only: &["src/vault"] },
];

fn strays(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for law in CONFINED {
        let allowed = |f: &File| law.only.iter().any(|room| f.path == *room || f.is_under(room));
        for file in files.iter().filter(|f| f.is_under(law.under) && f.has_ending(&["rs"]) && !allowed(f)) {
            for (line, _) in file.code().filter(|(_, line)| has_word(line, law.word)) {
                breaches.push(format!("{}:{line}: {} does not belong here", file.path, law.word));
            }
        }
    }
    breaches
}

/// A template escapes what it prints, and is compiled with our settings.
fn loose_templates(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|f| f.is_under("web") && f.has_ending(&["html", "txt", "xml"])) {
        for (line, text) in (1..).zip(file.text.lines()) {
            if text
                .split('|')
                .skip(1)
                .any(|filter| has_word(filter.trim_start().get(..4).unwrap_or(""), "safe"))
            {
                breaches.push(format!("{}:{line}: prints without escaping", file.path));
            }
        }
    }
    for file in files.iter().filter(|f| f.is_under("src") && f.has_ending(&["rs"])) {
        let code: String = file.code().map(|(_, line)| format!("{line}\n")).collect();
        for attribute in code.split("#[template(").skip(1) {
            let attribute = attribute.split(")]").next().unwrap_or_default();
            if !attribute.contains("config = \"config/askama.toml\"") {
                breaches.push(format!("{}: a template without config/askama.toml", file.path));
            }
        }
    }
    breaches
}

#[test]
fn libraries_and_powers_keep_to_their_rooms() {
    assert_kept(&strays(&house()));
}

#[test]
fn a_stray_word_is_reported() {
    for (path, text, breaches) in [
        ("src/actions/a.rs", "use diesel::prelude::*;", 1),
        ("src/jobs/a.rs", "use actix_web::web;", 1),
        ("src/app.rs", "use actix_web::App;", 0),
        ("src/store/a.rs", "use diesel::prelude::*; use crate::domain::profile::stored::Row;", 0),
        ("src/domain/profile/a.rs", "#[derive(Serialize)]", 1),
        ("src/domain/disclosure/a.rs", "#[derive(Serialize)]", 0),
        ("src/domain/a.rs", "pub async fn f() { g().await }", 2),
        ("src/portal/a.rs", "use crate::domain::profile::stored::Row;", 1),
        ("src/portal/a.rs", "// diesel is not used here", 0),
        ("src/store/a.rs", "use aes_gcm::Aes256Gcm;", 1),
    ] {
        let found = strays(&[File::new(path, text)]);
        assert_eq!(found.len(), breaches, "{path}: {text}: {found:?}");
    }
}

#[test]
fn templates_escape_and_name_their_settings() {
    assert_kept(&loose_templates(&house()));
}

#[test]
fn a_loose_template_is_reported() {
    for (path, text, breaches) in [
        ("web/portal/a.html", "{{ name|safe }}", 1),
        ("web/portal/a.html", "{{ name | safe }}", 1),
        ("web/portal/a.html", "{{ name|upper }} safe", 0),
        ("src/portal/a.rs", "#[template(path = \"a.html\")]", 1),
        ("src/portal/a.rs", "#[template(path = \"a.html\", config = \"config/askama.toml\")]", 0),
    ] {
        let found = loose_templates(&[File::new(path, text)]);
        assert_eq!(found.len(), breaches, "{path}: {text}: {found:?}");
    }
}
