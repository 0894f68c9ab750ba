//! `beadle keys`, as whoever runs the machine types it: what it says, what it writes, with which exit code it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::harness::Town;

/// A town with a configuration file, and a folder elsewhere for escrow and officers' keys.
struct Machine {
    town: Town,
    config: PathBuf,
    away: tempfile::TempDir,
}

/// What a command said and how it ended.
struct Said {
    code: i32,
    out: String,
    error: String,
}

fn ran(command: &[&str], paths: &[(&str, &Path)]) -> Said {
    let mut run = Command::new(env!("CARGO_BIN_EXE_beadle"));
    finished(&mut run, command, paths)
}

fn finished(run: &mut Command, command: &[&str], paths: &[(&str, &Path)]) -> Said {
    run.args(command).env("NO_COLOR", "1");
    for (flag, path) in paths {
        run.arg(flag).arg(path);
    }
    let Output { status, stdout, stderr } = run.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: status.code().unwrap(), out: text(stdout), error: text(stderr) }
}

impl Machine {
    /// A machine whose ring is in escrow for these officers' public keys; for none, there is no escrow.
    async fn new(officers: &[String], away: tempfile::TempDir) -> Self {
        let town = Town::new().await;
        let settings = town.service.settings();
        let escrow = away.path().join("ring.age");
        let mut text = format!(
            "data = {:?}\ndatabase = {:?}\nkey_ring = {:?}\npublic_url = \"https://ashby.test\"\n",
            settings.data,
            settings.database_url(),
            settings.key_ring
        );
        if !officers.is_empty() {
            text.push_str(&format!("[escrow]\nfile = {escrow:?}\nofficers = {officers:?}\n"));
        }
        let config = town.folder.path().join("beadle.toml");
        fs::write(&config, text).unwrap();
        Self { town, config, away }
    }

    fn keys(&self, command: &[&str]) -> Said {
        ran(&[&["keys"], command].concat(), &[("--config", &self.config)])
    }

    fn ring(&self) -> PathBuf {
        self.town.service.settings().key_ring.clone()
    }

    fn escrow(&self) -> PathBuf {
        self.away.path().join("ring.age")
    }

    /// `beadle keys recover` by an officer, to a file.
    fn recovers(&self, officer: &str, to: &Path) -> Said {
        let officer = self.away.path().join(officer);
        ran(&["keys", "recover"], &[("--from", &self.escrow()), ("--officer", &officer), ("--to", to)])
    }
}

/// Officers' keys, made as an officer makes one.
fn officers(away: &Path, names: &[&str]) -> Vec<String> {
    let made = names.iter().map(|name| {
        let said = ran(&["keys", "officer"], &[("--out", &away.join(name))]);
        assert_eq!(said.code, 0, "{}", said.error);
        assert!(said.out.starts_with("age1") && !said.out.contains("SECRET"), "{}", said.out);
        said.out.trim().to_owned()
    });
    made.collect()
}

#[actix_web::test]
async fn a_lost_ring_comes_back_by_any_one_officer_and_by_nobody_else() {
    let away = tempfile::tempdir().unwrap();
    let named = officers(away.path(), &["ada", "bob", "eve"]);
    let again = ran(&["keys", "officer"], &[("--out", &away.path().join("ada"))]);
    assert_eq!(again.code, 1, "an officer's key is not overwritten");
    let machine = Machine::new(&named[..2], away).await;
    let said = machine.keys(&["escrow"]);
    assert_eq!((said.code, said.out.contains("2 officers can recover")), (0, true), "{}", said.error);
    let said = machine.keys(&["rotate"]);
    assert_eq!((said.code, said.out.contains("epoch 2 is the newest")), (0, true), "{}", said.error);
    let ring = fs::read_to_string(machine.ring()).unwrap();
    for officer in ["ada", "bob"] {
        let to = machine.away.path().join(format!("{officer}.toml"));
        let said = machine.recovers(officer, &to);
        assert_eq!((said.code, said.out.contains("the newest 2")), (0, true), "{}", said.error);
        assert_eq!(fs::read_to_string(&to).unwrap(), ring, "as it is after the change");
        assert!(!said.out.contains("key =") && !said.error.contains("key ="));
    }
    let to = machine.away.path().join("eve.toml");
    let said = machine.recovers("eve", &to);
    assert_eq!((said.code, to.exists()), (1, false), "not by who is no officer: {}", said.out);
    let said = machine.recovers("nobody", &to);
    assert!(said.code == 1 && said.error.contains("nobody"), "{}", said.error);
    let said = machine.recovers("ada", &machine.ring());
    assert_eq!(said.code, 1, "a ring that is there is never overwritten");
    assert_eq!(fs::read_to_string(machine.ring()).unwrap(), ring);
    fs::remove_file(machine.ring()).unwrap();
    assert_eq!(machine.keys(&["status"]).code, 1, "nothing goes without a ring");
    assert_eq!(machine.recovers("bob", &machine.ring()).code, 0);
    assert_eq!(machine.keys(&["status"]).code, 0);
}

#[actix_web::test]
async fn a_damaged_escrow_is_refused_and_written_anew_over_the_old_one() {
    let away = tempfile::tempdir().unwrap();
    let named = officers(away.path(), &["ada", "bob"]);
    let machine = Machine::new(&named, away).await;
    assert_eq!(machine.keys(&["escrow"]).code, 0);
    let good = fs::read(machine.escrow()).unwrap();
    let to = machine.away.path().join("ring.toml");
    for at in [10, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(machine.escrow(), bad).unwrap();
        let said = machine.recovers("ada", &to);
        assert_eq!((said.code, to.exists()), (1, false), "byte {at}: {}", said.out);
        assert!(said.error.contains("ring.age"), "{}", said.error);
    }
    fs::write(machine.escrow(), &good[..good.len() - 1]).unwrap();
    assert_eq!(machine.recovers("ada", &to).code, 1, "cut short");
    let mut old = fs::File::open(machine.escrow()).unwrap();
    assert_eq!(machine.keys(&["escrow"]).code, 0);
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut old, &mut left).unwrap();
    assert!(
        left.len() == good.len() - 1 && left.iter().all(|byte| *byte == 0),
        "the old one is written over"
    );
    assert_eq!(machine.recovers("ada", &to).code, 0);
}

#[actix_web::test]
async fn what_cannot_be_done_is_said_and_changes_nothing() {
    let machine = Machine::new(&[], tempfile::tempdir().unwrap()).await;
    let ring = fs::read(machine.ring()).unwrap();
    let said = machine.keys(&["escrow"]);
    assert!(said.code == 1 && said.error.contains("[escrow] is not set"), "{}", said.error);
    let said = machine.keys(&["status", "--json"]);
    assert_eq!(said.code, 0, "{}", said.error);
    assert!(serde_json::from_str::<serde_json::Value>(&said.out).unwrap().is_array());
    for unknown in ["destroy", "--help=no"] {
        assert_eq!(machine.keys(&[unknown]).code, 2, "{unknown}: how it is called is not understood");
    }
    let away = tempfile::tempdir().unwrap();
    let mut named = officers(away.path(), &["ada"]);
    named.push(named[0].clone());
    let alone = Machine::new(&named, away).await;
    let said = alone.keys(&["rotate"]);
    assert!(said.code == 1 && said.error.contains("at least 2 officers"), "{}", said.error);
    assert_eq!(fs::read(machine.ring()).unwrap(), ring);
}

#[actix_web::test]
async fn a_sealed_ring_opens_where_its_credential_is_handed_out_and_nowhere_else() {
    let away = tempfile::tempdir().unwrap();
    let named = officers(away.path(), &["ada", "bob"]);
    let machine = Machine::new(&named, away).await;
    let text = fs::read_to_string(&machine.config).unwrap();
    fs::write(&machine.config, format!("key_ring_credential = \"beadle-ring\"\n{text}")).unwrap();
    let credentials = machine.away.path().join("credentials");
    fs::create_dir(&credentials).unwrap();
    fs::write(credentials.join("beadle-ring"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
    let handed = |command: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_beadle"));
        run.env("CREDENTIALS_DIRECTORY", &credentials);
        finished(&mut run, &[&["keys"], command].concat(), &[("--config", &machine.config)])
    };
    let said = handed(&["status"]);
    assert!(said.code == 1 && said.error.contains("run beadle keys seal"), "{}", said.error);
    let said = machine.keys(&["seal"]);
    assert!(said.code == 1 && said.error.contains("LoadCredentialEncrypted"), "{}", said.error);
    let mut old = fs::File::open(machine.ring()).unwrap();
    let said = handed(&["seal"]);
    assert_eq!(said.code, 0, "{}", said.error);
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut old, &mut left).unwrap();
    assert!(!left.is_empty() && left.iter().all(|byte| *byte == 0), "the ring as it was is written over");
    assert!(!fs::read_to_string(machine.ring()).unwrap().contains("key ="));
    assert_eq!(handed(&["seal"]).code, 1, "once");
    assert_eq!(machine.keys(&["status"]).code, 1, "not without the credential");
    let said = handed(&["rotate"]);
    assert_eq!((said.code, said.out.contains("epoch 2 is the newest")), (0, true), "{}", said.error);
    assert!(!fs::read_to_string(machine.ring()).unwrap().contains("key ="), "it changes sealed");
    let to = machine.away.path().join("drill.toml");
    assert_eq!(machine.recovers("ada", &to).code, 0, "the escrow needs no credential");
    let said = handed(&["unseal"]);
    assert_eq!(said.code, 0, "{}", said.error);
    assert_eq!(fs::read(machine.ring()).unwrap(), fs::read(&to).unwrap(), "it lies there as it is");
}

#[test]
fn whoever_stops_listening_is_no_failure() {
    let away = tempfile::tempdir().unwrap();
    let (nobody, out) = std::io::pipe().unwrap();
    drop(nobody);
    let mut run = Command::new(env!("CARGO_BIN_EXE_beadle"));
    let run = run.args(["keys", "officer", "--out"]).arg(away.path().join("ada")).stdout(out);
    let ended = run.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}
