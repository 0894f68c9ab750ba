//! Addresses, proxies and the mail server.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{IpAddr, TcpStream, ToSocketAddrs},
    os::unix::fs::PermissionsExt,
    time::Duration,
};

use super::Finding;
use crate::{
    config::{Mail, MailSecurity, Settings},
    mail::sender,
};

/// So long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the service listens and what people type.
pub fn addresses(settings: &Settings) -> Vec<Finding> {
    let url = &settings.public_url;
    let mut found = vec![Finding::unless(
        settings.is_https(),
        url.clone(),
        Finding::wrong(
            "public_url",
            format!("{url} is not https://: everything travels in the clear"),
            "put a TLS proxy in front and write https:// (the README shows how)",
        ),
    )];
    let listen = settings.listen;
    found.push(Finding::unless(
        listen.ip().is_loopback(),
        listen.to_string(),
        Finding::wrong(
            "listen",
            format!("{listen} can be reached from elsewhere without TLS"),
            "listen on 127.0.0.1 and let the proxy connect there",
        ),
    ));
    if let Some(metrics) = settings.metrics {
        found.push(Finding::unless(
            metrics.ip().is_loopback(),
            metrics.to_string(),
            Finding::wrong("metrics", "can be reached from elsewhere", "use a loopback address"),
        ));
    }
    found.push(proxies(&settings.trusted_proxies));
    found
}

fn proxies(trusted: &[IpAddr]) -> Finding {
    let what = "trusted_proxies";
    let near = |address: &IpAddr| match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    if trusted.is_empty() {
        Finding::weak(
            what,
            "none: all visitors look like one, and wait for one another's tries",
            "name the proxy's address, usually 127.0.0.1",
        )
    } else if let Some(far) = trusted.iter().find(|address| !near(address)) {
        Finding::weak(
            what,
            format!("{far} is on a public network"),
            "trust only a proxy that nobody else can speak for",
        )
    } else {
        Finding::ok(what, format!("{} trusted", trusted.len()))
    }
}

/// The mail server: configured, secured, reachable.
pub fn mail(settings: &Settings) -> Vec<Finding> {
    let Some(mail) = &settings.mail else {
        let says = "not configured: no invitation, confirmation or alert is sent";
        return vec![Finding::wrong("mail", says, "fill in [mail]")];
    };
    let from = Finding::unless(
        sender(&mail.from).is_ok(),
        format!("from {}", mail.from),
        Finding::wrong("mail sender", "mail.from is not an e-mail address", "correct mail.from"),
    );
    let mut found = vec![from, secured(mail)];
    if let Some(path) = &mail.password_file {
        let private = fs::metadata(path).map(|meta| meta.permissions().mode() & 0o077 == 0);
        found.push(match private {
            Ok(true) => Finding::ok("mail password", format!("{} is this user's alone", path.display())),
            Ok(false) => {
                Finding::wrong("mail password", "others can read it", format!("chmod 600 {}", path.display()))
            }
            Err(error) => Finding::wrong(
                "mail password",
                format!("{}: {error}", path.display()),
                "write the password into that file, mode 0600",
            ),
        });
    }
    found.push(match greeted(mail) {
        Ok(()) => Finding::ok("mail server", format!("{}:{} answers", mail.host, mail.port)),
        Err(error) => Finding::wrong(
            "mail server",
            format!("{}:{} {error}", mail.host, mail.port),
            "correct host and port, or let this machine reach it",
        ),
    });
    found
}

fn secured(mail: &Mail) -> Finding {
    let here = matches!(mail.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    Finding::unless(
        mail.security != MailSecurity::None || here,
        match mail.security {
            MailSecurity::Tls => "TLS from the first byte",
            MailSecurity::StartTls => "STARTTLS, required",
            MailSecurity::None => "on this machine, without TLS",
        },
        Finding::wrong(
            "mail security",
            "mail leaves this machine in the clear",
            "security = \"tls\" or \"starttls\"",
        ),
    )
}

/// Connects, and hears the greeting where none is hidden in TLS (RFC 5321: 220).
fn greeted(mail: &Mail) -> Result<(), String> {
    let addresses = (mail.host.as_str(), mail.port).to_socket_addrs().map_err(|_| "has no address")?;
    let mut last = "has no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Err(error) => last = format!("does not answer: {error}"),
            Ok(_) if mail.security == MailSecurity::Tls => return Ok(()),
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE)).map_err(|error| error.to_string())?;
                let mut greeting = String::new();
                let heard = BufReader::new(stream).read_line(&mut greeting);
                return match heard {
                    Ok(_) if greeting.starts_with("220") => Ok(()),
                    _ => Err("answers, but not as a mail server".to_owned()),
                };
            }
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use std::{io::Write, net::TcpListener};

    use super::{super::State, *};

    #[test]
    fn a_mail_server_greets() {
        for (greeting, good) in [("220 here\r\n", true), ("HTTP/1.1 400\r\n", false)] {
            let server = TcpListener::bind("127.0.0.1:0").unwrap();
            let mail = Mail {
                host: "127.0.0.1".into(),
                port: server.local_addr().unwrap().port(),
                security: MailSecurity::None,
                user: None,
                password_file: None,
                from: "a@b.example".into(),
            };
            let speaks =
                std::thread::spawn(move || server.accept().unwrap().0.write_all(greeting.as_bytes()));
            assert_eq!(greeted(&mail).is_ok(), good, "{greeting}");
            speaks.join().unwrap().unwrap();
            assert_eq!(secured(&mail).state, State::Ok);
            let elsewhere = Mail { host: "smtp.example".into(), ..mail };
            assert_eq!(secured(&elsewhere).state, State::Wrong);
        }
    }

    #[test]
    fn a_proxy_on_a_public_network_is_weak() {
        for (addresses, state) in [
            (&["127.0.0.1", "::1", "10.0.0.4"][..], State::Ok),
            (&[], State::Weak),
            (&["127.0.0.1", "203.0.113.9"], State::Weak),
        ] {
            let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(proxies(&addresses).state, state, "{addresses:?}");
        }
    }
}
