//! A real SMTP peer: aiosmtpd, in a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

const SCRIPT: &str = r#"
import socket, sys
try:
    from aiosmtpd.controller import Controller
except ImportError:
    print("missing", flush=True)
    raise SystemExit
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refuse"):
            return "550 no such person " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode("utf-8", "replace").replace("\r\n", "\\n")
        print("mail rcpt: " + ", ".join(envelope.rcpt_tos) + "\\n" + text, flush=True)
        return "250 taken"
class Ours(Controller):
    def _trigger_server(self):
        port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), 5) as knock:
            knock.recv(1024)
controller = Ours(Handler(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("port %d" % controller.server.sockets[0].getsockname()[1], flush=True)
sys.stdin.read()
controller.stop()
"#;

/// A mail server that keeps what it is sent, and refuses whoever is called `refuse…`.
pub struct Peer {
    pub port: u16,
    process: Child,
    lines: mpsc::Receiver<String>,
}

impl Peer {
    /// On any free port.
    pub fn start() -> Self {
        Self::start_on(0)
    }

    /// On a given port.
    pub fn start_on(port: u16) -> Self {
        let mut process = Command::new("python3")
            .args(["-c", SCRIPT, &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the mail tests");
        let (send, lines) = mpsc::channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let first = lines.recv_timeout(Duration::from_secs(20)).unwrap_or_default();
        assert_ne!(first, "missing", "the mail tests need aiosmtpd: run tests/run, or pip install aiosmtpd");
        let port = first.strip_prefix("port ").expect("aiosmtpd listens").parse().unwrap();
        Self { port, process, lines }
    }

    /// What was received: waits for so many messages.
    pub fn received(&self, n: usize) -> Vec<String> {
        let wait = || self.lines.recv_timeout(Duration::from_secs(10)).expect("a message arrives");
        (0..n).map(|_| wait().replace("\\n", "\n")).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
