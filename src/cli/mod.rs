//! One file per command.

/// Prints a line. Whoever stops listening (`beadle check | head`) has heard enough: that is no failure.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        if let Err(error) = writeln!(std::io::stdout(), $($words)*) {
            crate::cli::unsaid(&error);
        }
    }};
}

mod audit;
mod backup;
mod carry;
mod certificate;
mod check;
mod demo;
mod init;
mod keys;
mod logs;
mod migrate;
mod restore;
mod serve;
mod show;
mod sweep;
pub mod town;
mod witness;

use std::{
    io,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::ensure;
use clap::{Parser, Subcommand};

/// Something that was to be said could not be written, and not because nobody wanted more of it.
static UNSAID: AtomicBool = AtomicBool::new(false);

/// Notes that standard output did not take what was written.
fn unsaid(error: &io::Error) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        UNSAID.store(true, Ordering::Relaxed);
    }
}

/// Where an installation's configuration file is, unless told otherwise.
const CONFIG: &str = "/etc/beadle/beadle.toml";

/// Runs a Business Crime Reduction Partnership's exclusion scheme.
///
/// Start with `beadle init`, then `beadle check`, then `beadle serve`. Every command tells more with --help.
#[derive(Parser)]
#[command(name = "beadle", version, about, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(Box<init::Init>),
    Check(check::Check),
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Audit(audit::Audit),
    Certificate(certificate::Certificate),
    Sweep(sweep::Sweep),
    Keys(keys::Keys),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Move(carry::Move),
    Witness(witness::Witness),
}

/// Runs the command that was given.
///
/// # Errors
/// What the command could not do, or could not write to standard output.
pub fn run() -> anyhow::Result<ExitCode> {
    let code = carry_out(Cli::parse().command)?;
    ensure!(!UNSAID.load(Ordering::Relaxed), "standard output did not take all that was written");
    Ok(code)
}

fn carry_out(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(demo) => demo.run(),
        Command::Init(init) => init.run(),
        Command::Check(check) => check.run(),
        Command::Serve(serve) => serve.run(),
        Command::Migrate(migrate) => migrate.run(),
        Command::Audit(audit) => audit.run(),
        Command::Certificate(certificate) => certificate.run(),
        Command::Sweep(sweep) => sweep.run(),
        Command::Keys(keys) => keys.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Move(carry) => carry.run(),
        Command::Witness(witness) => witness.run(),
    }
}
