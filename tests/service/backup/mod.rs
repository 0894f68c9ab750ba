//! Backups, and restores that bring nobody back.

mod archive;
mod crash;
mod ledgers;
mod many;
mod replay;
mod restore;

use std::{fs, path::Path, path::PathBuf, sync::Arc};

use beadle::{
    actions::backup::{self, Made, Order, Restored, Unrestored},
    app,
    config::Settings,
    domain::{
        ids::{IncidentId, ProfileId, SchemeId, UserId},
        member::role::Role,
    },
    faults::Plan,
    store::{self, Store, ledger::End},
    vault::{
        Token, Vault,
        archive::{Reader, Readers},
        escrow::officer,
    },
};
use tempfile::TempDir;

use crate::{
    harness::{Browser, Database, Town},
    profile::{
        listed::{picture, profile, report},
        scheduler::beat,
    },
};

/// A town with a backup folder, and the key that opens what is in it.
struct Vaulted {
    town: Town,
    folder: TempDir,
    readers: Readers,
    reader: Reader,
}

impl Vaulted {
    async fn new() -> Self {
        Self::of(Town::new().await)
    }

    fn of(town: Town) -> Self {
        let (public, secret) = officer();
        let readers = Readers::parse(&[public]).unwrap();
        Self { town, folder: tempfile::tempdir().unwrap(), readers, reader: Reader::parse(&secret).unwrap() }
    }

    async fn backup(&self) -> Made {
        self.backup_keeping(9).await
    }

    async fn backup_keeping(&self, keep: usize) -> Made {
        let (service, folder) = (&self.town.service, self.folder.path());
        backup::make(service, folder, &self.readers, keep, |_| ()).await.unwrap()
    }

    /// Restores the newest backup with the ledger as it is now.
    async fn restored(&self) -> Site {
        let site = Site::beside(&self.town);
        site.take_ledger(&self.town);
        self.restore(&site, false).await.unwrap();
        site
    }

    async fn restore(&self, site: &Site, resume: bool) -> Result<Restored, Unrestored> {
        self.restore_with(site, resume, Plan::default(), &|_| Ok(None)).await
    }

    async fn restore_with(
        &self,
        site: &Site,
        resume: bool,
        faults: Plan,
        witnessed: &dyn Fn(SchemeId) -> Result<Option<End>, String>,
    ) -> Result<Restored, Unrestored> {
        let order = Order {
            settings: &site.settings,
            vault: Arc::new(Vault::open(&site.settings.key_ring).unwrap()),
            clock: self.town.clock.clone(),
            from: self.folder.path(),
            backup: None,
            reader: &self.reader,
            resume,
            witnessed,
            faults,
        };
        backup::restore(order, |_| ()).await
    }

    /// A circulated person with a picture.
    async fn person(&self, name: &str) -> (ProfileId, IncidentId) {
        let (town, at) = (&self.town, &self.town.ashby);
        let id = profile(town, at, name).await;
        let incident = report(town, at, &[id], " took a ham").await;
        picture(town, at, Some(id), None).await;
        (id, incident)
    }

    /// An administrator strikes the incident that shows somebody.
    async fn strike(&self, (person, incident): (ProfileId, IncidentId)) {
        let mut alice = self.town.sign_in(Role::Administrator).await;
        let id = incident.to_string();
        let fields = [("incident", id.as_str()), ("why", "not_so"), ("words", "The camera shows otherwise")];
        alice.post(&format!("/people/{person}/strike"), &fields).await.goes_to("/people?done=withdrawn");
    }

    /// A manager suspends the member, or lets them act again.
    async fn set_member(&self, state: &str) {
        let mut maya = self.town.sign_in(Role::Manager).await;
        let path = format!("/members/people/{}/state", self.town.ashby.member);
        let done = if state == "suspended" { "suspended" } else { "resumed" };
        let to = format!("/members/{}?done={done}", self.town.ashby.business);
        maya.post(&path, &[("state", state)]).await.goes_to(&to);
    }

    /// The timetable runs, a minute later.
    async fn settle(&self) {
        self.town.later(chrono::TimeDelta::minutes(2));
        beat(&self.town).await;
    }
}

/// Another machine, with nothing on it but the settings and the key ring.
struct Site {
    settings: Settings,
    data: TempDir,
    _database: Database,
}

impl Site {
    fn beside(town: &Town) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = Database::fresh(data.path());
        let settings = Settings {
            data: data.path().to_owned(),
            database: Some(database.url()),
            ..town.service.settings().clone()
        };
        Self { settings, data, _database: database }
    }

    fn ledger(&self) -> PathBuf {
        self.data.path().join("ledger")
    }

    /// Takes the ledger's files from where they were copied to.
    fn take_ledger(&self, town: &Town) {
        copy_folder(&town.folder.path().join("ledger"), &self.ledger());
    }

    /// The service, as `beadle serve` opens it.
    fn serve(&self, town: &Town) -> anyhow::Result<beadle::actions::Shared> {
        let service = app::assemble(self.settings.clone(), town.clock.clone())?;
        app::make_ready(&service)?;
        Ok(service)
    }

    fn store(&self, town: &Town) -> Store {
        let vault = Arc::new(Vault::open(&self.settings.key_ring).unwrap());
        Store::open(&self.settings.database_url(), vault, town.clock.clone()).unwrap()
    }

    /// Somebody who is signed in.
    async fn sign_in(&self, town: &Town, user: UserId, role: Role) -> Browser {
        let (token, now, scheme) = (Token::new(&town.clock), town.clock.now(), town.ashby.scheme);
        let hash = token.hash();
        self.store(town)
            .write_here(|tx| store::session::insert(tx, scheme, &hash, user, role, true, now))
            .unwrap();
        let mut browser = Browser::new(self.serve(town).unwrap(), "ashby.test").await;
        browser.signed_in(&token.text(), "");
        browser
    }

    /// Nothing was written and nothing is in the way of a better attempt.
    fn untouched(&self) -> bool {
        let left = fs::read_dir(self.data.path()).unwrap().map(|entry| entry.unwrap().file_name());
        left.filter(|name| name != "ledger").count() == 0
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
