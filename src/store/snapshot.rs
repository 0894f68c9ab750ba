//! The database as it stands at one moment, copied while writes go on, and the way back into an empty one. SQLite
//! copies itself; PostgreSQL's own programs copy and restore. Never a copy of the files.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text},
    sqlite::SqliteConnection,
};

use super::{
    Read, Store, StoreError, Stored,
    conn::AnyConn,
    open::open_to_read,
    schema::{letters, packs, pictures},
    url::Url,
};
use crate::{
    domain::{
        ids::{LetterId, PackId, PictureId, SchemeId},
        pack::State,
    },
    faults,
};

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Store {
    /// Writes a copy of the database to `to`; `work` reads the very state that is copied. SQLite makes it in `staging`
    /// first, a folder of this user alone.
    ///
    /// # Errors
    /// What `work` returns; if the database, `pg_dump` or the disk fails.
    pub fn snapshot<T, E: From<StoreError>>(
        &self,
        staging: &Path,
        to: &mut dyn io::Write,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.url() {
            Url::Sqlite(path) => {
                let copy = vacuum_into(path, staging)?;
                let mut conn = SqliteConnection::establish(&copy.display().to_string())
                    .map_err(|error| StoreError::Unreachable(error.to_string()))?;
                conn.batch_execute("PRAGMA query_only=ON").map_err(StoreError::from)?;
                let mut conn = AnyConn::Sqlite(conn);
                let done = work(&mut self.reading(&mut conn, true))?;
                drop(conn);
                let copied = File::open(&copy).and_then(|mut copy| io::copy(&mut copy, to));
                copied.and_then(|_| fs::remove_file(&copy)).map_err(failed)?;
                Ok(done)
            }
            Url::Postgres(url) => {
                let mut conn = open_to_read(self.url())?;
                conn.batch_execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .map_err(StoreError::from)?;
                let snapshot: Named = sql_query("SELECT pg_export_snapshot() AS name")
                    .get_result(&mut conn)
                    .map_err(StoreError::from)?;
                let done = work(&mut self.reading(&mut conn, true))?;
                let mut dump = program("pg_dump", url);
                dump.args(["--format=custom", "--no-owner", "--no-privileges"]);
                dump.arg(format!("--snapshot={}", snapshot.name)).stdin(Stdio::null()).stdout(Stdio::piped());
                let mut dump = dump.spawn().map_err(|error| missing("pg_dump", &error))?;
                let copied = dump.stdout.take().map_or(Ok(0), |mut from| io::copy(&mut from, to));
                ended("pg_dump", &mut dump)?;
                copied.map_err(failed)?;
                conn.batch_execute("ROLLBACK").map_err(StoreError::from)?;
                Ok(done)
            }
        }
    }
}

/// Whether there is nothing at a database's place yet: no file, or no table.
///
/// # Errors
/// If the database cannot be asked.
pub fn is_empty(url: &Url) -> Stored<bool> {
    match url {
        Url::Sqlite(path) => Ok(!fs::exists(path).map_err(failed)?),
        Url::Postgres(_) => {
            let tables = sql_query(
                "SELECT count(*) AS n FROM information_schema.tables \
                 WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
            );
            Ok(tables.get_result::<Counted>(&mut open_to_read(url)?)?.n == 0)
        }
    }
}

/// Writes a copy that [`Store::snapshot`] made into an empty database: wholly or not at all.
///
/// # Errors
/// If the database, `pg_restore` or the disk fails.
pub fn restore(url: &Url, from: &mut dyn io::Read) -> Stored<()> {
    match url {
        Url::Sqlite(path) => restore_file(Path::new(path), from).map_err(failed),
        Url::Postgres(url) => {
            let mut restore = program("pg_restore", url);
            faults::write()?;
            restore.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]);
            restore.stdin(Stdio::piped()).stdout(Stdio::null());
            let mut restore = restore.spawn().map_err(|error| missing("pg_restore", &error))?;
            let copied = restore.stdin.take().map_or(Ok(0), |mut to| io::copy(from, &mut to));
            ended("pg_restore", &mut restore)?;
            copied.map_err(failed)?;
            Ok(faults::write()?)
        }
    }
}

fn restore_file(path: &Path, from: &mut dyn io::Read) -> io::Result<()> {
    faults::write()?;
    let staged = path.with_extension("restoring");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&staged)?;
    io::copy(from, &mut file)?;
    file.sync_all()?;
    faults::write()?;
    fs::rename(&staged, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(faults::write()?)
}

/// What has blobs: pictures, letters, and copies that wait to be collected.
pub type Owners = (Vec<PictureId>, Vec<LetterId>, Vec<PackId>);

/// The pictures, letters and copies of a scheme, whose bytes are blobs.
///
/// # Errors
/// If the database refuses.
pub fn owners_of_blobs(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Owners> {
    let all = pictures::table.filter(pictures::scheme.eq(scheme)).order(pictures::id).select(pictures::id);
    let sent = letters::table.filter(letters::scheme.eq(scheme)).order(letters::id).select(letters::id);
    let copies = packs::table
        .filter(packs::scheme.eq(scheme))
        .filter(packs::state.eq(State::Ready))
        .filter(packs::file.is_not_null())
        .order(packs::file)
        .select(packs::file);
    let copies: Vec<Option<PackId>> = copies.load(tx.conn)?;
    Ok((all.load(tx.conn)?, sent.load(tx.conn)?, copies.into_iter().flatten().collect()))
}

fn vacuum_into(path: &str, staging: &Path) -> Stored<PathBuf> {
    let copy = staging.join("database");
    let mut fresh = OpenOptions::new();
    fresh.write(true).create(true).truncate(true).mode(0o600).open(&copy).map_err(failed)?;
    let mut conn =
        SqliteConnection::establish(path).map_err(|error| StoreError::Unreachable(error.to_string()))?;
    conn.batch_execute("PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY")?;
    sql_query("VACUUM INTO ?").bind::<Text, _>(copy.display().to_string()).execute(&mut conn)?;
    Ok(copy)
}

/// A program of PostgreSQL's for a database. The password does not stand on the command line, where others see it.
fn program(name: &str, url: &str) -> Command {
    let mut program = Command::new(name);
    let (start, rest) = url.split_at(url.find("://").map_or(0, |at| at + 3));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = &rest[..end];
    match authority.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?, host))) {
        Some(((user, password), host)) => {
            program.arg(format!("--dbname={start}{user}@{host}{}", &rest[end..]));
            program.env("PGPASSWORD", decoded(password));
        }
        None => {
            program.arg(format!("--dbname={url}"));
        }
    }
    program
}

/// A part of a URL without its percent signs (RFC 3986).
fn decoded(part: &str) -> String {
    let mut bytes = part.as_bytes();
    let mut out = Vec::new();
    while let Some((first, rest)) = bytes.split_first() {
        let code = (*first == b'%').then(|| std::str::from_utf8(rest.get(..2)?).ok()).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                bytes = &rest[2..];
            }
            None => {
                out.push(*first);
                bytes = rest;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn ended(name: &str, program: &mut Child) -> Stored<()> {
    let status = program.wait().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(StoreError::Copy(format!("{name} ended with {status}"))) }
}

fn missing(name: &str, error: &io::Error) -> StoreError {
    StoreError::Copy(format!("{name} does not run ({error}): install PostgreSQL's client programs"))
}

fn failed(error: io::Error) -> StoreError {
    StoreError::Copy(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_stands_in_the_environment_only() {
        for (url, dbname, password) in [
            (
                "postgres://beadle:a%40b@127.0.0.1:5432/beadle?x=1",
                "postgres://beadle@127.0.0.1:5432/beadle?x=1",
                Some("a@b"),
            ),
            (
                "postgres://beadle@%2Frun%2Fpostgresql/beadle",
                "postgres://beadle@%2Frun%2Fpostgresql/beadle",
                None,
            ),
            ("postgresql:///beadle", "postgresql:///beadle", None),
        ] {
            let program = program("pg_dump", url);
            let args: Vec<_> = program.get_args().collect();
            assert_eq!(args, [format!("--dbname={dbname}").as_str()]);
            let set: Vec<_> = program.get_envs().filter_map(|(_, value)| value?.to_str()).collect();
            assert_eq!(set, password.into_iter().collect::<Vec<_>>());
        }
    }
}
