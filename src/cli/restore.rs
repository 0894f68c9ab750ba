//! `beadle restore`: the way back from a backup, which brings nobody back who was erased since.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{
    actions::backup::{self, Order, Unrestored},
    app,
    clock::Clock,
    faults::Plan,
    vault::archive::Reader,
};

/// Restore a backup into an empty installation.
///
/// Needed besides the backup: the configuration file, the key ring (from escrow: `beadle keys recover`), the secret
/// key of one of the readers, and the newest copy of the folder `ledger` in the data folder. Every file is verified
/// before it is used, and nothing that exists is overwritten.
///
/// From its first step to its last the installation is in quarantine: `beadle serve` refuses to start. The ledger must
/// be there, signed and whole, hold this backup's line, and end no earlier than what was witnessed of it: a bucket that
/// is the witness is asked. What the ledger says was erased, withdrawn, left, suspended or revoked since is carried out
/// again; keys move to the newest epoch, all sessions and links end; then it is proved that nothing of the erased is
/// left and nothing else is missing.
///
/// Interrupted anywhere: run it again with --resume.
///
/// Exit code 0: restored, and free to be served. 1: it did not go to its end. 2: the ledger does not do.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Restore {
    /// The configuration file of the installation to be filled.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// The folder of the backups.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Which backup, by its id: the last part of its folder's name. The newest if left out.
    #[arg(long, value_name = "ID")]
    backup: Option<Uuid>,
    /// The file with a reader's secret key.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Go on with a restore that was interrupted.
    #[arg(long)]
    resume: bool,
}

impl Restore {
    /// Restores.
    ///
    /// # Errors
    /// If it did not go to its end.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let text = std::fs::read_to_string(&self.identity)
            .map(Zeroizing::new)
            .with_context(|| format!("reading {}", self.identity.display()))?;
        let reader = Reader::parse(&text).with_context(|| format!("in {}", self.identity.display()))?;
        let vault = Arc::new(app::vault(&settings)?);
        let ring = vault.ring();
        let (from, clock) = (std::path::absolute(&self.from)?, Clock::system());
        let order = Order {
            settings: &settings,
            vault,
            clock: clock.clone(),
            from: &from,
            backup: self.backup,
            reader: &reader,
            resume: self.resume,
            faults: Plan::default(),
            witnessed: &|scheme| backup::witnessed(&settings, &ring, &clock, scheme),
        };
        let done = app::block_on(backup::restore(order, progress));
        progress("");
        match done {
            Ok(done) => {
                say!("{}  backup {} is restored and proved", toned(Tone::Good, "done"), done.backup);
                say!(
                    "      {} pictures and letters; {} deeds carried out again",
                    done.blobs,
                    done.carried_out
                );
                if done.missing > 0 {
                    let word = toned(Tone::Careful, "weak");
                    say!("{word}  {} pictures or letters were missing when it was made", done.missing);
                }
                say!("      mail that waited in the backup is sent as soon as the service starts");
                Ok(ExitCode::SUCCESS)
            }
            Err(Unrestored::Ledger(why)) => {
                eprintln!("{}  {why}", toned(Tone::Bad, "refused"));
                Ok(ExitCode::from(2))
            }
            Err(error) => Err(error).context("the backup is not restored"),
        }
    }
}
