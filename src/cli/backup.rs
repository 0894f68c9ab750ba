//! `beadle backup`: a copy of everything but the keys, made while the service runs.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use clap::Args;

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{actions::backup, app, clock::Clock, store::Url, vault::archive::Readers};

/// Make a backup: the database and the sealed pictures, readable for the public keys of [backup] only.
///
/// The service may run meanwhile: the database is copied as it stands at one moment. Pictures that the folder holds
/// already are not written again; what no backup that stays needs is removed. SQLite copies itself; on PostgreSQL
/// `pg_dump` of the server's version must be at hand. An interrupted backup is none, and leaves nothing that counts.
///
/// Not in it: the key ring (that is what the escrow is for), and the ledger of what was erased and withdrawn, without
/// which no backup can be restored. Copy the folder `ledger` of the data folder elsewhere by itself.
///
/// Run it once a day from a timer, as the user that serves. Exit code 0: the backup is made. 1: it is not.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Backup {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// The folder of the backups, if not the one of [backup].
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// How many backups stay, if not as many as [backup] says. This one is among them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
}

impl Backup {
    /// Makes a backup.
    ///
    /// # Errors
    /// If it cannot be made: then there is none.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let set = settings.backup.clone().context("[backup] is not set in the configuration file")?;
        if let Url::Sqlite(path) = Url::parse(&settings.database_url()) {
            ensure!(std::path::Path::new(&path).exists(), "there is no database at {path}");
        }
        let readers = Readers::parse(&set.to).context("in [backup]")?;
        let folder = self.to.unwrap_or(set.folder);
        let keep = self.keep.map_or(set.keep, usize::from);
        app::block_on(async {
            let service = app::assemble(settings, Clock::system())?;
            let made = backup::make(&service, &folder, &readers, keep, progress).await;
            progress("");
            let made = made.context("there is no backup")?;
            say!("{}  {}", toned(Tone::Good, "done"), made.folder.display());
            let (all, new) = made.blobs;
            say!("      {} bytes of database; {all} pictures and letters, {new} of them new", made.database);
            if made.missing > 0 {
                let word = toned(Tone::Careful, "weak");
                say!("{word}  {} pictures or letters were not there", made.missing);
            }
            if made.removed != (0, 0) {
                let (backups, blobs) = made.removed;
                say!("      {backups} older backups and {blobs} pictures and letters removed");
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
