//! `beadle audit`: the audit trail, for whoever runs the machine.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context, anyhow, ensure};
use clap::{Args, Subcommand};

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{
    actions::{
        Refusal,
        audit::{
            checkpoint,
            verify::{self, Against},
            witnessed,
        },
    },
    app,
    clock::Clock,
    config::Settings,
    remote::bucket::Bucket,
    store::{Store, StoreError, Url},
    vault::{Ring, note::Verifier},
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
    Signers(Signers),
}

/// Verify that nobody changed, removed or added an event of the audit trail.
///
/// Reads each scheme's trail from its first event, checks that every event follows from the one before, and compares
/// it with the checkpoint that was signed into a file outside the database, and with the newest one that the witness of
/// [witness] signed; a bucket is asked, and all that it holds must agree. Who holds the database and the key ring can sign another checkpoint, but not another witnessed one:
/// give one that was kept elsewhere by --checkpoint. Nothing is written; the service may run.
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
    /// A witnessed checkpoint that was kept elsewhere, such as the witness's own file.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The public key of the witness, instead of the one in the configuration file.
    #[arg(long, value_name = "KEY")]
    witness: Option<String>,
}

/// Print the public key by which each scheme's checkpoints are known: for the configuration of a witness.
#[derive(Args)]
pub struct Signers {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

impl Audit {
    /// Does what was asked.
    ///
    /// # Errors
    /// If the trail cannot be read.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Verify(verify) => verify.run(),
            Command::Signers(signers) => signers.run(),
        }
    }
}

fn opened(settings: &Settings) -> anyhow::Result<Store> {
    let url = settings.database_url();
    if let Url::Sqlite(path) = Url::parse(&url) {
        ensure!(std::path::Path::new(&path).exists(), "there is no database at {path}");
    }
    let vault = Arc::new(app::ring(settings)?);
    Store::open(&url, vault, Clock::system()).context("opening the database")
}

impl Signers {
    fn run(self) -> anyhow::Result<ExitCode> {
        let signers = checkpoint::signers(&opened(&read(&self.config)?)?).context("reading the schemes")?;
        signers.iter().for_each(|signer| say!("{signer}"));
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    /// By what the witness's signatures are known, if there is one, and the bucket, if it is one.
    fn witness(
        &self,
        settings: &Settings,
        ring: &Ring,
    ) -> anyhow::Result<(Option<Verifier>, Option<Bucket>)> {
        if let Some(text) = &self.witness {
            let key = Verifier::parse(text).context("--witness is no key: it is written name+id+key")?;
            return Ok((Some(key), None));
        }
        let known = witnessed::known(settings, ring)?;
        let set = known.as_ref().and_then(witnessed::Known::bucket);
        let bucket = set.map(|set| Bucket::open(set, Clock::system())).transpose()?;
        Ok((known.map(|known| known.key), bucket))
    }

    fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let store = opened(&settings)?;
        let ring = store.read_here::<_, StoreError>(|tx| Ok(tx.vault.ring()))?;
        let heads = self.heads.clone().unwrap_or_else(|| settings.heads());
        let (witness, bucket) = self.witness(&settings, &ring)?;
        let kept = match &self.checkpoint {
            None => None,
            Some(file) => {
                let by = witness.as_ref().context("say by --witness whose signature it bears")?;
                let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
                let kept = verify::cosigned(&text, by);
                Some(kept.with_context(|| format!("{} is not signed by {}", file.display(), by.name()))?)
            }
        };
        let (witness, bucket) = (witness.as_ref(), bucket.as_ref());
        let against = Against { heads: &heads, witness, kept: kept.as_ref(), bucket };
        let reports = verify::all(&store, against, self.host.as_deref(), |host, seq| {
            progress(&format!("{host}: {seq} events"));
        })
        .map_err(|refusal| match (&refusal, &self.host) {
            (Refusal::NotFound | Refusal::Store(StoreError::NotFound), Some(host)) => {
                anyhow!("there is no scheme at {host}")
            }
            _ => anyhow::Error::from(refusal).context("reading the audit trail"),
        })?;
        progress("");
        for report in &reports {
            let (tone, word) = match (report.good(), report.weak()) {
                (true, true) => (Tone::Careful, "weak"),
                (true, false) => (Tone::Good, "good"),
                (false, _) => (Tone::Bad, "DAMAGED"),
            };
            let chain = match &report.chain {
                Ok(1) => "1 event".to_owned(),
                Ok(events) => format!("{events} events follow from one another"),
                Err(fault) => fault.clone(),
            };
            say!("{}  {}: {chain}; {}", toned(tone, word), report.host, report.said_in_words());
        }
        let good = reports.iter().all(verify::Report::good);
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }
}
