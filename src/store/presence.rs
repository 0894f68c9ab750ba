//! Who is at work on a database: processes that serve it, side by side, or one that moves it, alone.

use std::fs::{File, OpenOptions, TryLockError};

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bool},
};

use super::{StoreError, Stored, conn::AnyConn, open::open_to_read, url::Url};

/// One key for all processes at work on the same PostgreSQL.
const KEY: i64 = 0x0bea_d1e1;

/// A process's presence: it lasts until this is dropped, or the process ends in whatever way.
pub struct Presence(Held);

enum Held {
    #[expect(dead_code, reason = "the lock is given back when the file is closed")]
    File(File),
    Session(Box<AnyConn>),
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Held::Session(conn) = &mut self.0 {
            // The end of the session gives the lock back as well, but a moment after it was asked to end.
            let _ = conn.batch_execute("SELECT pg_advisory_unlock_all()");
        }
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    got: bool,
}

/// Says that this process serves a database, beside others that do.
///
/// # Errors
/// [`StoreError::AtWork`] if it is being moved.
pub fn serving(url: &Url) -> Stored<Presence> {
    let got = match url {
        Url::Sqlite(path) => file(path, File::try_lock_shared)?,
        Url::Postgres(_) => session(url, "SELECT pg_try_advisory_lock_shared($1) AS got")?,
    };
    got.ok_or(StoreError::AtWork("the database is being moved: nothing is served from it meanwhile"))
}

/// Says that this process alone is at work on a database.
///
/// # Errors
/// [`StoreError::AtWork`] if another is.
pub fn alone(url: &Url) -> Stored<Presence> {
    let got = match url {
        Url::Sqlite(path) => file(path, File::try_lock)?,
        Url::Postgres(_) => session(url, "SELECT pg_try_advisory_lock($1) AS got")?,
    };
    got.ok_or(StoreError::AtWork(
        "the database is being served, or moved: stop beadle serve on every machine",
    ))
}

/// A lock on a file beside the database: SQLite's own locks are on the database itself, and would be lost.
fn file(path: &str, lock: impl FnOnce(&File) -> Result<(), TryLockError>) -> Stored<Option<Presence>> {
    use std::os::unix::fs::OpenOptionsExt;
    let failed = |error: std::io::Error| StoreError::Unreachable(error.to_string());
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(format!("{path}.presence")).map_err(failed)?;
    match lock(&file) {
        Ok(()) => Ok(Some(Presence(Held::File(file)))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// A lock of a session of its own.
fn session(url: &Url, lock: &str) -> Stored<Option<Presence>> {
    let mut conn = open_to_read(url)?;
    let answer: Answer = sql_query(lock).bind::<BigInt, _>(KEY).get_result(&mut conn)?;
    Ok(answer.got.then(|| Presence(Held::Session(Box::new(conn)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_serve_and_one_moves_but_never_both() {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::parse(&format!("sqlite:{}", folder.path().join("beadle.db").display()));
        let (one, two) = (serving(&url).unwrap(), serving(&url).unwrap());
        assert!(matches!(alone(&url), Err(StoreError::AtWork(_))));
        drop(one);
        assert!(alone(&url).is_err(), "one still serves");
        drop(two);
        let moving = alone(&url).unwrap();
        assert!(alone(&url).is_err() && serving(&url).is_err());
        drop(moving);
        assert!(serving(&url).is_ok());
    }
}
