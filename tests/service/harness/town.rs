//! The town itself: two schemes that must never see each other, with people in every role.

use std::{path::Path, sync::Arc};

use beadle::{
    actions::{Service, Shared},
    clock::Clock,
    config::Settings,
    domain::{
        ids::{BusinessId, PremisesId, SchemeId, UserId},
        mail::Message,
        member::{
            evidence::{self, Visitor},
            record::{Grant, UserDetails},
            role::Role,
        },
    },
    photos::blobs::Blobs,
    store::{self, Read, Store, StoreError, Write},
    vault::{Token, Vault},
};
use tempfile::TempDir;

use super::{
    browser::Browser,
    database::Database,
    founding::{activate, people},
};

/// Where the clock of every town begins: a Sunday at noon.
pub const AT: &str = "2026-11-22T12:00:00Z";
/// Everybody's password.
pub const PASSWORD: &str = "a lantern over the market hall";

/// A scheme, its first business with one premises, and one person in each role.
#[derive(Clone)]
pub struct People {
    pub scheme: SchemeId,
    pub host: &'static str,
    pub business: BusinessId,
    pub premises: PremisesId,
    pub member: UserId,
    pub manager: UserId,
    pub administrator: UserId,
    pub board: UserId,
    pub controller: UserId,
}

impl People {
    /// The person in a role.
    pub fn who(&self, role: Role) -> UserId {
        match role {
            Role::Member => self.member,
            Role::Manager => self.manager,
            Role::Administrator => self.administrator,
            Role::Board => self.board,
            Role::Controller => self.controller,
            Role::Officer => panic!("an officer comes with an agreement: see everywhere::Full"),
        }
    }

    /// The sign-in name of the person in a role.
    pub fn email(&self, role: Role) -> String {
        format!("{}@{}", role.as_str(), self.host)
    }
}

/// The whole service. Everything goes when it is dropped.
pub struct Town {
    pub service: Shared,
    pub store: Store,
    pub vault: Arc<Vault>,
    pub clock: Clock,
    /// The scheme most tests play in.
    pub ashby: People,
    /// Another scheme on the same installation.
    pub other: People,
    pub folder: TempDir,
    database: Database,
}

impl Town {
    /// A town at noon on 22 November 2026, with mail held.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A town with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut town = Self::founded(Database::fresh, change);
        town.other = people(&town.service, &town.store, "other.test", "Other Town Partnership");
        town
    }

    /// A town whose database has a server of its own, if it has one.
    pub async fn apart() -> Self {
        let mut town = Self::founded(Database::apart, |_| ());
        town.other = people(&town.service, &town.store, "other.test", "Other Town Partnership");
        town
    }

    /// A town that has no other on its installation; on SQLite, whatever the other tests run on.
    pub async fn alone() -> Self {
        Self::founded(Database::file, |_| ())
    }

    fn founded(database: impl FnOnce(&Path) -> Database, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::still(AT.parse().unwrap(), 1_829);
        let database = database(folder.path());
        let mut settings = settings(folder.path(), &database);
        let vault = Vault::create(&settings.key_ring, &clock).unwrap();
        change(&mut settings);
        let (service, store, vault) = opened(vault, &clock, settings);
        store.migrate().unwrap();
        let ashby = people(&service, &store, "ashby.test", "Market Ashby Safer Town");
        let other = ashby.clone();
        Self { service, store, vault, clock, ashby, other, folder, database }
    }

    /// Where its rows are.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A town of one scheme on files that lie in a folder already; on SQLite, whatever the other tests run on.
    pub fn on(folder: TempDir, ashby: &People, clock: Clock) -> Self {
        let database = Database::file(folder.path());
        let settings = settings(folder.path(), &database);
        let vault = Vault::open(&settings.key_ring).unwrap();
        let (service, store, vault) = opened(vault, &clock, settings);
        let (ashby, other) = (ashby.clone(), ashby.clone());
        Self { service, store, vault, clock, ashby, other, folder, database }
    }

    /// The same town after a crash: what was in memory is gone.
    pub fn again(self) -> Self {
        let settings = self.service.settings().clone();
        let vault = Vault::open(&settings.key_ring).unwrap();
        let (service, store, vault) = opened(vault, &self.clock, settings);
        Self { service, store, vault, ..self }
    }

    /// Somebody's browser at a host name, not signed in.
    pub async fn visit(&self, host: &str) -> Browser {
        Browser::new(self.service.clone(), host).await
    }

    /// Ashby's person in a role, signed in with a second factor shown.
    pub async fn sign_in(&self, role: Role) -> Browser {
        self.sign_in_as(&self.ashby, self.ashby.who(role), role).await
    }

    /// Anybody signed in, in a role they hold, with a second factor shown.
    pub async fn sign_in_as(&self, at: &People, user: UserId, role: Role) -> Browser {
        self.with_session(at, user, role, true).await
    }

    /// Anybody whose password was taken and who has not shown a second factor yet.
    pub async fn sign_in_halfway(&self, at: &People, user: UserId, role: Role) -> Browser {
        self.with_session(at, user, role, false).await
    }

    async fn with_session(&self, at: &People, user: UserId, role: Role, second_factor: bool) -> Browser {
        let mut browser = self.visit(at.host).await;
        let (token, csrf) = self.session(at, user, role, second_factor).await;
        browser.signed_in(&token, &csrf);
        browser
    }

    /// A session: its cookie, and the token of its forms.
    pub async fn session(
        &self,
        at: &People,
        user: UserId,
        role: Role,
        second_factor: bool,
    ) -> (String, String) {
        let token = Token::new(&self.clock);
        let now = self.clock.now();
        let (scheme, hash) = (at.scheme, token.hash());
        self.write(move |tx| store::session::insert(tx, scheme, &hash, user, role, second_factor, now)).await;
        (token.text(), self.vault.link_tag(&[b"form", &token.hash()]))
    }

    /// An active user in a role with the agreement accepted, who signs in by `email` and [`PASSWORD`].
    pub fn add_user(&self, at: &People, role: Role, name: &str, email: &str) -> UserId {
        let id = UserId::from_random(self.clock.random());
        let business = matches!(role, Role::Member | Role::Manager).then_some(at.business);
        self.store
            .write_here(|tx| {
                let details =
                    UserDetails { name: name.into(), email: email.into(), ..UserDetails::default() };
                store::user::insert(tx, at.scheme, id, business, &details, self.clock.now())?;
                activate(tx, at.scheme, id)?;
                let grant = Grant { user: id, role, granted_by: None, confirmed: true };
                store::user::grant_role(tx, at.scheme, grant, self.clock.now())
            })
            .unwrap();
        id
    }

    /// Gives somebody another role, confirmed.
    pub fn grant(&self, at: &People, user: UserId, role: Role) {
        let grant = Grant { user, role, granted_by: Some(at.controller), confirmed: true };
        self.store.write_here(|tx| store::user::grant_role(tx, at.scheme, grant, self.clock.now())).unwrap();
    }

    /// Writes to the store.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write(work).await.unwrap()
    }

    /// Reads the store.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.read(work).await.unwrap()
    }

    /// The deeds in a scheme's audit trail, the newest last.
    pub async fn trail(&self, at: &People) -> Vec<String> {
        self.trail_of(at, 10_000).await
    }

    /// As [`Town::trail`], the newest so many.
    pub async fn trail_of(&self, at: &People, newest: usize) -> Vec<String> {
        let newest = i64::try_from(newest).unwrap();
        let facts = evidence::SessionFacts {
            scheme: at.scheme,
            user: at.controller,
            business: None,
            role: Role::Controller,
            active: true,
            agreed: true,
            second_factor: true,
            stopped: None,
        };
        let viewer = <evidence::Controller as evidence::FromSession>::from_session(&facts, self.clock.now());
        let page = self
            .read(move |tx| store::audit::page(tx, &viewer.expect("a controller"), None, None, newest))
            .await;
        page.into_iter().rev().map(|event| event.deed).collect()
    }

    /// The messages that wait in a scheme's outbox, the oldest first.
    pub async fn mail(&self, at: &People) -> Vec<Message> {
        let viewer = evidence::scheduler(at.scheme, self.clock.now());
        let items = self.read(move |tx| store::outbox::list(tx, &viewer, true, 1_000)).await;
        items.into_iter().rev().filter_map(|item| item.message).collect()
    }

    /// The path of the link in the last message to an address.
    pub async fn link(&self, at: &People, to: &str) -> String {
        let mail = self.mail(at).await;
        let last = mail.iter().rfind(|message| message.to == to).expect("mail to that address");
        let base = format!("https://{}", at.host);
        let line = last.text.lines().find(|line| line.starts_with(&format!("{base}/link/"))).expect("a link");
        line[base.len()..].to_owned()
    }

    /// Another process of the same installation, by its own ring, as it stands in the file.
    pub fn second(&self) -> Shared {
        self.beside(&self.clock)
    }

    /// Another process of the same installation, by a clock of its own.
    pub fn beside(&self, clock: &Clock) -> Shared {
        let settings = self.service.settings().clone();
        opened(Vault::open(&settings.key_ring).unwrap(), clock, settings).0
    }

    /// The same town after its process died and was started again: by what the disk holds.
    pub fn started_again(self) -> Self {
        let town = self.again();
        town.service.fill_index().unwrap();
        town
    }

    /// The same people and keys with another service, as a restore opens it.
    pub fn moved_to(self, service: Shared, store: Store) -> Self {
        Self { service, store, ..self }
    }

    /// Moves the clock on.
    pub fn later(&self, by: chrono::TimeDelta) {
        self.date_blobs();
        self.clock.move_to(self.clock.now() + by);
    }

    /// Evidence of a visit, for reading accounts from the store.
    pub fn visitor(&self, at: &People) -> evidence::Viewer<Visitor> {
        evidence::visitor(at.scheme, self.clock.now())
    }
}

fn settings(folder: &Path, database: &Database) -> Settings {
    Settings {
        data: folder.to_owned(),
        database: Some(database.url()),
        key_ring: folder.join("ring.toml"),
        key_ring_credential: None,
        listen: "127.0.0.1:0".parse().unwrap(),
        metrics: None,
        public_url: "https://ashby.test".to_owned(),
        trusted_proxies: Vec::new(),
        only_host: None,
        mail: None,
        epochs_kept_days: 28,
        police_calls_a_minute: 600,
        escrow: None,
        backup: None,
        copies: None,
        witness: None,
        residence: Default::default(),
    }
}

fn opened(vault: Vault, clock: &Clock, settings: Settings) -> (Shared, Store, Arc<Vault>) {
    let vault = Arc::new(vault);
    let store = Store::open(&settings.database_url(), vault.clone(), clock.clone()).unwrap();
    let blobs = Blobs::folder(&settings.blobs()).unwrap();
    (Service::new(store.clone(), vault.clone(), clock.clone(), blobs, settings), store, vault)
}
