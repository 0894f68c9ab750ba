//! `beadle serve`: the real thing.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::logs;
use crate::{actions::Shared, app, clock::Clock, config::Settings};

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
        let (listen, metrics) = (settings.listen, settings.metrics);
        if let Some(address) = metrics {
            ensure!(address.ip().is_loopback(), "metrics = \"{address}\": only a loopback address");
        }
        actix_web::rt::System::new().block_on(async {
            let service = app::assemble(settings, Clock::system())?;
            let jobs = app::start_jobs(&service);
            app::make_ready(&service);
            let (server, address) = app::serve(service.clone(), listen)?;
            tracing::info!(%address, "listening");
            if let Some(address) = metrics {
                let server = app::measures(service.clone(), address)?;
                tracing::info!(%address, "metrics");
                actix_web::rt::spawn(server);
            }
            actix_web::rt::spawn(stop_when_told(service, server.handle()));
            server.await.context("serving")?;
            jobs.stop().await;
            tracing::info!("stopped");
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Waits for SIGTERM or Ctrl-C; a second one does not wait for answers.
async fn stop_when_told(service: Shared, server: actix_web::dev::ServerHandle) {
    let told =
        |kind| signal(kind).inspect_err(|error| tracing::error!(%error, "this signal cannot be heard")).ok();
    let (Some(mut term), Some(mut interrupt)) =
        (told(SignalKind::terminate()), told(SignalKind::interrupt()))
    else {
        return;
    };
    let mut once = async || tokio::select! { _ = term.recv() => (), _ = interrupt.recv() => () };
    once().await;
    tracing::info!("stopping: answering what was asked; again to stop at once");
    service.set_ready(false);
    actix_web::rt::spawn(server.stop(true));
    once().await;
    server.stop(false).await;
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
