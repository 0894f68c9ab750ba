//! `beadle move`: an installation into another database.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;

use super::{
    serve::read,
    show::{Tone, progress, toned},
};
use crate::{
    actions::carry::{self, Order},
    app,
    clock::Clock,
    faults::Plan,
};

/// Move an installation into another, empty database: from SQLite to PostgreSQL, or back.
///
/// Stop `beadle serve` on every machine first: while it serves, nothing is moved, and while a move is under way nothing
/// is served. The database that the configuration file names is read and left as it is. Pictures, letters, ledgers,
/// checkpoints and the key ring stay where they are.
///
/// What arrived is proved: every row is compared with the one that was sent, every audit trail is walked from its first
/// event and compared with the checkpoint that was signed outside the database, and every picture and letter is opened
/// with the keys that arrived. The configuration file is not changed: the last line says what to write into it.
///
/// On PostgreSQL run it as the role that owns the tables. Interrupted, it leaves a database that says it is unfinished
/// and that nothing is served from: empty it, and run this again.
///
/// Exit code 0: moved and proved. 1: not moved. 2: moved, but pictures or letters are missing or damaged, as they were
/// before.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Move {
    /// The configuration file of the installation.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// The database it is moved to: `sqlite:PATH` of a file that is not there yet, or `postgres://…` without tables.
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Move {
    /// Moves.
    ///
    /// # Errors
    /// If it was not moved.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let settings = read(&self.config)?;
        let order = Order {
            settings: &settings,
            to: &self.to,
            vault: Arc::new(app::vault(&settings)?),
            clock: Clock::system(),
            faults: Plan::default(),
        };
        let done = app::block_on(carry::carry(order, progress));
        progress("");
        let done = done.context("the installation is not moved, and is where it was")?;
        say!(
            "{}  {} rows moved, each compared with the one that was sent",
            toned(Tone::Good, "done"),
            done.rows
        );
        for trail in &done.trails {
            let events = trail.chain.as_ref().copied().unwrap_or_default();
            say!("      {}: {events} events of the audit trail; {}", trail.host, trail.said_in_words());
        }
        say!("      {} pictures and letters open with the keys that arrived", done.blobs);
        for lost in &done.lost {
            say!("{}  {lost} is missing or damaged, as it was before", toned(Tone::Bad, "lost"));
        }
        say!(
            "\nWrite this into {}, start the service, and make a backup: one from before",
            self.config.display()
        );
        say!("the move is restored into a database of its own kind only.\n");
        say!("database = {:?}", self.to);
        Ok(ExitCode::from(if done.lost.is_empty() { 0 } else { 2 }))
    }
}
