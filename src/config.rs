//! Typed settings: the installation's file, and a scheme's rules file.

pub mod residence;
pub mod rules_file;
pub mod template;
pub mod witness;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de::Error};

use crate::domain::rules::{EPOCHS_KEPT_DAYS, EPOCHS_KEPT_DAYS_LEAST};

/// The settings of an installation, as `config/beadle.toml` explains them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder of database, blobs and heads, unless they are set apart.
    pub data: PathBuf,
    /// The database: `sqlite:PATH` or `postgres://…`. Left out: `beadle.db` in the data folder.
    pub database: Option<String>,
    /// The key ring. Keep it out of the data folder's backups.
    pub key_ring: PathBuf,
    /// The name of the systemd credential under which the key ring is sealed at rest. Left out: it is not sealed.
    pub key_ring_credential: Option<String>,
    /// Where the service listens: loopback, with TLS ending at a proxy.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Where metrics are served: loopback only. Left out: nowhere.
    pub metrics: Option<SocketAddr>,
    /// The address people type, `https://…`; a scheme's host name stands in its place for each scheme.
    pub public_url: String,
    /// Proxies whose `Forwarded` headers are believed.
    #[serde(default)]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// One host name for every request, whatever it says: the demonstration.
    #[serde(skip)]
    pub only_host: Option<String>,
    /// Where mail goes. Left out, only in a demonstration: it is held and shown.
    pub mail: Option<Mail>,
    /// For how many days old epochs of the key ring are kept: as old as a backup may be to be of use.
    #[serde(default = "default_epochs_kept_days", deserialize_with = "epochs_kept_days")]
    pub epochs_kept_days: u32,
    /// How many calls a minute a police system may make. Each process counts for itself.
    #[serde(default = "default_police_calls")]
    pub police_calls_a_minute: u32,
    /// The copy of the key ring for officers to recover it from. Left out: the loss of the ring is the loss of all.
    pub escrow: Option<Escrow>,
    /// Backups. Left out: there are none.
    pub backup: Option<Backup>,
    /// A folder on another machine, where each checkpoint of the audit trails and each ledger is copied. Left
    /// out: who takes this machine can rewrite both unseen.
    pub copies: Option<PathBuf>,
    /// Who witnesses each checkpoint of the audit trails. Left out: who holds the database and the key ring can
    /// rewrite a trail, and sign it anew.
    pub witness: Option<witness::Witness>,
    /// Where personal data is.
    #[serde(default)]
    pub residence: residence::Residence,
}

/// The escrow of the key ring.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escrow {
    /// The file. Keep it on another disk or machine, and never beside the backups.
    pub file: PathBuf,
    /// The public keys (`age1…`) of two officers or more; each of them alone can recover the ring.
    pub officers: Vec<String>,
}

/// Where backups go, and who can read them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The folder. Keep it on another disk or machine, away from the key ring and the escrow.
    pub folder: PathBuf,
    /// The public keys (`age1…`) of whoever may restore; each of them alone can.
    pub to: Vec<String>,
    /// How many backups stay.
    #[serde(default = "default_backups_kept")]
    pub keep: usize,
}

/// The mail server.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Host name.
    pub host: String,
    /// Port: 465 for TLS, 587 for STARTTLS.
    pub port: u16,
    /// `"tls"`, `"starttls"`, or `"none"` on loopback only.
    pub security: MailSecurity,
    /// User name, if it asks for one.
    pub user: Option<String>,
    /// A file that holds the password, mode 0600.
    pub password_file: Option<PathBuf>,
    /// The sender of all mail.
    pub from: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({}:{})", self.host, self.port)
    }
}

/// How a mail connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, required (RFC 3207).
    StartTls,
    /// None: loopback only.
    None,
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

/// One a day, for as long as a backup is of use.
const fn default_backups_kept() -> usize {
    EPOCHS_KEPT_DAYS as usize
}

/// Ten a second: enough for a control room, too few to read a town unseen.
const fn default_police_calls() -> u32 {
    600
}

const fn default_epochs_kept_days() -> u32 {
    EPOCHS_KEPT_DAYS
}

/// No shorter than a backup is of use, no longer than the promise of R-25 allows.
fn epochs_kept_days<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let days = u32::deserialize(from)?;
    if (EPOCHS_KEPT_DAYS_LEAST..=EPOCHS_KEPT_DAYS).contains(&days) {
        Ok(days)
    } else {
        Err(D::Error::custom(format!("not from {EPOCHS_KEPT_DAYS_LEAST} to {EPOCHS_KEPT_DAYS} days")))
    }
}

impl Settings {
    /// Reads settings from TOML.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The settings of a demonstration: everything in one folder, on loopback, mail held.
    pub fn demonstration(data: &Path, listen: SocketAddr, host: &str) -> Self {
        Self {
            data: data.to_owned(),
            database: None,
            key_ring: data.join("ring.toml"),
            key_ring_credential: None,
            listen,
            metrics: None,
            public_url: format!("http://{listen}"),
            trusted_proxies: Vec::new(),
            only_host: Some(host.to_owned()),
            mail: None,
            epochs_kept_days: EPOCHS_KEPT_DAYS,
            police_calls_a_minute: default_police_calls(),
            escrow: None,
            backup: None,
            copies: None,
            witness: None,
            residence: residence::Residence::default(),
        }
    }

    /// The database's URL.
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("beadle.db").display()))
    }

    /// The folder of blobs.
    pub fn blobs(&self) -> PathBuf {
        self.data.join("blobs")
    }

    /// The folder of the signed checkpoints of the audit trails. Copy it somewhere else, often.
    pub fn heads(&self) -> PathBuf {
        self.data.join("heads")
    }

    /// Whether people reach the service by TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The address of a page in a scheme.
    pub fn url(&self, host: &str, path: &str) -> String {
        // A host name that every request is taken for has no address of its own.
        if self.only_host.as_deref() == Some(host) {
            return format!("{}{path}", self.public_url.trim_end_matches('/'));
        }
        let (scheme, rest) = self.public_url.split_once("://").unwrap_or(("https", &self.public_url));
        let port = rest
            .rsplit_once(':')
            .map_or(String::new(), |(_, port)| format!(":{}", port.trim_end_matches('/')));
        format!("{scheme}://{host}{port}{path}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_epochs_are_kept_from_7_to_28_days() {
        let read = |days: &str| {
            let text = format!("data = \"d\"\nkey_ring = \"r\"\npublic_url = \"https://a.test\"\n{days}");
            Settings::parse(&text).map(|settings| settings.epochs_kept_days)
        };
        assert_eq!(read("").unwrap(), 28, "unless it says less");
        for (days, fits) in [("6", false), ("7", true), ("28", true), ("29", false), ("-1", false)] {
            assert_eq!(read(&format!("epochs_kept_days = {days}")).is_ok(), fits, "{days} days (R-25)");
        }
    }
}
