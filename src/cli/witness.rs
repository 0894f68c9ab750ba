//! `beadle witness`: signs the heads of other installations' audit trails.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;

use super::logs;
use crate::{
    actions::witness::cosign::Witness as Signing, app, clock::Clock, config::witness::Witnessing,
    vault::witness_key::WitnessKey,
};

/// Sign the heads of other installations' audit trails: be their witness.
///
/// Signs a head only if it follows from the one of that trail that it signed last, so that nobody can rewrite a trail
/// afterwards: not who holds its database and its keys either. Run it on another machine, kept by other people. It has
/// a configuration file of its own and holds no personal data. It speaks C2SP tlog-witness, and signs for any log that
/// does. SIGTERM or Ctrl-C stops it.
#[derive(Args)]
pub struct Witness {
    /// The witness's configuration file; config/witness.toml is its template.
    #[arg(long, value_name = "FILE", default_value = "/etc/beadle/witness.toml")]
    config: PathBuf,
    /// Make the key of a witness of this name, such as witness.example/1, print its public part, and end.
    #[arg(long, value_name = "NAME")]
    init: Option<String>,
}

impl Witness {
    /// Serves, or makes the key.
    ///
    /// # Errors
    /// If the witness is not in order.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let text = std::fs::read_to_string(&self.config)
            .with_context(|| format!("reading {}", self.config.display()))?;
        let settings = Witnessing::parse(&text).with_context(|| format!("in {}", self.config.display()))?;
        if let Some(name) = &self.init {
            let key = WitnessKey::create(&settings.key, name, &Clock::system())
                .with_context(|| format!("making {}: a key is never written over", settings.key.display()))?;
            say!("{}", key.verifier());
            return Ok(ExitCode::SUCCESS);
        }
        logs::begin()?;
        app::block_on(async {
            let witness = Arc::new(Signing::open(&settings, Clock::system())?);
            tracing::info!(key = %witness.verifier(), logs = settings.logs.len(), "a witness");
            app::run_witness(witness, settings.listen).await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}
