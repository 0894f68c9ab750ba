//! The mail transports, and the wording of mail. Mail leaves from the outbox only.

mod smtp;
pub mod wording;

use std::time::Duration;

use crate::config;

pub use smtp::{Smtp, sender};

/// How mail leaves.
#[derive(Debug)]
pub enum Transport {
    /// By the configured mail server.
    Smtp(Box<Smtp>),
    /// Not at all: the demonstration shows what would have been sent.
    Held,
}

/// How long a mail server is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it takes the connection.
    pub connection: Duration,
    /// Until it has taken a message, or refused it. A server that thinks for longer and takes it all the same gets it
    /// again (RFC 5321, 4.5.3.2 is as patient), so this is not short; nor longer than a message is claimed for.
    pub message: Duration,
    /// The same once the service is told to stop: with the last answers less than a service manager waits.
    pub stopping: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(20),
            message: Duration::from_secs(240),
            stopping: Duration::from_secs(5),
        }
    }
}

/// A message ready to leave.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The same for each try, so that a mail server can tell a second copy: RFC 5322's Message-ID.
    pub id: String,
    /// Who sends it: the scheme's name.
    pub from_name: String,
    /// Where answers go: the scheme's address, or empty.
    pub reply_to: String,
    /// The address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// A letter's PDF and its file name.
    pub pdf: Option<(String, Vec<u8>)>,
}

/// Why a message did not leave: a code, never the words of a server, which may hold an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It may leave later: the server says so.
    #[error("{0}")]
    Later(String),
    /// It may leave later: there is no server, or none that answers. Whether it was taken is not known.
    #[error("{0}")]
    Away(String),
    /// The server will never take it.
    #[error("{0}")]
    Never(String),
}

/// Why there is no mail server to be had.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Not a sender's address.
    #[error("mail.from is not an e-mail address")]
    From,
    /// Without encryption only on this machine.
    #[error(
        "mail.security = \"none\" is for a mail server on this machine only; use \"tls\" or \"starttls\""
    )]
    Unencrypted,
    /// The password cannot be read.
    #[error("mail.password_file: {0}")]
    Password(std::io::Error),
    /// The server's name makes no TLS.
    #[error("mail.host: {0}")]
    Host(String),
}

impl Transport {
    /// The transport of an installation's settings.
    ///
    /// # Errors
    /// If they make no sense.
    pub fn new(settings: Option<&config::Mail>) -> Result<Self, MailError> {
        Self::patient(settings, Patience::default())
    }

    /// As [`Transport::new`], with a patience of one's own.
    ///
    /// # Errors
    /// If the settings make no sense.
    pub fn patient(settings: Option<&config::Mail>, patience: Patience) -> Result<Self, MailError> {
        settings.map_or(Ok(Self::Held), |settings| Ok(Self::Smtp(Box::new(Smtp::new(settings, patience)?))))
    }

    /// How long the message under way is waited for once the service is told to stop.
    pub fn stopping(&self) -> Duration {
        match self {
            Self::Smtp(smtp) => smtp.patience.stopping,
            Self::Held => Duration::ZERO,
        }
    }
}
