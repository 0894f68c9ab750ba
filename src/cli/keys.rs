//! `beadle keys`: the key ring, for whoever runs the machine.

use std::{
    fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::PathBuf, process::ExitCode, sync::Arc,
};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{
    actions::{
        Shared, epoch,
        timetable::{self, Every},
    },
    app,
    clock::Clock,
    config::Settings,
    domain::date::{london_day, short},
    jobs::schedule::EPOCHS,
    store::{Url, presence},
    vault::{Vault, at_rest::Plain, escrow::officer},
};

/// Look after the key ring.
///
/// Everything personal is sealed under keys that the ring's newest epoch wraps. A new epoch begins every week and
/// within a day of an erasure; living keys move to it; old epochs are destroyed after 28 days (`epochs_kept_days`),
/// and with them whatever older copies of the database hold.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Keys {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Status(Status),
    Rotate(Rotate),
    Escrow(Escrow),
    Officer(Officer),
    Recover(Recover),
    Seal(Seal),
    Unseal(Unseal),
}

/// Show the epochs: when each began, what hangs on it, when it is destroyed.
#[derive(Args)]
pub struct Status {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// As JSON, for a machine.
    #[arg(long)]
    json: bool,
}

/// Begin a new epoch now and move every key to it. The service may run meanwhile.
///
/// Do it when a copy of the ring may be in wrong hands: what is written from now on it does not open. Older copies of
/// the database it still opens. Old epochs are destroyed when they are over, not sooner: until then backups from
/// before can be restored.
#[derive(Args)]
pub struct Rotate {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

/// Write the escrow now: the ring, encrypted to the officers' public keys.
///
/// The service does so by itself before every change of the ring. Set [escrow] in the configuration file first.
#[derive(Args)]
pub struct Escrow {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

/// Make an officer's key: prints the public key for the configuration file, writes the secret one into a new file.
///
/// Run it on the officer's own machine, or take the file away at once. A key made by age-keygen does as well.
#[derive(Args)]
pub struct Officer {
    /// The file for the officer to keep in a safe. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Recover the key ring from the escrow, by one officer's key.
///
/// Do it once a year as a drill, into a file of another name, and delete that file afterwards: it holds epochs that
/// are to be destroyed.
#[derive(Args)]
pub struct Recover {
    /// The escrow file.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The file with the officer's secret key.
    #[arg(long, value_name = "FILE")]
    officer: PathBuf,
    /// Where the ring is written. A ring is never overwritten.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Seal the key ring in its file under the credential of `key_ring_credential`. Stop the service first.
///
/// Run it where systemd hands the credential out; README.md shows the lines. From then on a copy of the disk, or of the
/// file, does not open without it. The escrow stays as it is: it needs no credential.
#[derive(Args)]
pub struct Seal {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

/// Write the key ring into its file as it is again. Stop the service first, and take `key_ring_credential` out
/// afterwards.
#[derive(Args)]
pub struct Unseal {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
}

impl Keys {
    /// Does what was asked.
    ///
    /// # Errors
    /// If the ring or the database cannot be read, or the ring cannot be replaced.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Status(status) => {
                let settings = read(&status.config)?;
                app::block_on(async { show(&opened(settings)?, status.json).await })
            }
            Command::Rotate(rotate) => {
                let settings = read(&rotate.config)?;
                app::block_on(async { rotate_all(&opened(settings)?).await })
            }
            Command::Escrow(escrow) => escrow.run(),
            Command::Officer(officer) => officer.run(),
            Command::Recover(recover) => recover.run(),
            Command::Seal(seal) => seal.run(),
            Command::Unseal(unseal) => unseal.run(),
        }
    }
}

impl Escrow {
    fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let escrow = settings.escrow.as_ref().context("[escrow] is not set in the configuration file")?;
        app::vault(&settings)?.put_in_escrow()?;
        say!("{}  {} officers can recover the ring", toned(Tone::Good, "done"), escrow.officers.len());
        Ok(ExitCode::SUCCESS)
    }
}

impl Officer {
    fn run(self) -> anyhow::Result<ExitCode> {
        let (public, secret) = officer();
        let mut options = OpenOptions::new();
        let write = options.write(true).create_new(true).mode(0o600).open(&self.out).and_then(|mut file| {
            file.write_all(secret.as_bytes())?;
            file.sync_all()
        });
        write.with_context(|| format!("writing {}", self.out.display()))?;
        say!("{public}");
        Ok(ExitCode::SUCCESS)
    }
}

impl Recover {
    fn run(self) -> anyhow::Result<ExitCode> {
        let officer = std::fs::read_to_string(&self.officer)
            .map(Zeroizing::new)
            .with_context(|| format!("reading {}", self.officer.display()))?;
        let ring = Vault::recover(&self.from, &officer, &self.to)?.ring();
        let (n, newest) = (ring.epochs().len(), ring.newest().id());
        say!("{}  {n} epochs, the newest {newest}, in {}", toned(Tone::Good, "done"), self.to.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Seal {
    fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        ensure!(
            settings.key_ring_credential.is_some(),
            "key_ring_credential is not set in the configuration file"
        );
        let _alone = presence::alone(&Url::parse(&settings.database_url()))?;
        Vault::open(&settings.key_ring)?.keep(app::at_rest(&settings)?)?;
        say!("{}  the key ring is sealed", toned(Tone::Good, "done"));
        Ok(ExitCode::SUCCESS)
    }
}

impl Unseal {
    fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        ensure!(
            settings.key_ring_credential.is_some(),
            "key_ring_credential is not set in the configuration file"
        );
        let _alone = presence::alone(&Url::parse(&settings.database_url()))?;
        app::ring(&settings)?.keep(Arc::new(Plain))?;
        say!("{}  the key ring lies in its file as it is", toned(Tone::Good, "done"));
        Ok(ExitCode::SUCCESS)
    }
}

fn opened(settings: Settings) -> anyhow::Result<Shared> {
    if let Url::Sqlite(path) = Url::parse(&settings.database_url()) {
        ensure!(std::path::Path::new(&path).exists(), "there is no database at {path}");
    }
    app::assemble(settings, Clock::system())
}

async fn show(service: &Shared, json: bool) -> anyhow::Result<ExitCode> {
    let epochs = epoch::overview(service).await.context("reading the epochs")?;
    let day = |at| short(london_day(at));
    if json {
        let epochs: Vec<_> = epochs
            .iter()
            .map(|epoch| {
                serde_json::json!({
                    "epoch": epoch.id,
                    "began": epoch.made,
                    "superseded": epoch.superseded,
                    "destroyed_from": epoch.destroyed,
                    "in_use": epoch.in_use,
                })
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&epochs)?);
        return Ok(ExitCode::SUCCESS);
    }
    say!("{:>5}  {:<12} {:<12} {:<12} {:>14}", "epoch", "began", "superseded", "ends from", "keys, look-ups");
    for epoch in &epochs {
        let date = |at: Option<_>| at.map_or_else(|| "–".to_owned(), day);
        say!(
            "{:>5}  {:<12} {:<12} {:<12} {:>14}",
            epoch.id,
            day(epoch.made),
            date(epoch.superseded),
            date(epoch.destroyed),
            epoch.in_use
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn rotate_all(service: &Shared) -> anyhow::Result<ExitCode> {
    let schemes = timetable::schemes(service).await.context("reading the schemes")?;
    ensure!(!schemes.is_empty(), "there is no scheme yet: run beadle init");
    let before = service.vault.newest_epoch();
    for scheme in schemes {
        let turn = timetable::claim(service, scheme.id, EPOCHS, Every::Minutes(0)).await?;
        let turn = turn.with_context(|| {
            format!("{}: the service is at work on its keys; try again in a few minutes", scheme.host)
        })?;
        if service.vault.newest_epoch() == before {
            epoch::begin(service, &turn, true).await.context("beginning a new epoch")?;
        }
        let mut pages = 0;
        while epoch::rewrap(service, &turn).await.context("wrapping keys anew")? {
            pages += 1;
            progress(&format!("{}: {pages} pages of keys wrapped anew", scheme.host));
        }
        progress("");
        timetable::give_back(service, turn, true).await?;
    }
    let newest = service.vault.newest_epoch();
    ensure!(
        newest > before,
        "no new epoch was begun: deletions are stopped until a controller confirms the clock"
    );
    say!("{}  epoch {newest} is the newest, and what opens has moved to it", toned(Tone::Good, "done"));
    Ok(ExitCode::SUCCESS)
}
