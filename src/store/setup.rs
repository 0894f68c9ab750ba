//! Migrations, checkpoints and the health of the database.

use diesel::{connection::SimpleConnection, migration::MigrationSource, prelude::*};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Read, Store, StoreError, Stored, conn::AnyConn};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// One key for all nodes that migrate the same PostgreSQL.
const LOCK: i64 = 0x0bea_d1e0;

#[derive(QueryableByName)]
struct Busy {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

impl Store {
    /// Brings the tables up to this version; returns the names of the migrations that ran.
    ///
    /// # Errors
    /// If a migration fails; it is rolled back.
    pub fn migrate(&self) -> Stored<Vec<String>> {
        let failed =
            |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
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
        let failed =
            |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
        self.bare(|conn| match conn {
            AnyConn::Sqlite(conn) => conn.pending_migrations(SQLITE).map(|all| all.len()).map_err(failed),
            AnyConn::Pg(conn) => conn.pending_migrations(POSTGRES).map(|all| all.len()).map_err(failed),
        })
    }

    /// Moves the write-ahead log into the database file and cuts it to nothing, so that what was wiped leaves it.
    /// `false`: a reader holds it; try again.
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
    let listed = |source: &EmbeddedMigrations| {
        MigrationSource::<diesel::sqlite::Sqlite>::migrations(source)
            .map(|all| all.iter().map(|one| one.name().to_string()).collect())
            .map_err(|error| StoreError::Migration(error.to_string()))
    };
    listed(&SQLITE)
}
