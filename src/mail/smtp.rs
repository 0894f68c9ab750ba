//! Mail by SMTP (RFC 5321), with TLS from the first byte or STARTTLS; unencrypted on this machine only.

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{Error, authentication::Credentials},
};

use tokio::time::timeout;

use super::{MailError, NotSent, Parcel, Patience};
use crate::config::{self, MailSecurity};

/// The configured mail server.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    pub(super) patience: Patience,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp")
    }
}

impl Smtp {
    /// A mail server by its settings. Nothing is connected yet.
    ///
    /// # Errors
    /// If the settings make no sense, or the password cannot be read.
    pub fn new(settings: &config::Mail, patience: Patience) -> Result<Self, MailError> {
        type Server = AsyncSmtpTransport<Tokio1Executor>;
        let named = |error: Error| MailError::Host(error.to_string());
        let mut server = match settings.security {
            MailSecurity::Tls => Server::relay(&settings.host).map_err(named)?,
            MailSecurity::StartTls => Server::starttls_relay(&settings.host).map_err(named)?,
            MailSecurity::None if is_loopback(&settings.host) => Server::builder_dangerous(&settings.host),
            MailSecurity::None => return Err(MailError::Unencrypted),
        };
        server = server.port(settings.port).timeout(Some(patience.connection));
        if let Some(user) = &settings.user {
            let password = match &settings.password_file {
                Some(file) => std::fs::read_to_string(file).map_err(MailError::Password)?,
                None => String::new(),
            };
            server = server.credentials(Credentials::new(user.clone(), password.trim_end().to_owned()));
        }
        let from = sender(&settings.from)?;
        Ok(Self { server: server.build(), from, patience })
    }

    /// Sends a message.
    ///
    /// # Errors
    /// [`NotSent`], with the server's code.
    pub async fn send(&self, parcel: Parcel) -> Result<(), NotSent> {
        let message =
            self.message(parcel).ok_or_else(|| NotSent::Never("the message has no form".to_owned()))?;
        // The library waits for the connection only so long, and for an answer as long as it takes.
        match timeout(self.patience.message, self.server.send(message)).await {
            Ok(sent) => sent.map(drop).map_err(|error| told(&error)),
            Err(_) => Err(NotSent::Away("no answer".to_owned())),
        }
    }

    fn message(&self, parcel: Parcel) -> Option<Message> {
        let to: Address = parcel.to.parse().ok()?;
        let host = self.from.domain();
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{host}>", parcel.id)))
            .from(Mailbox::new(Some(parcel.from_name), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(parcel.subject);
        if let Ok(reply_to) = parcel.reply_to.parse() {
            message = message.reply_to(Mailbox::new(None, reply_to));
        }
        let text = SinglePart::plain(parcel.text);
        match parcel.pdf {
            None => message.singlepart(text).ok(),
            Some((name, bytes)) => {
                let pdf = Attachment::new(name).body(bytes, ContentType::parse("application/pdf").ok()?);
                message.multipart(MultiPart::mixed().singlepart(text).singlepart(pdf)).ok()
            }
        }
    }
}

/// The sender's address in `mail.from`: alone, or after a name as mail programs write it (RFC 5322). The name that is
/// shown is the scheme's.
///
/// # Errors
/// [`MailError::From`].
pub fn sender(from: &str) -> Result<Address, MailError> {
    from.parse().map(|mailbox: Mailbox| mailbox.email).map_err(|_| MailError::From)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn told(error: &Error) -> NotSent {
    match error.status() {
        Some(code) if error.is_permanent() => NotSent::Never(code.to_string()),
        Some(code) => NotSent::Later(code.to_string()),
        None if error.is_tls() => NotSent::Away("no TLS".to_owned()),
        None if error.is_timeout() => NotSent::Away("no answer".to_owned()),
        None => NotSent::Away("no connection".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str, security: MailSecurity) -> config::Mail {
        config::Mail {
            host: host.to_owned(),
            port: 2525,
            security,
            user: None,
            password_file: None,
            from: "office@ashby.test".to_owned(),
        }
    }

    #[tokio::test]
    async fn mail_leaves_this_machine_encrypted_only() {
        for (host, security, good) in [
            ("127.0.0.1", MailSecurity::None, true),
            ("localhost", MailSecurity::None, true),
            ("mail.example", MailSecurity::None, false),
            ("mail.example", MailSecurity::Tls, true),
            ("mail.example", MailSecurity::StartTls, true),
        ] {
            let smtp = Smtp::new(&settings(host, security), Patience::default());
            assert_eq!(smtp.is_ok(), good, "{host} {security:?}");
        }
    }

    #[test]
    fn the_sender_is_an_address_alone_or_after_a_name() {
        for from in
            ["office@ashby.test", "Safer Town <office@ashby.test>", "\"Ashby, Safer\" <office@ashby.test>"]
        {
            assert_eq!(sender(from).unwrap().to_string(), "office@ashby.test", "{from}");
        }
        for from in ["", "Safer Town", "office@", "Safer Town <office>", "a@b.test, c@d.test"] {
            assert!(sender(from).is_err(), "{from}");
        }
    }

    #[tokio::test]
    async fn a_letter_travels_as_a_pdf_beside_plain_text() {
        let settings = settings("127.0.0.1", MailSecurity::None);
        let smtp = Smtp::new(&settings, Patience::default()).unwrap();
        let message = smtp
            .message(Parcel {
                id: "5f".into(),
                from_name: "Market Ashby".into(),
                reply_to: String::new(),
                to: "sam@shop.example".into(),
                subject: "Your letter".into(),
                text: "It is attached.".into(),
                pdf: Some(("letter.pdf".into(), b"%PDF-1.7".to_vec())),
            })
            .unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        for part in
            ["Message-ID: <5f@ashby.test>", "text/plain", "It is attached.", "application/pdf", "letter.pdf"]
        {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
