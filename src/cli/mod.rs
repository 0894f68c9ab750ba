//! One file per command.

mod logs;
mod serve;
pub mod town;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Where an installation's configuration file is, unless told otherwise.
const CONFIG: &str = "/etc/beadle/beadle.toml";

/// Runs a Business Crime Reduction Partnership's exclusion scheme.
#[derive(Parser)]
#[command(name = "beadle", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
}

/// Runs the command that was given.
///
/// # Errors
/// What the command could not do.
pub fn run() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
    }
}
