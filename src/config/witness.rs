//! Settings of both halves of witnessing: whom an installation asks to sign its heads, and whose heads a machine signs.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use serde::{Deserialize, Deserializer, de::Error};

/// The machine that is asked to sign every checkpoint of the audit trails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Where it is reached: `https://…`; `http://` for a loopback address only.
    #[serde(deserialize_with = "url")]
    pub url: String,
    /// By what its signatures are known: `name+id+key`, as `beadle witness --init` prints it.
    pub key: String,
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
}
