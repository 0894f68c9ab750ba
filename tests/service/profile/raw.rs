//! The database as somebody sees it who has the file or the server, and not the service.

use std::collections::{BTreeMap, BTreeSet};

use beadle::store::{Store, Url};
use diesel::{
    Connection, QueryableByName, RunQueryDsl, pg::PgConnection, sql_query, sql_types::Text,
    sqlite::SqliteConnection,
};
use uuid::Uuid;

/// A connection of one's own.
pub enum Raw {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    relation: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Hex {
    #[diesel(sql_type = Text)]
    hex: String,
}

impl Raw {
    pub fn open(store: &Store) -> Self {
        match store.url() {
            Url::Postgres(url) => Self::Pg(PgConnection::establish(url).unwrap()),
            Url::Sqlite(path) => Self::Sqlite(SqliteConnection::establish(path).unwrap()),
        }
    }

    /// Lets rows stand without what they point at: for planting what an erasure would forget.
    pub fn unbound(&mut self) {
        match self {
            Self::Pg(conn) => sql_query("SET session_replication_role = replica").execute(conn).unwrap(),
            Self::Sqlite(conn) => sql_query("PRAGMA foreign_keys = OFF").execute(conn).unwrap(),
        };
    }

    /// Runs a statement; `{name}` stands for an id, `[name]` for bytes.
    pub fn run(&mut self, sql: &str, ids: &[(&str, Uuid)]) {
        let sql = self.written(sql, ids);
        match self {
            Self::Pg(conn) => sql_query(sql).execute(conn).unwrap(),
            Self::Sqlite(conn) => sql_query(sql).execute(conn).unwrap(),
        };
    }

    /// Whether a statement is refused.
    pub fn refuses(&mut self, sql: &str) -> bool {
        match self {
            Self::Pg(conn) => sql_query(sql).execute(conn).is_err(),
            Self::Sqlite(conn) => sql_query(sql).execute(conn).is_err(),
        }
    }

    fn written(&self, sql: &str, ids: &[(&str, Uuid)]) -> String {
        let mut sql = sql.to_owned();
        for (name, id) in ids {
            let id = match self {
                Self::Pg(_) => format!("'{id}'"),
                Self::Sqlite(_) => format!("x'{}'", id.simple()),
            };
            sql = sql.replace(&format!("{{{name}}}"), &id);
        }
        let bytes = match self {
            Self::Pg(_) => r"'\x0102'::bytea",
            Self::Sqlite(_) => "x'0102'",
        };
        let no = if matches!(self, Self::Pg(_)) { "false" } else { "0" };
        sql.replace("[bytes]", bytes).replace("[no]", no)
    }

    fn load(&mut self, sql: &str) -> Vec<Column> {
        match self {
            Self::Pg(conn) => sql_query(sql).load(conn).unwrap(),
            Self::Sqlite(conn) => sql_query(sql).load(conn).unwrap(),
        }
    }

    /// What a query gives in its one column, which is called `hex`.
    pub fn hexes(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<Hex> = match self {
            Self::Pg(conn) => sql_query(sql).load(conn).unwrap(),
            Self::Sqlite(conn) => sql_query(sql).load(conn).unwrap(),
        };
        rows.into_iter().map(|row| row.hex).collect()
    }

    fn columns(&mut self) -> Vec<Column> {
        let sql = match self {
            Self::Pg(_) => {
                "SELECT table_name::text AS relation, column_name::text AS name, data_type::text AS kind \
                 FROM information_schema.columns WHERE table_schema = 'public' \
                 ORDER BY table_name, ordinal_position"
            }
            Self::Sqlite(_) => {
                "SELECT m.name AS relation, c.name AS name, c.type AS kind FROM sqlite_master m, \
                 pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
                 ORDER BY m.name, c.cid"
            }
        };
        self.load(sql)
    }

    /// Every column of every table in which one of these ids stands: as bytes, as text, or as part of either.
    pub fn traces(&mut self, ids: &[Uuid]) -> Vec<String> {
        let mut found = Vec::new();
        let columns = self.columns();
        assert!(columns.len() > 150, "every column of every table is looked through");
        for Column { relation, name, kind } in columns {
            let hex = match (&*self, kind.as_str()) {
                (Self::Pg(_), "bytea") => format!("encode({name}, 'hex')"),
                (Self::Pg(_), _) => format!("replace(lower({name}::text), '-', '')"),
                (Self::Sqlite(_), _) => {
                    format!(
                        "CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) \
                         ELSE replace(lower(CAST({name} AS TEXT)), '-', '') END"
                    )
                }
            };
            let sql = format!("SELECT {hex} AS hex FROM {relation} WHERE {name} IS NOT NULL");
            let here = self.hexes(&sql);
            if ids.iter().any(|id| here.iter().any(|text| text.contains(&id.simple().to_string()))) {
                found.push(format!("{relation}.{name}"));
            }
        }
        found
    }

    /// The sealed bytes of every column that holds some, with table, column and, where it has one, the row's id.
    pub fn sealed(&mut self) -> Vec<(String, String, Vec<u8>)> {
        let mut all = Vec::new();
        for Column { relation, name, kind } in self.columns() {
            if !matches!(kind.as_str(), "bytea" | "BLOB") {
                continue;
            }
            let hex = match self {
                Self::Pg(_) => format!("encode({name}, 'hex')"),
                Self::Sqlite(_) => format!("lower(hex({name}))"),
            };
            for text in self.hexes(&format!("SELECT {hex} AS hex FROM {relation} WHERE {name} IS NOT NULL")) {
                let bytes =
                    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap());
                all.push((relation.clone(), name.clone(), bytes.collect()));
            }
        }
        all
    }

    /// Every owner's data key as it is wrapped, with the owner's id: what a copy of the database holds.
    pub fn wrapped_keys(&mut self) -> Vec<(Uuid, Vec<u8>)> {
        let sql = match self {
            Self::Pg(_) => {
                "SELECT replace(owner::text, '-', '') || encode(wrapped, 'hex') AS hex FROM data_keys"
            }
            Self::Sqlite(_) => "SELECT lower(hex(owner)) || lower(hex(wrapped)) AS hex FROM data_keys",
        };
        let bytes = |hex: &str| {
            (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
        };
        let rows = self.hexes(sql);
        rows.iter().map(|row| (row[..32].parse().unwrap(), bytes(&row[32..]))).collect()
    }

    /// Writes every value of every table into a file, bytes as they are as far as they can be read.
    pub fn dump(&mut self, file: &std::path::Path) {
        let mut text = String::new();
        for Column { relation, name, kind } in self.columns() {
            let value = match (&*self, kind.as_str()) {
                (Self::Pg(_), "bytea") => format!("encode({name}, 'escape') || ' ' || encode({name}, 'hex')"),
                (Self::Pg(_), _) => format!("{name}::text"),
                (Self::Sqlite(_), _) => {
                    format!("CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE CAST({name} AS TEXT) END")
                }
            };
            let sql = format!("SELECT {value} AS hex FROM {relation} WHERE {name} IS NOT NULL");
            for value in self.hexes(&sql) {
                text.push_str(&format!("{relation}.{name} {value}\n"));
            }
        }
        std::fs::write(file, text).unwrap();
    }

    /// Where the server keeps its files; nothing for SQLite, whose file is where the town put it.
    pub fn data_folder(&mut self) -> Option<std::path::PathBuf> {
        matches!(self, Self::Pg(_))
            .then(|| self.hexes("SELECT current_setting('data_directory') AS hex").remove(0).into())
    }

    /// Where the server keeps the files of this database's tables and indexes.
    pub fn tables_folder(&mut self) -> Option<std::path::PathBuf> {
        let data = self.data_folder()?;
        let own = "SELECT oid::text AS hex FROM pg_database WHERE datname = current_database()";
        Some(data.join("base").join(self.hexes(own).remove(0)))
    }

    /// The server looks at every column for its statistics and writes all that it holds in memory.
    pub fn settle(&mut self) {
        if let Self::Pg(_) = self {
            self.run("ANALYZE", &[]);
            self.run("CHECKPOINT", &[]);
        }
    }

    /// How many rows a table has.
    pub fn count(&mut self, relation: &str) -> usize {
        self.hexes(&format!("SELECT 'row' AS hex FROM {relation}")).len()
    }

    /// Every row of every table, in hexadecimal, without hyphens.
    pub fn rows(&mut self) -> BTreeMap<String, BTreeSet<String>> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Column { relation, name, kind } in self.columns() {
            let value = match (&*self, kind.as_str()) {
                (Self::Pg(_), "bytea") => format!("encode({name}, 'hex')"),
                (Self::Pg(_), _) => format!("replace({name}::text, '-', '')"),
                (Self::Sqlite(_), _) => format!(
                    "CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) \
                     ELSE replace(CAST({name} AS TEXT), '-', '') END"
                ),
            };
            tables.entry(relation).or_default().push(format!("coalesce({value}, 'null')"));
        }
        let mut rows = BTreeMap::new();
        for (relation, columns) in tables {
            let row = columns.join(" || ' ' || ");
            let all = self.hexes(&format!("SELECT {row} AS hex FROM {relation}"));
            rows.insert(relation, all.into_iter().collect());
        }
        rows
    }
}
