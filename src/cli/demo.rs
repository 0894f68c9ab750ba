//! `beadle demo`: an invented town that has lived with the scheme for three years.

use std::{
    fs::{self, DirEntry, File},
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
///
/// The first start takes a minute or more; its accounts, one for each role, are printed and written to accounts.json
/// in the town's folder. What you change is kept there; remove the folder to begin anew.
///
///   beadle demo --data town --today 2027-01-31
///
/// Exit code 0 when you stop it, 1 if the folder or the address cannot be used.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Demo {
    /// The town's folder; made if it is missing, kept when you stop. [default: beadle-demo among the temporary files]
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
/// Locked by whoever builds the town, and shared by those who serve it.
const LOCK: &str = "town.lock";

impl Demo {
    /// Opens the town.
    ///
    /// # Errors
    /// If its folder cannot be used, or the address cannot be had.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let data = self.data.clone().unwrap_or_else(|| std::env::temp_dir().join("beadle-demo"));
        let now = self.now();
        let (built, lock) = prepare(&data, now)?;
        let settings = settings(&data, self.listen);
        app::block_on(async move {
            let clock = Clock::travelling(now);
            let service = app::assemble(settings, clock.clone())?;
            if !built {
                let accounts = town::build::build(&service, &clock, now).await?;
                write_json(&data.join("accounts.json"), &accounts)?;
                mark(&data, now, true)?;
                lock.unlock()?;
            }
            lock.try_lock_shared().with_context(|| in_use(&data))?;
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

/// Makes the folder ready; `true` if a whole town is there already. Otherwise the lock is held: nobody builds a town
/// under another's feet.
fn prepare(data: &Path, now: DateTime<Utc>) -> anyhow::Result<(bool, File)> {
    let marker = data.join(MARKER);
    let others = |entry: &DirEntry| entry.file_name() != LOCK;
    if !marker.exists() && data.exists() && fs::read_dir(data)?.filter_map(Result::ok).any(|one| others(&one))
    {
        bail!("{} holds something that is not a demonstration's; give another --data", data.display());
    }
    fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    let lock = File::create(data.join(LOCK)).with_context(|| format!("writing into {}", data.display()))?;
    if marker.exists() {
        let found: Marker = read_json(&marker)?;
        if found.finished && found.version == env!("CARGO_PKG_VERSION") {
            if now < found.lived_until {
                bail!(
                    "this town has lived until {}; travel forward, or give another --data",
                    london_day(found.lived_until)
                );
            }
            return Ok((true, lock));
        }
    }
    lock.try_lock().with_context(|| in_use(data))?;
    for entry in fs::read_dir(data)?.filter_map(Result::ok).filter(others) {
        let path = entry.path();
        if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
            .with_context(|| format!("removing the unfinished town {}", data.display()))?;
    }
    mark(data, now, false)?;
    Vault::create(&data.join("ring.toml"), &Clock::system())?;
    Ok((false, lock))
}

fn in_use(data: &Path) -> String {
    format!("another demonstration builds or serves the town in {}; give another --data", data.display())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_builds_a_town_under_anothers_feet() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("town");
        let now = Clock::system().now();
        let (built, lock) = prepare(&data, now).unwrap();
        assert!(!built);
        fs::create_dir(data.join("blobs")).unwrap();
        assert!(prepare(&data, now).unwrap_err().to_string().contains("another demonstration"));
        assert!(data.join("blobs").exists() && data.join("ring.toml").exists(), "it goes on undisturbed");

        // It was given up: what is there is not a whole town, and the next one begins anew.
        drop(lock);
        let (built, lock) = prepare(&data, now).unwrap();
        assert!(!built && !data.join("blobs").exists() && data.join("ring.toml").exists());
        mark(&data, now, true).unwrap();
        drop(lock);
        assert!(prepare(&data, now).unwrap().0, "a whole town is opened as it is");
        assert!(prepare(&data, now - chrono::TimeDelta::days(1)).is_err(), "only forward");
        fs::write(folder.path().join("mine.txt"), "kept").unwrap();
        assert!(prepare(folder.path(), now).is_err(), "somebody else's folder");
    }
}
