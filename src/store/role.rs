//! What a PostgreSQL role may do: the one that serves reads, writes, and only adds to the audit trail. SQLite
//! has no roles; there the trail is guarded by its triggers and by checkpoints kept elsewhere.

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    sql_query,
    sql_types::{Nullable, Text},
};

use super::{Store, StoreError, Stored, conn::AnyConn, setup::RAN};
use crate::domain::tables::TABLES;

/// The tables of the trail.
const TRAIL: [&str; 3] = ["audit", "audit_tiles", "audit_heads"];

/// By what a role could rewrite the trail; `$1` is the role. Who owns the schema or the database may drop the tables.
const REWRITES: &str = "SELECT CASE \
    WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = $1::name) THEN 'is a superuser' \
    WHEN EXISTS (SELECT FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace, pg_database d \
        WHERE d.datname = current_database() \
        AND t.oid IN ('audit'::regclass, 'audit_tiles'::regclass, 'audit_heads'::regclass) \
        AND (pg_has_role($1::name, t.relowner, 'MEMBER') OR pg_has_role($1::name, s.nspowner, 'MEMBER') \
            OR pg_has_role($1::name, d.datdba, 'MEMBER'))) THEN 'owns the tables, or may act as who owns them' \
    WHEN has_table_privilege($1::name, 'audit', 'UPDATE, DELETE, TRUNCATE, TRIGGER') \
        OR has_any_column_privilege($1::name, 'audit', 'UPDATE') \
        OR has_table_privilege($1::name, 'audit_tiles', 'UPDATE, DELETE, TRUNCATE, TRIGGER') \
        OR has_any_column_privilege($1::name, 'audit_tiles', 'UPDATE') \
        OR has_table_privilege($1::name, 'audit_heads', 'DELETE, TRUNCATE, TRIGGER') \
        THEN 'may do more to the audit trail than add to it' \
    END AS said";

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Nullable<Text>)]
    said: Option<String>,
}

impl Store {
    /// Lets a role serve, and no more: it reads, writes, and adds to the audit trail, of which it changes nothing but
    /// the head, forward. What it could do before is taken from it. To be asked by the role that owns the tables.
    ///
    /// # Errors
    /// If this is not PostgreSQL, there is no such role, or it could rewrite the trail all the same: then nothing is
    /// granted.
    pub fn grant(&self, role: &str) -> Stored<()> {
        self.bare(|conn| {
            let AnyConn::Pg(conn) = conn else {
                return Err(StoreError::Role("only PostgreSQL has roles".into()));
            };
            conn.transaction(|conn| {
                let schema: Said =
                    sql_query("SELECT quote_ident(current_schema()) AS said").get_result(conn)?;
                let named: Said =
                    sql_query("SELECT quote_ident(rolname) AS said FROM pg_roles WHERE rolname = $1")
                        .bind::<Text, _>(role)
                        .get_result(conn)
                        .optional()?
                        .ok_or_else(|| {
                            StoreError::Role(format!("there is no role {role}: CREATE ROLE {role} LOGIN"))
                        })?;
                let (schema, named) = (schema.said.unwrap_or_default(), named.said.unwrap_or_default());
                conn.batch_execute(&granting(&schema, &named))?;
                let could: Said = sql_query(REWRITES).bind::<Text, _>(role).get_result(conn)?;
                could.said.map_or(Ok(()), |why| Err(StoreError::Role(format!("the role {role} {why}"))))
            })
        })
    }

    /// By what the role of this connection could rewrite the audit trail, in words; nothing if it could not, or if
    /// there are no roles.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn may_rewrite(&self) -> Stored<Option<String>> {
        self.bare(|conn| {
            let AnyConn::Pg(conn) = conn else { return Ok(None) };
            let us: Said = sql_query("SELECT current_user::text AS said").get_result(conn)?;
            let could: Said = sql_query(REWRITES).bind::<Nullable<Text>, _>(&us.said).get_result(conn)?;
            let us = us.said.unwrap_or_default();
            Ok(could.said.map(|why| format!("its role {us} {why}")))
        })
    }
}

/// The statements; names come quoted.
fn granting(schema: &str, role: &str) -> String {
    let all: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
    let others: Vec<&str> = all.iter().copied().filter(|name| !TRAIL.contains(name)).collect();
    let (all, others, trail) = (all.join(", "), others.join(", "), TRAIL.join(", "));
    format!(
        "REVOKE ALL ON {all}, {RAN} FROM {role}; \
         REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}; \
         GRANT USAGE ON SCHEMA {schema} TO {role}; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON {others} TO {role}; \
         GRANT SELECT, INSERT ON {trail} TO {role}; \
         GRANT UPDATE (seq, hash) ON audit_heads TO {role}; \
         GRANT SELECT ON {RAN} TO {role};"
    )
}
