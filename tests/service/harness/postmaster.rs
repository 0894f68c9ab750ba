//! A mail server that behaves as badly as a test wants it to.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes the connection and never says a word.
    Silent,
    /// Hangs once the message has begun.
    SilentInData,
    /// "Try again later" to each address.
    Later,
    /// Has the whole message, and hangs up without an answer.
    HangsUp,
    /// Takes the message.
    Takes,
}

/// The server; its threads end with the connections that they are at.
pub struct Postmaster {
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    taken: Arc<Mutex<Vec<String>>>,
    closed: Arc<AtomicBool>,
    calls: UnboundedReceiver<()>,
}

impl Postmaster {
    /// On any free port.
    pub fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (manner, taken) = (Arc::new(Mutex::new(manner)), Arc::new(Mutex::new(Vec::new())));
        let (call, calls) = unbounded_channel();
        let closed = Arc::new(AtomicBool::new(false));
        let (how, kept, over) = (manner.clone(), taken.clone(), closed.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::Acquire) {
                    return;
                }
                let (how, kept, call) = (how.clone(), kept.clone(), call.clone());
                thread::spawn(move || talk(&stream, &how, &kept, &call));
            }
        });
        Self { port, manner, taken, closed, calls }
    }

    /// From now on it behaves so.
    pub fn behaves(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Waits until it was called once more, and behaved so far as it does.
    pub async fn called(&mut self) {
        self.calls.recv().await.expect("it listens");
    }

    /// How often it was called since it was last asked.
    pub fn calls(&mut self) -> usize {
        std::iter::from_fn(|| self.calls.try_recv().ok()).count()
    }

    /// Every message that it has whole, head and body.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Release);
        // The last caller is ourselves: nobody listens after that.
        TcpStream::connect(("127.0.0.1", self.port)).ok();
    }
}

/// Speaks as RFC 5321 has it, as far as its manner goes.
fn talk(
    stream: &TcpStream,
    manner: &Mutex<Manner>,
    taken: &Mutex<Vec<String>>,
    call: &UnboundedSender<()>,
) -> Option<()> {
    let is = |wanted: Manner| *manner.lock().unwrap() == wanted;
    let say = |words: &str| (&mut &*stream).write_all(words.as_bytes()).ok();
    let mut heard = BufReader::new(stream).lines().map_while(Result::ok);
    call.send(()).ok()?;
    if is(Manner::Silent) {
        // Until the caller hangs up.
        heard.for_each(drop);
        return None;
    }
    say("220 a.test\r\n")?;
    while let Some(line) = heard.next() {
        match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
            "RCPT" if is(Manner::Later) => say("451 later\r\n")?,
            "DATA" => {
                say("354 go on\r\n")?;
                let message: Vec<String> = heard.by_ref().take_while(|line| line != ".").collect();
                if is(Manner::SilentInData) {
                    heard.for_each(drop);
                    return None;
                }
                taken.lock().unwrap().push(message.join("\n"));
                if is(Manner::HangsUp) {
                    return None;
                }
                say("250 taken\r\n")?;
            }
            "QUIT" => return say("221 bye\r\n"),
            _ => say("250 well\r\n")?,
        }
    }
    None
}
