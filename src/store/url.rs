//! Which database: decided by the URL alone.

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// `postgres://…`
    Postgres(String),
    /// `sqlite:PATH`, or a bare path.
    Sqlite(String),
}

impl Url {
    /// Reads a database URL. Decided by its scheme alone: nothing is tried.
    pub fn parse(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::Postgres(url.to_owned())
        } else {
            let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
            Self::Sqlite(path.to_owned())
        }
    }
}
