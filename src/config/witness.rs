//! Settings of both halves of witnessing: who is to witness an installation's heads, and whose heads a machine signs.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use serde::{Deserialize, Deserializer, de::Error};

use crate::domain::rules::{HELD_DAYS, HELD_DAYS_LEAST, HELD_DAYS_MOST};

/// Who witnesses every checkpoint of the audit trails.
#[derive(Debug, Clone)]
pub enum Witness {
    /// A machine that signs them.
    Machine(Machine),
    /// A bucket that holds them.
    Bucket(Bucket),
}

/// A machine that is asked to sign every checkpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Where it is reached: `https://…`; `http://` for a loopback address only.
    #[serde(deserialize_with = "url")]
    pub url: String,
    /// By what its signatures are known: `name+id+key`, as `beadle witness --init` prints it.
    pub key: String,
}

/// A bucket with object lock, to which every checkpoint is written: it lets nobody change or delete one before its day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// Its name.
    #[serde(deserialize_with = "bucket_name")]
    pub bucket: String,
    /// Where its S3 interface is reached: `https://…`; `http://` for a loopback address only. The bucket's name follows
    /// in the path.
    #[serde(deserialize_with = "url")]
    pub endpoint: String,
    /// Its region, as requests are signed for it.
    #[serde(deserialize_with = "plain")]
    pub region: String,
    /// The id of the access key.
    #[serde(deserialize_with = "plain")]
    pub key_id: String,
    /// A file that holds the secret of that key and nothing else, mode 0600.
    pub secret_file: PathBuf,
    /// What the names of all objects begin with.
    #[serde(default, deserialize_with = "prefix")]
    pub prefix: String,
    /// For how many days each checkpoint is locked.
    #[serde(default = "held_days", deserialize_with = "days")]
    pub days: u32,
}

impl<'de> Deserialize<'de> for Witness {
    /// Whoever names a bucket means one.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let table = toml::Table::deserialize(from)?;
        let read = if table.contains_key("bucket") {
            table.try_into().map(Self::Bucket)
        } else {
            table.try_into().map(Self::Machine)
        };
        read.map_err(D::Error::custom)
    }
}

/// The settings of a machine that is a witness, as `config/witness.toml` explains them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnessing {
    /// The file of its secret key.
    pub key: PathBuf,
    /// The folder in which it keeps the newest checkpoint that it signed of each log.
    pub state: PathBuf,
    /// Where it listens: loopback, with TLS ending at a proxy.
    pub listen: SocketAddr,
    /// The logs whose checkpoints it signs, by their verifier keys: `name+id+key`.
    pub logs: Vec<String>,
}

impl Witnessing {
    /// Reads settings from TOML.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

/// Whether nobody on the way can read or change what is sent there.
fn is_safe(url: &str) -> bool {
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/') && !rest.contains('@');
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let address = authority.parse().map(|address: SocketAddr| address.ip());
    address.or_else(|_| authority.parse()).is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn url<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let url = String::deserialize(from)?;
    if is_safe(&url) {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err(D::Error::custom("a witness is reached by https://, or by http:// on a loopback address"))
    }
}

const fn held_days() -> u32 {
    HELD_DAYS
}

/// Long enough for every backup that is still of use, short enough for a bill to end.
fn days<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let days = u32::deserialize(from)?;
    if (HELD_DAYS_LEAST..=HELD_DAYS_MOST).contains(&days) {
        Ok(days)
    } else {
        Err(D::Error::custom(format!("not from {HELD_DAYS_LEAST} to {HELD_DAYS_MOST} days")))
    }
}

/// Whether it can stand in an address and in a note without being written otherwise.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && text.split('/').all(|part| part != "." && part != "..")
}

fn plain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits = !text.is_empty() && is_plain(&text);
    if fits { Ok(text) } else { Err(D::Error::custom("letters, digits, - _ . and / only")) }
}

fn bucket_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = plain(from)?;
    if text.contains('/') { Err(D::Error::custom("a bucket's name has no /")) } else { Ok(text) }
}

/// Nothing, or what ends with one slash.
fn prefix<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits = is_plain(&text) && !text.starts_with('/') && !text.contains("//");
    match text.trim_end_matches('/') {
        _ if !fits => Err(D::Error::custom("letters, digits, - _ . and / only, and no / at the start")),
        "" => Ok(String::new()),
        folder => Ok(format!("{folder}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_elsewhere_is_reached_by_tls_only() {
        for (url, safe) in [
            ("https://witness.example", true),
            ("https://witness.example/beadle/", true),
            ("http://127.0.0.1:8081", true),
            ("http://127.0.0.1/witness", true),
            ("http://[::1]:8081", true),
            ("http://witness.example", false),
            ("http://127.0.0.1.example:80", false),
            ("http://127.0.0.1@witness.example", false),
            ("http://localhost:8081", false),
            ("https://name:word@witness.example", false),
            ("https://", false),
            ("ftp://127.0.0.1", false),
            ("witness.example", false),
        ] {
            assert_eq!(is_safe(url), safe, "{url}");
        }
    }

    const BUCKET: &str = "bucket = \"heads\"\nendpoint = \"https://s3.example/\"\nregion = \"eu-west-2\"\n\
        key_id = \"AKIA1\"\nsecret_file = \"/etc/beadle/keys/secret\"\n";

    fn read(text: &str) -> Result<Witness, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn who_names_a_bucket_means_one() {
        let Witness::Bucket(bucket) = read(BUCKET).unwrap() else { panic!("a bucket") };
        assert_eq!((bucket.endpoint.as_str(), bucket.prefix.as_str()), ("https://s3.example", ""));
        assert_eq!(bucket.days, 400, "unless it says otherwise");
        let machine = read("url = \"https://witness.example\"\nkey = \"k\"");
        assert!(matches!(machine, Ok(Witness::Machine(_))));
        let both = format!("{BUCKET}url = \"https://witness.example\"");
        assert!(read(&both).unwrap_err().to_string().contains("url"), "one of them");
    }

    #[test]
    fn what_a_bucket_is_called_and_how_long_it_holds() {
        for (from, to, fits) in [
            ("", "days = 35", true),
            ("", "days = 34", false),
            ("", "days = 3650", true),
            ("", "days = 3651", false),
            ("", "prefix = \"ashby\"", true),
            ("", "prefix = \"ashby/2026/\"", true),
            ("", "prefix = \"/ashby\"", false),
            ("", "prefix = \"../ashby\"", false),
            ("", "prefix = \"two words\"", false),
            ("\"heads\"", "\"heads/of\"", false),
            ("\"heads\"", "\"\"", false),
            ("https://s3.example/", "http://s3.example", false),
            ("https://s3.example/", "http://127.0.0.1:9000", true),
            ("region = \"eu-west-2\"", "", false),
        ] {
            let text = if from.is_empty() { format!("{BUCKET}{to}") } else { BUCKET.replacen(from, to, 1) };
            assert_eq!(read(&text).is_ok(), fits, "{to}");
        }
        let with = |prefix: &str| match read(&format!("{BUCKET}prefix = \"{prefix}\"")) {
            Ok(Witness::Bucket(bucket)) => bucket.prefix,
            other => panic!("{other:?}"),
        };
        assert_eq!(with("ashby"), "ashby/");
        assert_eq!(with("ashby/"), "ashby/");
    }
}
