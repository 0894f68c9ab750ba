//! `beadle serve`: the real thing.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;

use crate::{app, clock::Clock, config::Settings};

/// Serve the schemes of an installation until told to stop (SIGTERM, Ctrl-C).
#[derive(Args)]
pub struct Serve {
    /// The configuration file; `beadle init` makes one.
    #[arg(long, value_name = "FILE", default_value = "/etc/beadle/beadle.toml")]
    config: PathBuf,
}

impl Serve {
    /// Serves.
    ///
    /// # Errors
    /// If the installation is not in order.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let listen = settings.listen;
        actix_web::rt::System::new().block_on(async {
            let service = app::assemble(settings, Clock::system())?;
            let jobs = app::start_jobs(&service)?;
            let (server, address) = app::serve(service, listen)?;
            println!("listening on http://{address}");
            server.await.context("serving")?;
            jobs.stop().await;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Reads a configuration file.
///
/// # Errors
/// If it is missing or says something unknown.
pub fn read(path: &std::path::Path) -> anyhow::Result<Settings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Settings::parse(&text).with_context(|| format!("in {}", path.display()))
}
