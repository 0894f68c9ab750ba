//! A statement that is built for either database and run on the one there is. What is run often goes this way: as a
//! query of both at once, Diesel writes its text anew each time, prepared or not.

use diesel::{
    pg::{Pg, PgConnection},
    prelude::*,
    query_dsl::{LoadQuery, methods::ExecuteDsl},
    sqlite::{Sqlite, SqliteConnection},
};

use super::conn::{AnyConn, MultiBackend};

/// Runs a statement on whichever database there is.
pub(super) trait Both: Sized {
    /// All rows.
    fn load_both<'q, U>(self, conn: &mut AnyConn) -> QueryResult<Vec<U>>
    where
        Self: LoadQuery<'q, PgConnection, U> + LoadQuery<'q, SqliteConnection, U> + 'q,
    {
        match conn {
            AnyConn::Pg(conn) => LoadQuery::<PgConnection, U>::internal_load(self, conn)?.collect(),
            AnyConn::Sqlite(conn) => LoadQuery::<SqliteConnection, U>::internal_load(self, conn)?.collect(),
        }
    }

    /// The first row; [`diesel::result::Error::NotFound`] if there is none. The statement says which is the first.
    fn first_both<'q, U>(self, conn: &mut AnyConn) -> QueryResult<U>
    where
        Self: LoadQuery<'q, PgConnection, U> + LoadQuery<'q, SqliteConnection, U> + 'q,
    {
        self.load_both(conn)?.into_iter().next().ok_or(diesel::result::Error::NotFound)
    }

    /// Does it; how many rows it changed.
    fn execute_both(self, conn: &mut AnyConn) -> QueryResult<usize>
    where
        Self: ExecuteDsl<PgConnection, Pg> + ExecuteDsl<SqliteConnection, Sqlite>,
    {
        match conn {
            AnyConn::Pg(conn) => ExecuteDsl::<PgConnection, Pg>::execute(self, conn),
            AnyConn::Sqlite(conn) => ExecuteDsl::<SqliteConnection, Sqlite>::execute(self, conn),
        }
    }
}

impl<T> Both for T {}

/// The columns of a row, for either database.
pub(super) fn columns<T: Selectable<MultiBackend>>() -> T::SelectExpression {
    T::construct_selection()
}
