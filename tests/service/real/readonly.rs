//! Folders that are read-only, as after a disk's error: the real program refuses what it cannot keep, in clear words,
//! goes on with everything else, and with all of it once they can be written again.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use beadle::{
    domain::member::{role::Role, state::State},
    store::{self, Url},
};

use super::{kill::sheet, process::Host, wire::Wire};
use crate::incident::jpeg;

/// The program without a superuser's right to write where nobody may; killed when dropped.
struct Bound {
    child: Child,
    address: std::net::SocketAddr,
}

impl Bound {
    fn start(host: &Host) -> Self {
        let root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let mut program = if root {
            let mut bound = Command::new("setpriv");
            bound.args(["--bounding-set", "-dac_override,-dac_read_search", env!("CARGO_BIN_EXE_beadle")]);
            bound
        } else {
            Command::new(env!("CARGO_BIN_EXE_beadle"))
        };
        let log = fs::File::create(&host.log).unwrap();
        let child = program
            .args(["serve", "--config"])
            .arg(host.folder().join("beadle.toml"))
            .env("BEADLE_LOG", "warn,beadle=info")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut bound = Self { child, address: ([127, 0, 0, 1], 0).into() };
        let patience = Instant::now() + Duration::from_secs(90);
        loop {
            let said = host.logged();
            assert!(Instant::now() < patience, "never ready:\n{said}");
            assert_eq!(bound.child.try_wait().unwrap(), None, "the program ended:\n{said}");
            let listening = said.lines().find(|line| line.contains("\"message\":\"listening\""));
            let address = listening.and_then(|line| line.split("\"address\":\"").nth(1)?.split('"').next());
            if let Some(address) = address {
                bound.address = address.parse().unwrap();
                return bound;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Lets nobody write to a folder and what is in it, or its owner again.
fn writable(folder: &Path, yes: bool) {
    let (of_folder, of_file) = if yes { (0o700, 0o600) } else { (0o500, 0o400) };
    if yes {
        fs::set_permissions(folder, fs::Permissions::from_mode(of_folder)).unwrap();
    }
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            writable(&path, yes);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(of_file)).unwrap();
        }
    }
    if !yes {
        fs::set_permissions(folder, fs::Permissions::from_mode(of_folder)).unwrap();
    }
}

#[actix_web::test]
async fn with_read_only_folders_it_refuses_what_it_cannot_keep_and_goes_on() {
    let host = Host::new("").await;
    // One database does: what is read-only here is beside it.
    let Url::Sqlite(_) = host.town.store.url() else { return };
    let program = Bound::start(&host);
    let at = host.town.ashby.clone();
    let signed_in = async |role: Role| {
        let (session, csrf) = host.town.session(&at, at.who(role), role, true).await;
        let (host, from) = ("ashby.test".to_owned(), "192.0.2.7".to_owned());
        Wire { address: program.address, host, session, csrf, from }
    };
    let (sam, maya) = (signed_in(Role::Member).await, signed_in(Role::Manager).await);
    let (premises, today) = (at.premises.to_string(), host.town.clock.today().to_string());
    let report = |n: usize| {
        let key = format!("read-only-report-{n:05}");
        let heard = sam.post_by_script("/report", &sheet(&key, &premises, &today)).unwrap().expect(201);
        let answer: serde_json::Value = serde_json::from_slice(&heard.body).unwrap();
        answer["id"].as_str().unwrap().to_owned()
    };
    let photos = format!("/reports/{}/photos", report(1));
    let photo = jpeg(400, 300, 1);
    let jo = host.town.add_user(&at, Role::Member, "Jo Hall", "jo@shop.example");
    let suspend = || maya.post(&format!("/members/people/{jo}/state"), &[("state", "suspended")]).unwrap();
    let state = async || {
        let visitor = host.town.visitor(&at);
        host.town.read(move |tx| store::user::load(tx, &visitor, jo)).await.state
    };

    let folders = ["ledger", "blobs", "heads"].map(|name| host.folder().join(name));
    for folder in &folders {
        fs::create_dir_all(folder).unwrap();
        writable(folder, false);
    }
    let refused = suspend().expect(500).text();
    assert!(refused.contains("Nothing was changed") || refused.contains("nothing"), "{refused}");
    assert_eq!(state().await, State::Active, "nothing is half done");
    sam.upload(&photos, "till.jpg", &photo).unwrap().expect(500);
    sam.get(photos.trim_end_matches("/photos")).unwrap().expect(200);
    report(2);
    sam.get("/gallery").unwrap().expect(200);
    assert_eq!(sam.get("/readyz").unwrap().status, 200);

    for folder in &folders {
        writable(folder, true);
    }
    suspend().expect(303);
    assert_eq!(state().await, State::Suspended);
    sam.upload(&photos, "till.jpg", &photo).unwrap().expect(303);
    assert!(host.logged().contains("\"level\":\"ERROR\""), "the log says what it could not write");
    drop(program);
    host.verify_audit();
}
