//! `beadle demo`: an invented town that has lived with the scheme for three years.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::town;
use crate::{
    app,
    clock::Clock,
    config::Settings,
    domain::date::{day_start, london_day},
    vault::Vault,
};

/// Start a living town on this machine: an invented scheme with businesses, people, reports and letters of three
/// years. Everybody in it is made up and every face is drawn. Mail is held and shown, nothing leaves the machine.
#[derive(Args)]
pub struct Demo {
    /// The town's folder; made if it is missing, kept when you stop.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen. Keep it to loopback: a demonstration has no TLS.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Travel to this day: profiles are withdrawn and erased on the way. Only forward.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
}

/// Somebody who can sign in to the town.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// The role, in the words of the product.
    pub role: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Marks a folder as a town's, and how far it has come.
#[derive(Serialize, Deserialize)]
struct Marker {
    version: String,
    finished: bool,
    /// The instant the town was last open at; it never travels back.
    lived_until: DateTime<Utc>,
}

const MARKER: &str = "town.json";

impl Demo {
    /// Opens the town.
    ///
    /// # Errors
    /// If its folder cannot be used, or the address cannot be had.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let data = self.data.clone().unwrap_or_else(|| std::env::temp_dir().join("beadle-demo"));
        let now = self.now();
        let built = prepare(&data, now)?;
        let settings = settings(&data, self.listen);
        app::block_on(async move {
            let clock = Clock::travelling(now);
            let service = app::assemble(settings, clock.clone())?;
            if !built {
                let accounts = town::build::build(&service, &clock, now).await?;
                write_json(&data.join("accounts.json"), &accounts)?;
                mark(&data, now, true)?;
            }
            clock.flow_from(now);
            mark(&data, now, true)?;
            let accounts: Vec<Account> = read_json(&data.join("accounts.json"))?;
            app::run(service, |address| welcome(address, &data, &accounts)).await?;
            Ok(ExitCode::SUCCESS)
        })
    }

    /// The instant to begin at: this time of the day, on the day asked for.
    fn now(&self) -> DateTime<Utc> {
        let machine = Clock::system().now();
        match self.today {
            None => machine,
            Some(day) => {
                let since_midnight = machine.time() - NaiveTime::MIN;
                day_start(day) + since_midnight
            }
        }
    }
}

/// Makes the folder ready; `true` if a whole town is there already.
fn prepare(data: &Path, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let marker = data.join(MARKER);
    if marker.exists() {
        let found: Marker = read_json(&marker)?;
        let same = found.version == env!("CARGO_PKG_VERSION");
        if found.finished && same {
            if now < found.lived_until {
                bail!(
                    "this town has lived until {}; travel forward, or give another --data",
                    london_day(found.lived_until)
                );
            }
            return Ok(true);
        }
        fs::remove_dir_all(data)
            .with_context(|| format!("removing the unfinished town {}", data.display()))?;
    } else if data.exists() && fs::read_dir(data)?.next().is_some() {
        bail!("{} holds something that is not a demonstration's; give another --data", data.display());
    }
    fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    mark(data, now, false)?;
    Vault::create(&data.join("ring.toml"), &Clock::system())?;
    Ok(false)
}

fn mark(data: &Path, at: DateTime<Utc>, finished: bool) -> anyhow::Result<()> {
    let marker = Marker { version: env!("CARGO_PKG_VERSION").to_owned(), finished, lived_until: at };
    write_json(&data.join(MARKER), &marker)
}

fn settings(data: &Path, listen: SocketAddr) -> Settings {
    Settings::demonstration(data, listen, town::build::HOST)
}

fn read_json<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))
}

fn write_json(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn welcome(address: SocketAddr, data: &Path, accounts: &[Account]) {
    say!("\n  {} is open. Everybody in it is invented.\n", town::build::NAME);
    say!("  http://{address}\n");
    let width = accounts.iter().map(|account| account.email.len()).max().unwrap_or(0);
    for Account { role, email, password, .. } in accounts {
        say!("  {role:<16} {email:<width$}  {password}");
    }
    say!("\n  The same accounts are in {}", data.join("accounts.json").display());
    say!("listening on http://{address}");
}
