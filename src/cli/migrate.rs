//! `beadle migrate`: brings the tables up to this version.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;

use super::serve::read;
use crate::{app, clock::Clock, store::Store};

/// Bring the database's tables up to this version.
///
/// `beadle serve` does the same when it starts; this command lets it be done, and be seen, before. Each migration runs
/// in a transaction of its own. Several nodes may do it at once: one works, the others wait.
///
/// On PostgreSQL two roles are better than one: run this command as the role that owns the tables, with --grant, and
/// `beadle serve` as another, which can then add to the audit trail but neither change nor cut it. Grant again after
/// each new version and each restore.
///
/// Exit code 0 when the tables are of this version, 1 if a migration failed (it was rolled back) or the role may not
/// be let serve.
#[derive(Args)]
pub struct Migrate {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// The PostgreSQL role that serves: it may read and write, and only add to the audit trail. It must exist.
    #[arg(long, value_name = "ROLE")]
    grant: Option<String>,
    /// The database as the owner of the tables reaches it, if not the one of the configuration file.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Migrate {
    /// Migrates.
    ///
    /// # Errors
    /// If the database cannot be opened, or a migration fails.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let vault = Arc::new(app::ring(&settings)?);
        let url = self.database.unwrap_or_else(|| settings.database_url());
        let store = Store::open(&url, vault, Clock::system()).context("opening the database")?;
        let ran = store.migrate().context("migrating the database")?;
        for migration in &ran {
            say!("ran {migration}");
        }
        if ran.is_empty() {
            say!("The tables are of this version already.");
        }
        if let Some(role) = self.grant {
            store.grant(&role).context("the role is not let serve")?;
            say!("{role} may serve: it reads, writes, and only adds to the audit trail.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
