//! `beadle serve`: the real thing.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use clap::Args;

use super::logs;
use crate::{app, clock::Clock, config::Settings};

/// Serve the schemes of an installation until told to stop.
///
/// Listens where the configuration file says: on loopback, with TLS ending at a proxy in front of it. The tables are
/// brought up to date first. SIGTERM or Ctrl-C stops it gracefully: requests that are being answered are answered,
/// for at most 30 seconds; a second one stops it at once.
///
/// Logs go to standard error, as JSON unless that is a terminal: method, route pattern, status and duration of each
/// request. They hold no name, no path with an id in it, no IP address. BEADLE_LOG=debug says more, NO_COLOR=1 does
/// without colours.
///
/// /healthz tells that the process lives, /readyz that it takes requests. With `metrics` in the configuration file,
/// Prometheus finds /metrics on that loopback address.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Serve {
    /// The configuration file; `beadle init` makes one.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

impl Serve {
    /// Serves.
    ///
    /// # Errors
    /// If the installation is not in order.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        logs::begin()?;
        let settings = read(&self.config)?;
        if let Some(address) = settings.metrics {
            ensure!(address.ip().is_loopback(), "metrics = \"{address}\": only a loopback address");
        }
        app::block_on(async {
            let service = app::assemble(settings, Clock::system())?;
            app::run(service, |_| ()).await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Reads a configuration file.
///
/// # Errors
/// If it is missing or says something unknown.
pub fn read(path: &Path) -> anyhow::Result<Settings> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("reading {} (beadle init makes one)", path.display()))?;
    Settings::parse(&text).with_context(|| format!("in {}", path.display()))
}
