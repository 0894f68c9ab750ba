//! The connections there are, and the two transactions of a deed and of a look.

use std::{
    ops::{Deref, DerefMut},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use diesel::{
    connection::{AnsiTransactionManager, Connection, TransactionManager},
    pg::PgConnection,
    r2d2::Pool,
    sqlite::SqliteConnection,
};
use tokio::sync::Semaphore;

use super::{
    StoreError,
    open::{Opener, Use, keep_private, open_to_read, sqlite_readers},
    queue::Queue,
    reading::Reads,
    url::Url,
};
use crate::{
    clock::Clock,
    domain::{ids::SchemeId, scheme::Scheme},
    faults::{self, Plan},
    vault::Vault,
};

/// One connection to whichever database the URL names.
#[derive(diesel::MultiConnection)]
pub enum AnyConn {
    /// PostgreSQL.
    Pg(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// The database. SQLite: one writer and a few readers, each behind a semaphore that is taken before a thread is.
#[derive(Clone)]
pub struct Store {
    url: Url,
    writers: Pool<Opener>,
    readers: Pool<Opener>,
    pub(super) write_permits: Arc<Semaphore>,
    pub(super) queue: Arc<Queue>,
    pub(super) read_permits: Arc<Semaphore>,
    pub(super) reads: Arc<Reads>,
    vault: Arc<Vault>,
    clock: Clock,
    writes: Arc<AtomicU64>,
    faults: Plan,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.url {
            Url::Postgres(_) => "Store(postgres)",
            Url::Sqlite(_) => "Store(sqlite)",
        })
    }
}

impl Store {
    /// Opens the database.
    ///
    /// # Errors
    /// If it cannot be reached, or SQLite refuses its pragmas.
    pub fn open(url: &str, vault: Arc<Vault>, clock: Clock) -> Result<Self, StoreError> {
        let url = Url::parse(url);
        let (writers, readers) = match &url {
            Url::Sqlite(path) => {
                keep_private(Path::new(path))?;
                (1, sqlite_readers())
            }
            Url::Postgres(_) => (8, 8),
        };
        let pool = |how, size| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(Duration::from_secs(10))
                .build(Opener { url: url.clone(), how })
                .map_err(|error| StoreError::Unreachable(error.to_string()))
        };
        Ok(Self {
            writers: pool(Use::Write, writers)?,
            readers: pool(Use::Read, readers)?,
            write_permits: Arc::new(Semaphore::new(writers as usize)),
            read_permits: Arc::new(Semaphore::new(readers as usize)),
            url,
            vault,
            clock,
            writes: Arc::default(),
            faults: Plan::default(),
            queue: Arc::default(),
            reads: Arc::default(),
        })
    }

    /// How many deeds were written by this process: what was counted before the last may be wrong.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// The same database, whose writes fail as a test's plan says.
    pub fn under(self, faults: Plan) -> Self {
        Self { faults, ..self }
    }

    /// What tests want to fail; nothing, in the shipped program.
    pub fn faults(&self) -> &Plan {
        &self.faults
    }

    /// Where the data lives.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Does a deed on a thread of its own; an error rolls all of it back. On SQLite deeds that wait together share a
    /// commit.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let done = self.note(work).await;
        self.writes.fetch_add(1, Ordering::AcqRel);
        done
    }

    /// As [`Store::write`], for what nothing counted depends on: looks.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub async fn note<T, E>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if let Url::Sqlite(_) = self.url {
            return self.queued(work).await;
        }
        let permit = self.write_permits.clone().acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            store.transact(work)
        })
        .await
        .map_err(|_| StoreError::Panicked)?
    }

    /// Reads on a thread of its own: one consistent view. On SQLite reads that wait together share it.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if let Url::Sqlite(_) = self.url {
            return self.queued_read(work).await;
        }
        let permit = self.read_permits.clone().acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            store.read_here(work)
        })
        .await
        .map_err(|_| StoreError::Panicked)?
    }

    /// As [`Store::write`], on this thread.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub fn write_here<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.transact(work);
        self.writes.fetch_add(1, Ordering::AcqRel);
        done
    }

    pub(super) fn transact<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.faults.within(|| self.transact_here(work))
    }

    fn transact_here<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.follow_ring();
        let mut conn = self.writers.get().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        match &mut *conn {
            AnyConn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            AnyConn::Pg(c) => AnsiTransactionManager::begin_transaction(c),
        }
        .map_err(StoreError::from)?;
        let done = work(&mut Write(self.reading(&mut conn, false)));
        let alive = || faults::write().map_err(StoreError::from);
        let done = done.and_then(|value| Ok(alive().map(|()| value)?));
        let done = finish(&mut conn, done)?;
        Ok(alive().map(|()| done)?)
    }

    /// As [`Store::read`], on this thread.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub fn read_here<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.follow_ring();
        let mut conn = self.readers.get().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        match &mut *conn {
            AnyConn::Sqlite(c) => AnsiTransactionManager::begin_transaction(c),
            AnyConn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        }
        .map_err(StoreError::from)?;
        let done = work(&mut self.reading(&mut conn, true));
        finish(&mut conn, done)
    }

    /// As [`Store::read_here`], on a connection that is made for it: what it sees comes from the database alone.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub fn read_afresh<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = open_to_read(&self.url)?;
        work(&mut self.reading(&mut conn, false))
    }

    /// What reads by a connection, with what opens its cells; `view`: all of it is one consistent view.
    pub(super) fn reading<'c>(&'c self, conn: &'c mut AnyConn, view: bool) -> Read<'c> {
        let began = self.clock.now();
        Read { conn, vault: &self.vault, clock: &self.clock, began, view, scheme: None, beat: None }
    }

    /// Nothing is sealed or looked up by an older ring than the one in force: another process may have changed it.
    fn follow_ring(&self) {
        if let Err(error) = self.vault.refresh() {
            tracing::error!(%error, "the key ring cannot be read again");
        }
    }

    /// The connection itself, for migrations and checkpoints.
    ///
    /// # Errors
    /// If there is none to be had.
    pub(super) fn bare<T>(
        &self,
        work: impl FnOnce(&mut AnyConn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.writers.get().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        work(&mut conn)
    }
}

fn finish<T, E: From<StoreError>>(conn: &mut AnyConn, done: Result<T, E>) -> Result<T, E> {
    type Manager = <AnyConn as Connection>::TransactionManager;
    match done {
        Ok(value) => {
            Manager::commit_transaction(conn).map_err(StoreError::from)?;
            Ok(value)
        }
        Err(error) => match Manager::rollback_transaction(conn) {
            Ok(()) | Err(diesel::result::Error::BrokenTransactionManager) => Err(error),
            Err(worse) => Err(StoreError::from(worse).into()),
        },
    }
}

/// A read transaction, with what opens its cells.
pub struct Read<'c> {
    pub(super) conn: &'c mut AnyConn,
    /// Seals and opens.
    pub vault: &'c Arc<Vault>,
    /// Time and randomness.
    pub clock: &'c Clock,
    /// When it began: never later than the instant by which its deed acts.
    pub(super) began: DateTime<Utc>,
    /// One consistent view: what was read once is so until it ends.
    pub(super) view: bool,
    /// The scheme read last, for those who share the view.
    pub(super) scheme: Option<Arc<Scheme>>,
    /// When that scheme's timetable was last worked, likewise.
    pub(super) beat: Option<(SchemeId, Option<DateTime<Utc>>)>,
}

/// A write transaction; reads as well.
pub struct Write<'c>(Read<'c>);

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Write<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
