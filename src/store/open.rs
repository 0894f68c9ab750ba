//! Opening a connection to either database: SQLite's pragmas, read back since they are promises; how many there are.

use std::path::Path;

use diesel::{
    connection::{Connection, SimpleConnection, TransactionManager},
    pg::PgConnection,
    prelude::*,
    r2d2::ManageConnection,
    sqlite::SqliteConnection,
};

use super::{StoreError, conn::AnyConn, url::Url};

/// How a connection is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Write,
    Read,
}

const SQLITE: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
    PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; \
    PRAGMA journal_size_limit=67108864;";

/// Readers look at the file where the system holds it in memory, instead of copying each page.
const READER: &str = "PRAGMA query_only=ON; PRAGMA mmap_size=1073741824;";

fn open(url: &Url, how: Use) -> ConnectionResult<AnyConn> {
    match url {
        Url::Postgres(url) => {
            let mut conn = PgConnection::establish(url)?;
            conn.batch_execute("SET TIME ZONE 'UTC'").map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(AnyConn::Pg(conn))
        }
        Url::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(path)?;
            let setup = |conn: &mut SqliteConnection| {
                conn.batch_execute(SQLITE)?;
                assert_pragmas(conn)?;
                if how == Use::Read { conn.batch_execute(READER) } else { Ok(()) }
            };
            setup(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(AnyConn::Sqlite(conn))
        }
    }
}

/// A connection of its own, to read by.
pub(super) fn open_to_read(url: &Url) -> Result<AnyConn, StoreError> {
    open(url, Use::Read).map_err(|error| StoreError::Unreachable(error.to_string()))
}

#[derive(QueryableByName)]
struct Pragmas {
    #[diesel(sql_type = diesel::sql_types::Text)]
    journal: String,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    synchronous: i32,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    secure: i32,
}

/// Durability and wiping are promises: what was set is read back.
fn assert_pragmas(conn: &mut SqliteConnection) -> QueryResult<()> {
    let set: Pragmas = diesel::sql_query(
        "SELECT (SELECT journal_mode FROM pragma_journal_mode) AS journal, \
         (SELECT synchronous FROM pragma_synchronous) AS synchronous, \
         (SELECT secure_delete FROM pragma_secure_delete) AS secure",
    )
    .get_result(conn)?;
    if set.journal == "wal" && set.synchronous == 2 && set.secure == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::QueryBuilderError(
            "SQLite did not take WAL, FULL and secure_delete".into(),
        ))
    }
}

/// Readers of SQLite: as many as there are processors, so that reads share views rather than take turns on a processor;
/// two at least, so that a long read holds nobody up; four at most.
pub(super) fn sqlite_readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(processors).map_or(4, |processors| processors.clamp(2, 4))
}

/// Opens the connections of a pool.
pub(super) struct Opener {
    pub url: Url,
    pub how: Use,
}

impl ManageConnection for Opener {
    type Connection = AnyConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConn, Self::Error> {
        open(&self.url, self.how).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut AnyConn) -> Result<(), Self::Error> {
        match conn {
            AnyConn::Pg(_) => conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError),
            AnyConn::Sqlite(_) => Ok(()),
        }
    }

    fn has_broken(&self, conn: &mut AnyConn) -> bool {
        <AnyConn as Connection>::TransactionManager::is_broken_transaction_manager(conn)
    }
}

/// A database file is the service's alone.
pub(super) fn keep_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    file.map(drop).map_err(|error| StoreError::Unreachable(error.to_string()))
}
