//! Migrations, checkpoints and the health of the database.

use diesel::{
    connection::SimpleConnection,
    migration::{MigrationName, MigrationSource},
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Read, Store, StoreError, Stored, conn::AnyConn};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// One key for all nodes that migrate the same PostgreSQL.
const LOCK: i64 = 0x0bea_d1e0;

/// The table in which Diesel notes which migrations ran.
pub(super) const RAN: &str = "__diesel_schema_migrations";

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Busy {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

impl Store {
    /// Brings the tables up to this version; returns the names of the migrations that ran.
    ///
    /// # Errors
    /// If a migration fails; it is rolled back. [`StoreError::Unfinished`] if a move into this database is.
    pub fn migrate(&self) -> Stored<Vec<String>> {
        if self.is_unfinished()? { Err(StoreError::Unfinished) } else { self.bring_up() }
    }

    /// Brings the tables up to this version, whatever they hold.
    pub(super) fn bring_up(&self) -> Stored<Vec<String>> {
        let failed =
            |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
        // Who may only serve may not even ask Diesel, which would make the table of what ran.
        if self.pending()? == 0 {
            return Ok(Vec::new());
        }
        self.bare(|conn| match conn {
            AnyConn::Sqlite(conn) => {
                let ran = conn.run_pending_migrations(SQLITE).map_err(failed)?;
                Ok(ran.iter().map(ToString::to_string).collect())
            }
            AnyConn::Pg(conn) => {
                conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
                let ran = conn
                    .run_pending_migrations(POSTGRES)
                    .map(|ran| ran.iter().map(ToString::to_string).collect())
                    .map_err(failed);
                conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
                ran
            }
        })
    }

    /// How many migrations wait.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub fn pending(&self) -> Stored<usize> {
        let mut waiting = versions()?;
        self.bare(|conn| {
            if has_table(conn, RAN)? {
                let ran: Vec<Version> = sql_query(format!("SELECT version FROM {RAN}")).load(conn)?;
                waiting.retain(|version| ran.iter().all(|ran| ran.version != *version));
            }
            Ok(waiting.len())
        })
    }

    /// Moves the write-ahead log into the database file and cuts it to nothing, so that what was wiped leaves it.
    /// `false`: a reader holds it; try again.
    ///
    /// SQLite wipes what it deletes (`secure_delete`), but not always what it left behind when it moved a row from one
    /// page to another. A wrapped key left so dies with its epoch.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn scrub(&self) -> Stored<bool> {
        self.bare(|conn| match conn {
            AnyConn::Pg(_) => Ok(true),
            AnyConn::Sqlite(conn) => {
                // Whoever reads for long must not hold up those who write: this waits shorter than a deed would.
                conn.batch_execute("PRAGMA busy_timeout=100")?;
                let done: QueryResult<Busy> =
                    diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn);
                conn.batch_execute("PRAGMA busy_timeout=5000")?;
                Ok(done?.busy == 0)
            }
        })
    }
}

/// Whether there is a table of this name.
pub(super) fn has_table(conn: &mut AnyConn, name: &str) -> Stored<bool> {
    let found: Counted = match conn {
        AnyConn::Sqlite(conn) => {
            let found =
                sql_query("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = ?");
            found.bind::<Text, _>(name).get_result(conn)?
        }
        AnyConn::Pg(conn) => {
            let found = sql_query(
                "SELECT count(*) AS n FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) \
                 AND tablename = $1",
            );
            found.bind::<Text, _>(name).get_result(conn)?
        }
    };
    Ok(found.n > 0)
}

/// Whether the database answers.
///
/// # Errors
/// If it does not.
pub fn reachable(tx: &mut Read<'_>) -> Stored<()> {
    Ok(tx.conn.batch_execute("SELECT 1")?)
}

/// The names of the embedded migrations, in order: the same for both databases.
///
/// # Errors
/// If a migration's name cannot be read.
pub fn names() -> Stored<Vec<String>> {
    embedded(|name| name.to_string())
}

/// By what each is known in the table of what ran.
fn versions() -> Stored<Vec<String>> {
    embedded(|name| name.version().to_string())
}

fn embedded(said: impl Fn(&dyn MigrationName) -> String) -> Stored<Vec<String>> {
    MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE)
        .map(|all| all.iter().map(|one| said(one.name())).collect())
        .map_err(|error| StoreError::Migration(error.to_string()))
}
