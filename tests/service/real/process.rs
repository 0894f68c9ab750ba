//! The installation of a town, served by the real program.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use beadle::{
    actions::audit::verify::{self, Report},
    clock::Clock,
    domain::member::{agreement::Acceptance, role::Role},
    store,
};

use super::wire::Wire;
use crate::harness::Town;

/// A program that is not ready by then never is.
const PATIENCE: Duration = Duration::from_secs(90);

/// A town whose clock shows the machine's time, with a configuration file for the program.
pub struct Host {
    pub town: Town,
    config: PathBuf,
    /// What the program writes to standard error and output, start after start.
    pub log: PathBuf,
}

/// The running program; killed when dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    /// From its start to the first 200 of `/readyz`.
    pub ready_after: Duration,
}

impl Host {
    /// A town of today. `more` is added to the configuration file.
    pub async fn new(more: &str) -> Self {
        Self::of(Town::new().await, more).await
    }

    /// This town, as of today.
    pub async fn of(town: Town, more: &str) -> Self {
        let now = Clock::system().now();
        town.clock.move_to(now);
        let people = town.ashby.clone();
        let today = town.clock.today();
        for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board, Role::Controller] {
            let (scheme, user) = (people.scheme, people.who(role));
            let accepted = Acceptance { version: 1, on: today };
            town.write(move |tx| store::user::agree(tx, scheme, user, accepted)).await;
        }
        let folder = town.folder.path();
        let settings = town.service.settings();
        let text = format!(
            "data = {:?}\ndatabase = {:?}\nkey_ring = {:?}\nlisten = \"127.0.0.1:0\"\n\
             public_url = \"http://ashby.test\"\ntrusted_proxies = [\"127.0.0.1\"]\n{more}\n",
            settings.data,
            settings.database_url(),
            settings.key_ring,
        );
        let config = folder.join("beadle.toml");
        fs::write(&config, text).unwrap();
        fs::create_dir(folder.join("tmp")).unwrap();
        let log = folder.join("log.jsonl");
        Self { config, log, town }
    }

    /// Starts the program and waits until it is ready.
    pub fn start(&self, level: &str) -> Program {
        self.started(Command::new(env!("CARGO_BIN_EXE_beadle")), level)
    }

    /// Starts it on a disk that has room for files of so many blocks of 512 bytes, and none beyond.
    pub fn start_within(&self, blocks: u64) -> Program {
        let mut shell = Command::new("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        shell.arg("-c").arg(limited).arg(env!("CARGO_BIN_EXE_beadle"));
        self.started(shell, "warn,beadle=info")
    }

    fn started(&self, mut program: Command, level: &str) -> Program {
        let began = Instant::now();
        let before = fs::metadata(&self.log).map_or(0, |log| log.len());
        let log = fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let child = program
            .args(["serve", "--config"])
            .arg(&self.config)
            .env("BEADLE_LOG", level)
            .env("TMPDIR", self.town.folder.path().join("tmp"))
            .current_dir(self.town.folder.path().join("tmp"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut program = Program { child, address: ([127, 0, 0, 1], 0).into(), ready_after: Duration::ZERO };
        let patience = Instant::now() + PATIENCE;
        let said = || {
            let log = fs::read(&self.log).unwrap_or_default();
            String::from_utf8_lossy(&log[before as usize..]).into_owned()
        };
        loop {
            assert!(Instant::now() < patience, "never ready:\n{}", said());
            if let Some(address) = listens_on(&said()) {
                program.address = address;
                if self.visitor(&program).get("/readyz").is_ok_and(|heard| heard.status == 200) {
                    break;
                }
            }
            if let Some(status) = program.child.try_wait().unwrap() {
                panic!("the program ended with {status}:\n{}", said());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        program.ready_after = began.elapsed();
        program
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self, program: &Program) -> Wire {
        Wire {
            address: program.address,
            host: "ashby.test".to_owned(),
            session: String::new(),
            csrf: String::new(),
            from: "192.0.2.7".to_owned(),
        }
    }

    /// Ashby's person in a role, signed in.
    pub async fn sign_in(&self, program: &Program, role: Role) -> Wire {
        let at = &self.town.ashby;
        self.town.clock.move_to(Clock::system().now());
        let (session, csrf) = self.town.session(at, at.who(role), role, true).await;
        Wire { session, csrf, ..self.visitor(program) }
    }

    /// Verifies every audit trail, as `beadle audit verify` does.
    pub fn verify_audit(&self) {
        let heads = self.town.service.settings().heads();
        let reports = verify::all(&self.town.store, &heads, None, |_, _| ()).unwrap();
        assert!(reports.iter().all(Report::good), "{reports:?}");
    }

    /// What the program has logged.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn folder(&self) -> &Path {
        self.town.folder.path()
    }
}

impl Program {
    /// SIGKILL: no goodbye.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success(), "it stops well");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The address in the line `listening` of the log.
fn listens_on(log: &str) -> Option<SocketAddr> {
    let line = log.lines().find(|line| line.contains("\"message\":\"listening\""))?;
    let rest = line.split("\"address\":\"").nth(1)?;
    rest.split('"').next()?.parse().ok()
}
