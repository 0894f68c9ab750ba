//! `beadle audit`: the audit trail, for whoever runs the machine.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{
    actions::audit::verify::{self, Witness},
    app,
    clock::Clock,
    store::{Store, Url},
};

/// Verify the audit trail.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Verify(Verify),
}

/// Verify that nobody changed, removed or added an event of the audit trail.
///
/// Reads each scheme's trail from its first event, checks that every event follows from the one before, and compares
/// it with the checkpoint that was signed into a file outside the database. Nothing is written; the service may run.
///
/// Exit code 0: every trail holds. 1: the trail could not be read. 2: a trail is damaged. Then keep the database and
/// the checkpoint files as they are.
#[derive(Args)]
pub struct Verify {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// Only the scheme of this host name.
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// A folder of checkpoints kept elsewhere, instead of the installation's own.
    #[arg(long, value_name = "FOLDER")]
    heads: Option<PathBuf>,
}

impl Audit {
    /// Does what was asked.
    ///
    /// # Errors
    /// If the trail cannot be read.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Verify(verify) => verify.run(),
        }
    }
}

impl Verify {
    fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let url = settings.database_url();
        if let Url::Sqlite(path) = Url::parse(&url) {
            ensure!(std::path::Path::new(&path).exists(), "there is no database at {path}");
        }
        let vault = Arc::new(app::ring(&settings)?);
        let store = Store::open(&url, vault, Clock::system()).context("opening the database")?;
        let heads = self.heads.unwrap_or_else(|| settings.heads());
        let reports = verify::all(&store, &heads, self.host.as_deref(), |host, seq| {
            progress(&format!("{host}: {seq} events"));
        })
        .context("reading the audit trail")?;
        progress("");
        for report in &reports {
            let (tone, word) = match (report.good(), &report.witness) {
                (true, Witness::Missing) => (Tone::Careful, "weak"),
                (true, _) => (Tone::Good, "good"),
                (false, _) => (Tone::Bad, "DAMAGED"),
            };
            let chain = match &report.chain {
                Ok(events) => format!("{events} events follow from one another"),
                Err(fault) => fault.clone(),
            };
            println!("{}  {}: {chain}; {}", toned(tone, word), report.host, report.witness_in_words());
        }
        let good = reports.iter().all(verify::Report::good);
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }
}
