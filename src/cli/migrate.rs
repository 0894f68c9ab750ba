//! `beadle migrate`: brings the tables up to this version.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;

use super::serve::read;
use crate::{clock::Clock, store::Store, vault::Vault};

/// Bring the database's tables up to this version.
///
/// `beadle serve` does the same when it starts; this command lets it be done, and be seen, before. Each migration runs
/// in a transaction of its own. Several nodes may do it at once: one works, the others wait.
///
/// Exit code 0 when the tables are of this version, 1 if a migration failed (it was rolled back).
#[derive(Args)]
pub struct Migrate {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

impl Migrate {
    /// Migrates.
    ///
    /// # Errors
    /// If the database cannot be opened, or a migration fails.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let vault = Arc::new(Vault::open(&settings.key_ring)?);
        let store =
            Store::open(&settings.database_url(), vault, Clock::system()).context("opening the database")?;
        let ran = store.migrate().context("migrating the database")?;
        for migration in &ran {
            println!("ran {migration}");
        }
        if ran.is_empty() {
            println!("The tables are of this version already.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
