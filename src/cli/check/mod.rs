//! `beadle check`: what is wrong or weak in an installation, and what to do about it.

mod backup;
mod copies;
mod data;
mod escrow;
mod machine;
mod network;
mod witness;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{
    serve::read,
    show::{Tone, toned},
};
use crate::clock::Clock;

/// Say what is wrong or weak in an installation, and what to do about it.
///
/// Looks at the configuration file, the key ring and its escrow, the backups, the witness, the database, the folders, the mail server, the machine, where
/// personal data is, and whether each scheme has its three people. Changes nothing; the service may run.
/// Run it as the user that serves, after each change, and from a timer.
///
/// Exit code 0: all is well. 1: something is weak. 2: something is wrong.
#[derive(Args)]
pub struct Check {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// Print JSON, for a machine.
    #[arg(long)]
    json: bool,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// Works, and ought to be better.
    Weak,
    /// Not to be left so.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    what: String,
    state: State,
    says: String,
    #[serde(rename = "do")]
    remedy: String,
}

impl Finding {
    fn ok(what: impl Into<String>, says: impl Into<String>) -> Self {
        Self { what: what.into(), state: State::Ok, says: says.into(), remedy: String::new() }
    }
    fn weak(what: impl Into<String>, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), state: State::Weak, says: says.into(), remedy: remedy.into() }
    }
    fn wrong(what: impl Into<String>, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), state: State::Wrong, says: says.into(), remedy: remedy.into() }
    }
    /// `fine` if it is, else the finding given.
    fn unless(fine: bool, says: impl Into<String>, otherwise: Self) -> Self {
        if fine { Self::ok(otherwise.what, says) } else { otherwise }
    }
}

impl Check {
    /// Checks.
    ///
    /// # Errors
    /// If the findings cannot be printed.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let findings = self.findings();
        let worst = findings.iter().map(|finding| finding.state).max().unwrap_or(State::Ok);
        if self.json {
            say!("{}", serde_json::to_string_pretty(&findings)?);
        } else {
            print(&findings);
        }
        Ok(ExitCode::from(match worst {
            State::Ok => 0,
            State::Weak => 1,
            State::Wrong => 2,
        }))
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = vec![machine::config_file(&self.config)];
        let settings = match read(&self.config) {
            Ok(settings) => settings,
            Err(error) => {
                let remedy = "correct the file; config/beadle.toml explains every setting";
                findings.push(Finding::wrong("settings", format!("{error:#}"), remedy));
                return findings;
            }
        };
        let clock = Clock::system();
        findings.extend(machine::keys(&settings, clock.now()));
        findings.extend(escrow::escrow(&settings));
        findings.extend(machine::folders(&settings));
        findings.extend(data::database(&settings, &clock));
        findings.extend(network::addresses(&settings));
        findings.extend(network::mail(&settings));
        findings.extend(data::residence(&settings, clock.today()));
        findings.extend(machine::memory());
        findings
    }
}

fn print(findings: &[Finding]) {
    let width = findings.iter().map(|finding| finding.what.chars().count()).max().unwrap_or(0);
    for Finding { what, state, says, remedy } in findings {
        let word = match state {
            State::Ok => toned(Tone::Good, "ok   "),
            State::Weak => toned(Tone::Careful, "weak "),
            State::Wrong => toned(Tone::Bad, "WRONG"),
        };
        say!("{word}  {what:width$}  {says}");
        if !remedy.is_empty() {
            say!("       {:width$}  -> {remedy}", "");
        }
    }
    let count = |state| findings.iter().filter(|finding| finding.state == state).count();
    say!("\n{} ok, {} weak, {} wrong", count(State::Ok), count(State::Weak), count(State::Wrong));
}
