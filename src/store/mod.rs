//! The only place that knows Diesel: one file per noun, the same queries on SQLite and PostgreSQL.

pub mod agreement;
mod among;
pub mod associate;
pub mod audit;
mod both;
pub mod business;
mod carry;
mod cell;
pub mod certificate;
pub mod change;
pub mod client;
mod conn;
pub mod correction;
pub mod counter;
pub mod data_breach;
pub mod decision;
pub mod disclosed;
pub mod document;
pub mod enquiry;
pub mod erasure;
pub mod event;
pub mod feed;
pub mod gallery;
pub mod grant;
pub mod held;
pub mod history;
pub mod hold;
mod identity;
pub mod incident;
pub mod join;
pub mod joining;
pub mod keys;
pub mod lease;
pub mod leaving;
pub mod ledger;
pub mod letter;
pub mod listing;
pub mod lookup;
pub mod minor;
pub mod officer;
mod open;
pub mod origin;
pub mod outbox;
pub mod pack;
pub mod part;
pub mod permission;
pub mod picture;
pub mod presence;
pub mod profile;
pub mod promise;
mod queue;
mod reading;
pub mod redaction;
pub mod report;
pub mod restriction;
pub mod review;
pub mod right;
pub mod ring;
mod role;
pub mod rule_change;
pub mod sanction;
mod schema;
pub mod scheme;
pub mod session;
mod setup;
pub mod sighting;
pub mod snapshot;
pub mod special;
pub mod stop;
pub mod subject;
pub mod suggestion;
pub mod sweep;
pub mod tree;
pub mod turn;
mod types;
mod url;
pub mod user;
pub mod walk;
pub mod witness;

pub use conn::{Read, Store, Write};
pub use setup::{names, reachable};
pub use url::Url;

/// What the database, or a cell in it, has against a query. Says nothing of the data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection to be had.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The service is stopping.
    #[error("the database is closed")]
    Closed,
    /// A bug of ours.
    #[error("a database task panicked")]
    Panicked,
    /// No such row in this scheme.
    #[error("not found")]
    NotFound,
    /// A unique value stands there already.
    #[error("already there")]
    Duplicate,
    /// What the database says; queries carry no values into it.
    #[error("database: {0}")]
    Database(String),
    /// A cell does not open.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// A cell holds something else than it should.
    #[error("a cell of {0} is damaged")]
    Damaged(&'static str),
    /// A test wanted it.
    #[error(transparent)]
    Fault(#[from] crate::faults::Wanted),
    /// The database could not be copied, or not be restored from a copy.
    #[error("the copy of the database: {0}")]
    Copy(String),
    /// A move into this database was not finished.
    #[error(
        "a move into this database was begun and not finished: nothing is to be served from it. Empty it, and run \
         beadle move again"
    )]
    Unfinished,
    /// The database is at work, and must not be.
    #[error("{0}")]
    AtWork(&'static str),
    /// What a move brought is not what was sent.
    #[error("row {row} of the table {table} differs from what was sent")]
    Differs {
        /// The table.
        table: &'static str,
        /// Which row, in the order of its key, from 1.
        row: u64,
    },
    /// A role may not be let serve.
    #[error("{0}")]
    Role(String),
    /// The tables are not those of this version.
    #[error("migrations: {0}")]
    Migration(String),
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error};
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Duplicate,
            other => Self::Database(other.to_string()),
        }
    }
}

/// The result of a query.
pub type Stored<T> = Result<T, StoreError>;
