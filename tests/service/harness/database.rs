//! A fresh database for one town: a SQLite file, or a PostgreSQL database that is dropped afterwards.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use diesel::{Connection, RunQueryDsl, pg::PgConnection};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database that goes when dropped.
pub enum Database {
    /// A file in the town's folder.
    Sqlite(String),
    /// A database on the server of `DATABASE_URL`.
    Postgres { server: String, name: String },
    /// The one database of a server of its own, which `tests/pg` runs until its input ends.
    Apart { server: Child, url: String },
}

impl Database {
    /// Made on the server of `DATABASE_URL` if that is a PostgreSQL URL, else in the folder.
    pub fn fresh(folder: &Path) -> Self {
        match std::env::var("DATABASE_URL") {
            Ok(server) if server.starts_with("postgres") => {
                let word: String = folder.file_name().unwrap().to_string_lossy().into_owned();
                let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                let name = format!("t_{}_{count}_{}", std::process::id(), word.to_lowercase());
                run(&server, &format!("CREATE DATABASE {name}"));
                Self::Postgres { server, name }
            }
            _ => Self::file(folder),
        }
    }

    /// As [`Database::fresh`], but nobody else writes to the same server: its files hold what this town wrote.
    pub fn apart(folder: &Path) -> Self {
        let fresh = std::env::var("DATABASE_URL").is_ok_and(|url| url.starts_with("postgres"));
        if !fresh {
            return Self::file(folder);
        }
        let mut server = Command::new("tests/pg")
            .args(["sh", "-c", "echo \"$DATABASE_URL\"; exec cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/pg runs");
        let mut url = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("postgres"), "a server of its own: {url:?}");
        // Whole pages in its log, as a server has them whose data matter.
        run(&url, "ALTER SYSTEM SET full_page_writes = on");
        run(&url, "SELECT pg_reload_conf()");
        Self::Apart { server, url }
    }

    /// Whether it is a SQLite file.
    pub fn is_file(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// A SQLite file in the folder, whatever `DATABASE_URL` says.
    pub fn file(folder: &Path) -> Self {
        Self::Sqlite(format!("sqlite:{}", folder.join("beadle.db").display()))
    }

    /// The URL by which another role opens it; nothing where there are no roles.
    pub fn url_as(&self, role: &str) -> Option<String> {
        if self.is_file() {
            return None;
        }
        let url = self.url();
        let (scheme, rest) = url.split_once("://")?;
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        Some(format!("{scheme}://{role}@{place}"))
    }

    /// The URL to open it by.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(url) | Self::Apart { url, .. } => url.clone(),
            Self::Postgres { server, name } => {
                let (base, query) = server.split_once('?').unwrap_or((server, ""));
                let (authority, path) = base.split_at(base.find("://").unwrap() + 3);
                let host = path.split_once('/').map_or(path, |(host, _)| host);
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                format!("{authority}{host}/{name}{query}")
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match self {
            Self::Sqlite(_) => {}
            Self::Postgres { server, name } => run(server, &format!("DROP DATABASE {name} WITH (FORCE)")),
            Self::Apart { server, .. } => {
                drop(server.stdin.take());
                server.wait().expect("the server ends");
            }
        }
    }
}

fn run(server: &str, sql: &str) {
    let mut conn = PgConnection::establish(server).expect("the server of DATABASE_URL answers");
    diesel::sql_query(sql).execute(&mut conn).expect("DATABASE_URL's user may create databases");
}
