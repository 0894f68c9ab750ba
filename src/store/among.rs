//! "Is one of these ids", as a statement that is prepared once: always so many places, the last id repeated. A list of
//! another length would be another statement, built and parsed anew each time.

use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType},
};

use super::types::DbId;

/// Places in a list: a page of the gallery has as many cards.
const PLACES: usize = 24;

/// A column is one of some ids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Among<C, I> {
    column: C,
    ids: [I; PLACES],
}

/// Conditions that a column is one of these ids, a part of them each; none if there are no ids.
pub(super) fn among<C: Copy, I: Copy>(column: C, ids: &[I]) -> impl Iterator<Item = Among<C, I>> {
    ids.chunks(PLACES).filter_map(move |part| {
        let last = *part.last()?;
        Some(Among { column, ids: std::array::from_fn(|at| part.get(at).copied().unwrap_or(last)) })
    })
}

impl<C: Expression, I> Expression for Among<C, I> {
    type SqlType = Bool;
}

impl<C, I> ValidGrouping<()> for Among<C, I> {
    type IsAggregate = is_aggregate::No;
}

impl<C: AppearsOnTable<T>, I, T> AppearsOnTable<T> for Among<C, I> where Self: Expression {}
impl<C: SelectableExpression<T>, I, T> SelectableExpression<T> for Among<C, I> where Self: AppearsOnTable<T> {}

impl<C: QueryId, I: 'static> QueryId for Among<C, I> {
    type QueryId = Among<C::QueryId, I>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C, I, DB> QueryFragment<DB> for Among<C, I>
where
    C: QueryFragment<DB>,
    I: ToSql<DbId, DB>,
    DB: Backend + HasSqlType<DbId>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        for (at, id) in self.ids.iter().enumerate() {
            out.push_sql(if at == 0 { " IN (" } else { ", " });
            out.push_bind_param::<DbId, I>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
