//! `beadle init`: an installation, or another scheme in it, and the links of its first two people.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{self, Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow, ensure};
use clap::Args;

use super::{serve::read, show::ask};
use crate::{
    actions::{Refusal, scheme::found::Founding},
    app,
    clock::Clock,
    config::{
        Settings,
        template::{TEMPLATE, set},
    },
    domain::{member::role::Role, scheme::Contact, text},
    store::StoreError,
    vault::Vault,
};

/// Set up an installation, or another scheme in one.
///
/// Writes the configuration file with every setting explained, makes the key ring in a folder of its own and the data
/// folder (readable by this user only), makes the tables, founds the scheme, and prints two links: one for the data
/// controller, one for the board member. Each chooses a password by it; it works once, for 24 hours. These two and
/// one more person in their roles or the administrator's are needed before the scheme can work.
///
/// What is not given as a flag is asked, if somebody sits at the terminal. Run it as the user that serves.
///
///   beadle init --host ashby.example --name "Ashby Safer Town" --area "the town of Ashby"
///
/// With --domain it adds a scheme to the installation of the configuration file:
///
///   beadle init --domain brook.example --name "Brook Safer Town" --area "the town of Brook"
///
/// Exit code 0 when the scheme is founded, 1 if something was missing or in the way.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Init {
    /// The configuration file, to be written (with --domain: to be read).
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// The host name of the first scheme, as people type it: ashby.example.
    #[arg(long, value_name = "HOST", conflicts_with = "domain")]
    host: Option<String>,
    /// Add another scheme, with this host name, to an installation that exists.
    #[arg(long, value_name = "HOST")]
    domain: Option<String>,
    /// The scheme's name.
    #[arg(long)]
    name: Option<String>,
    /// The area it covers, in words: "the town of Ashby".
    #[arg(long)]
    area: Option<String>,
    /// The scheme's e-mail address, which the public sees.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The scheme's telephone number, which the public sees.
    #[arg(long, default_value = "")]
    phone: String,
    /// The scheme's postal address, which stands on letters; lines end with a semicolon.
    #[arg(long, default_value = "")]
    address: String,
    /// The first data controller's name.
    #[arg(long, value_name = "NAME")]
    controller_name: Option<String>,
    /// The first data controller's e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    controller_email: Option<String>,
    /// The first board member's name.
    #[arg(long, value_name = "NAME")]
    board_name: Option<String>,
    /// The first board member's e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    board_email: Option<String>,
    /// The data folder: database, sealed pictures, signed checkpoints.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The key ring's folder, outside the data folder and its backups.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// A PostgreSQL database, instead of SQLite in the data folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The address people type, if it is not https:// and the host name.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Init {
    /// Sets up what was asked for.
    ///
    /// # Errors
    /// If something is missing, in the way, or not as it must be.
    pub fn run(mut self) -> anyhow::Result<ExitCode> {
        let adding = self.domain.is_some();
        if !adding {
            ensure!(
                !self.config.exists(),
                "{} exists already; --domain adds a scheme to it",
                self.config.display()
            );
        }
        let given = self.domain.take().or(self.host.take());
        let host = host_name(&ask(given, "--host", "Host name of the scheme", None)?)?;
        let founding = self.founding(&host)?;
        let settings = if adding { read(&self.config)? } else { self.install(&host)? };
        app::block_on(async {
            let service = app::assemble(settings, Clock::system())?;
            let founded = service.found(&founding).map_err(|refusal| in_the_way(&refusal, &host))?;
            say!("\n{} is founded at {}.\n", founding.name, service.settings().url(&host, "/"));
            say!("Two people choose their passwords by these links. Each link works once,");
            say!("until {}. Send each to its person only.\n", founded.links_end.format("%F %H:%M UTC"));
            for ((role, details), link) in founding.first.iter().zip(&founded.links) {
                say!("  {} ({}):\n    {link}\n", details.name, role.label());
            }
            say!("Next: beadle check --config {}", self.config.display());
            say!("      beadle serve --config {}", self.config.display());
            Ok(ExitCode::SUCCESS)
        })
    }

    /// What the scheme begins with, asked and checked.
    fn founding(&mut self, host: &str) -> anyhow::Result<Founding> {
        let name = ask(self.name.take(), "--name", "Name of the scheme", None)?;
        let area = ask(self.area.take(), "--area", "Area it covers, in words", None)?;
        let email = ask(self.email.take(), "--email", "E-mail address of the scheme", None)?;
        let person = |role: Role, word: &str, name: Option<String>, email: Option<String>| {
            let label = role.label().to_lowercase();
            let name = ask(name, &format!("--{word}-name"), &format!("Name of the first {label}"), None)?;
            let email = ask(
                email,
                &format!("--{word}-email"),
                &format!("E-mail address of the first {label}"),
                None,
            )?;
            anyhow::Ok(Founding::person(role, typed("name", text::line(&name, 1, 120))?, address(&email)?))
        };
        let controller = (self.controller_name.take(), self.controller_email.take());
        let board = (self.board_name.take(), self.board_email.take());
        let first = [
            person(Role::Controller, "controller", controller.0, controller.1)?,
            person(Role::Board, "board", board.0, board.1)?,
        ];
        ensure!(
            first[0].1.email != first[1].1.email,
            "the controller and the board member are two people with two addresses (R-5)"
        );
        Ok(Founding {
            host: host.to_owned(),
            name: typed("--name", text::line(&name, 1, 120))?,
            area: typed("--area", text::line(&area, 1, 200))?,
            contact: Contact {
                email: address(&email)?,
                phone: match self.phone.trim() {
                    "" => String::new(),
                    phone => typed("--phone", text::phone(phone))?,
                },
                address: self.address.split(';').map(str::trim).collect::<Vec<_>>().join("\n"),
                website: String::new(),
            },
            first,
            demo: false,
        })
    }

    /// Makes folders, key ring and configuration file; nothing that exists is overwritten.
    fn install(&self, host: &str) -> anyhow::Result<Settings> {
        let folder = |given: &Option<PathBuf>, flag: &str, question: &str, default: &str| {
            let given = given.as_ref().map(|path| path.display().to_string());
            // The service is started from any folder, by systemd from /.
            anyhow::Ok(path::absolute(ask(given, flag, question, Some(default))?)?)
        };
        let data = folder(&self.data, "--data", "Folder of the data", "/var/lib/beadle")?;
        let keys = folder(&self.keys, "--keys", "Folder of the key ring", "/etc/beadle/keys")?;
        let url = format!("https://{host}");
        let url = ask(self.public_url.clone(), "--public-url", "Address people type", Some(&url))?;
        ensure!(
            !keys.starts_with(&data),
            "the key ring's folder must not lie in the data folder: a backup of it would hold both"
        );
        let ring = keys.join("ring.toml");
        let mut text = TEMPLATE.to_owned();
        let known = [
            ("data", data.display().to_string()),
            ("key_ring", ring.display().to_string()),
            ("public_url", url.trim_end_matches('/').to_owned()),
        ];
        let database = self.database.clone().map(|url| ("database", url));
        for (key, value) in known.into_iter().chain(database) {
            text = set(&text, key, &value).with_context(|| format!("the template has no {key}"))?;
        }
        let settings = Settings::parse(&text).context("in the new configuration file")?;
        for path in [&data, &keys] {
            private_folder(path).with_context(|| format!("making {}", path.display()))?;
        }
        Vault::create(&ring, &Clock::system())?;
        say!("made   {} (out of every backup; set [escrow], so that it can be recovered)", ring.display());
        write_config(&self.config, &text).with_context(|| format!("writing {}", self.config.display()))?;
        say!("wrote  {}", self.config.display());
        Ok(settings)
    }
}

fn in_the_way(refusal: &Refusal, host: &str) -> anyhow::Error {
    match refusal {
        Refusal::Store(StoreError::Duplicate) => anyhow!("{host} has a scheme already"),
        other => anyhow!("{host} was not founded: {other}"),
    }
}

/// A host name in lower case (RFC 1123), without scheme, port or path.
fn host_name(typed: &str) -> anyhow::Result<String> {
    let host = typed.trim().trim_end_matches('.').to_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    ensure!(
        host.len() <= 253 && host.split('.').all(label),
        "{typed} is not a host name; one looks like ashby.example"
    );
    Ok(host)
}

fn address(typed: &str) -> anyhow::Result<String> {
    text::email(typed).map_err(|problem| anyhow!("{typed}: {problem}"))
}

fn typed<T>(what: &str, value: Result<T, text::TextProblem>) -> anyhow::Result<T> {
    value.map_err(|problem| anyhow!("{what}: {problem}"))
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn write_config(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_is_a_name_only() {
        for (typed, host) in [
            ("Ashby.Example.", Some("ashby.example")),
            (" localhost ", Some("localhost")),
            ("https://ashby.example", None),
            ("ashby.example:8080", None),
            ("-ashby.example", None),
            ("ashby..example", None),
            ("", None),
        ] {
            assert_eq!(host_name(typed).ok().as_deref(), host, "{typed}");
        }
    }
}
