//! The mail server of the simulated town: it takes mail, puts it off, refuses it for good, or hangs up before or after it
//! has taken it, as the weather is. It keeps what it was sent.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use beadle::{
    actions::mail::deliver,
    config::{Mail, MailSecurity},
    mail::Transport,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
    task::JoinHandle,
};

use super::{Failure, world::Year};

/// What the server does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Takes,
    /// Answers with this code, and takes nothing.
    Says(&'static str),
    /// Hangs up before it has taken the message.
    HangsUp,
    /// Takes the message and hangs up: the sender does not hear of it.
    HangsUpLate,
}

/// The copies of one message that the server took.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    pub to: String,
    pub subject: String,
    pub copies: usize,
    /// The sender heard that it was taken, and lived to note it: another copy is one too many.
    pub heard: bool,
    pub too_many: bool,
}

#[derive(Default)]
struct Kept {
    weather: Option<Weather>,
    taken: BTreeMap<String, Taken>,
}

/// The server.
pub struct Post {
    port: u16,
    kept: Arc<Mutex<Kept>>,
    accepting: JoinHandle<()>,
}

fn kept(of: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Post {
    /// A server on this thread.
    pub fn open() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let (port, all) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Kept::default())));
        let mine = all.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = mine.clone();
                // Whoever hangs up ends it.
                tokio::spawn(async move { serve(stream, &kept).await.ok() });
            }
        });
        Self { port, kept: all, accepting }
    }

    /// From now on.
    pub fn weather(&self, weather: Weather) {
        kept(&self.kept).weather = Some(weather);
    }

    /// The sender died: what it heard since then, it may not have noted.
    pub fn sender_died(&self, since: &BTreeMap<String, Taken>) {
        for (id, taken) in &mut kept(&self.kept).taken {
            taken.heard &= since.get(id).is_some_and(|before| before.copies == taken.copies);
        }
    }

    /// What was taken, by the messages' ids.
    pub fn taken(&self) -> BTreeMap<String, Taken> {
        kept(&self.kept).taken.clone()
    }

    /// How one process sends.
    fn transport(&self) -> Transport {
        let settings = Mail {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: MailSecurity::None,
            user: None,
            password_file: None,
            from: "office@ashby.test".to_owned(),
        };
        Transport::new(Some(&settings)).unwrap()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn say(to: &mut OwnedWriteHalf, line: &str) -> io::Result<()> {
    to.write_all(format!("{line}\r\n").as_bytes()).await
}

/// One connection (RFC 5321).
async fn serve(stream: TcpStream, all: &Mutex<Kept>) -> io::Result<()> {
    // Otherwise each answer waits until the one before it is acknowledged.
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    say(&mut write, "220 post").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned(),
            "DATA" => {
                say(&mut write, "354 go on").await?;
                let mut head = BTreeMap::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    if let Some((name, value)) = line.split_once(": ") {
                        head.entry(name.to_owned()).or_insert_with(|| value.to_owned());
                    }
                }
                let weather = kept(all).weather.unwrap_or(Weather::Takes);
                match weather {
                    Weather::Says(code) => say(&mut write, code).await?,
                    Weather::HangsUp => return Ok(()),
                    Weather::HangsUpLate => {
                        take(all, &to, &head, false);
                        return Ok(());
                    }
                    Weather::Takes => {
                        take(all, &to, &head, true);
                        say(&mut write, "250 taken").await?;
                    }
                }
                continue;
            }
            "QUIT" => return say(&mut write, "221 bye").await,
            _ => {}
        }
        say(&mut write, "250 ok").await?;
    }
    Ok(())
}

fn take(all: &Mutex<Kept>, to: &str, head: &BTreeMap<String, String>, heard: bool) {
    let id = head.get("Message-ID").and_then(|id| id.strip_prefix('<')?.split('@').next());
    let mut kept = kept(all);
    let taken = kept.taken.entry(id.unwrap_or_default().to_owned()).or_default();
    taken.to = to.to_owned();
    taken.subject = head.get("Subject").cloned().unwrap_or_default();
    taken.copies += 1;
    taken.too_many |= taken.heard;
    taken.heard = heard;
}

impl Year {
    /// What waits is sent, in any weather; the process may die of it.
    pub async fn mail(mut self) -> Result<Self, Failure> {
        self.post.weather(match self.dice(10) {
            0 => Weather::Says("451 later"),
            1 => Weather::Says("554 never"),
            2 => Weather::HangsUp,
            3 => Weather::HangsUpLate,
            _ => Weather::Takes,
        });
        self.planted_before_mail();
        if self.dice(24) == 0 {
            self.town.store.faults().dies_at(Some(1 + usize::try_from(self.dice(8)).unwrap_or_default()));
            let before = self.post.taken();
            // Whatever it says, it is not heard.
            deliver::due(&self.town.service, &self.post.transport(), || true).await.ok();
            self.post.sender_died(&before);
            self = self.died();
        } else {
            self.send().await?;
        }
        self.planted_after_mail();
        Ok(self)
    }

    /// The mail job's turn.
    pub async fn send(&self) -> Result<(), Failure> {
        let sent = deliver::due(&self.town.service, &self.post.transport(), || true).await;
        self.lawful("send mail", sent.map(drop))
    }
}
