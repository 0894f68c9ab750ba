//! `beadle certificate`: certificates of deletion, for whoever holds one.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};

use super::show::{Tone, toned};
use crate::{
    actions::certificate::verify::{Unproved, verify},
    domain::date::{spoken, spoken_instant},
    vault::note::Verifier,
};

/// Verify certificates of deletion.
#[derive(Args)]
pub struct Certificate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Verify(Verify),
}

/// Verify a certificate of deletion, on any machine: no installation, database or network is needed.
///
/// Checks the signature, and that the proof leads from the deletion's event to the root of the audit trail. With a
/// checkpoint over as many events, that the checkpoint says the same.
///
/// Exit code 0: it holds. 1: a file cannot be read. 2: it does not hold.
#[derive(Args)]
pub struct Verify {
    /// The certificate, as downloaded.
    file: PathBuf,
    /// The signer's key, as the page of certificates shows it: name+id+key.
    #[arg(long, value_name = "KEY")]
    signer: String,
    /// A checkpoint of the audit trail that was kept elsewhere.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Certificate {
    /// Does what was asked.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Verify(verify) => verify.run(),
        }
    }
}

impl Verify {
    fn run(self) -> anyhow::Result<ExitCode> {
        let signer = Verifier::parse(&self.signer)
            .ok_or_else(|| anyhow!("--signer is no key: it looks like beadle/…+1a2b3c4d+A…"))?;
        let open = |file: &PathBuf| fs::read_to_string(file).with_context(|| file.display().to_string());
        let text = open(&self.file)?;
        let checkpoint = self.checkpoint.as_ref().map(open).transpose()?;
        match verify(&text, &signer, checkpoint.as_deref()) {
            Ok(proved) => {
                let certificate = &proved.certificate;
                say!("{}  {} {}", toned(Tone::Good, "holds"), certificate.kind.label(), certificate.number);
                say!("       {}", certificate.name);
                say!("       deleted {}", spoken_instant(certificate.deleted_at));
                say!("       beyond recovery by {}", spoken(certificate.beyond_recovery_by()));
                if checkpoint.is_some() {
                    let words = match proved.by_checkpoint {
                        true => "the checkpoint says the same of the trail",
                        false => {
                            "the checkpoint is over another number of events: it says nothing of this one"
                        }
                    };
                    say!("       {words}");
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(why) => {
                say!("{}  {why}", toned(Tone::Bad, "DOES NOT HOLD"));
                if why == Unproved::Signature {
                    say!("       Is --signer the key of the scheme that signed it?");
                }
                Ok(ExitCode::from(2))
            }
        }
    }
}
