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
    /// Let the log of the checkpoint in this file begin anew from it, such as after a restore, and end.
    ///
    /// Only while the witness does not serve. The file is the installation's own newest checkpoint, from its folder
    /// heads. Ask the people you know there by telephone before: whoever took their machine would ask for the same.
    /// What was signed before stays in the folder of the state, with the day and the reason.
    #[arg(long, value_name = "FILE", requires = "reason", conflicts_with = "init")]
    restart: Option<PathBuf>,
    /// Why, in one line. The installation shows it to its controllers, and whoever asks the witness can read it.
    #[arg(long, value_name = "WORDS", requires = "restart")]
    reason: Option<String>,
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
        if let (Some(file), Some(reason)) = (&self.restart, &self.reason) {
            let text =
                std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            let restart = Signing::open(&settings, Clock::system())?.restart(&text, reason)?;
            let (before, after) = (restart.before.size, restart.after.size);
            say!("{} begins anew from {after} events; it had signed {before}", restart.origin);
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
