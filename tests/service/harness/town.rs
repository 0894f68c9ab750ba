//! The town itself: two schemes that must never see each other, with people in every role.

use std::sync::{Arc, OnceLock};

use beadle::{
    actions::{Service, Shared, scheme::found::Founding},
    clock::Clock,
    config::Settings,
    domain::{
        ids::{BusinessId, PremisesId, SchemeId, UserId},
        mail::Message,
        member::{
            agreement::Acceptance,
            evidence::{self, Visitor},
            record::{Business, BusinessDetails, Credentials, Grant, Premises, PremisesDetails, UserDetails},
            role::Role,
            state::State,
        },
        scheme::Contact,
    },
    photos::blobs::Blobs,
    store::{self, Read, Store, StoreError, Write},
    vault::{Token, Vault, password},
};
use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::{browser::Browser, database::Database};

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
    _database: Database,
}

impl Town {
    /// A town at noon on 22 November 2026, with mail held.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A town with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::still(AT.parse().unwrap(), 1_829);
        let database = Database::fresh(folder.path());
        let ring = folder.path().join("ring.toml");
        let mut settings = Settings {
            data: folder.path().to_owned(),
            database: Some(database.url()),
            key_ring: ring.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            metrics: None,
            public_url: "https://ashby.test".to_owned(),
            trusted_proxies: Vec::new(),
            only_host: None,
            mail: None,
            epochs_kept_days: 28,
            escrow: None,
            backup: None,
            copies: None,
            witness: None,
            residence: Default::default(),
        };
        change(&mut settings);
        let vault = Arc::new(Vault::create(&ring, &clock).unwrap());
        let store = Store::open(&database.url(), vault.clone(), clock.clone()).unwrap();
        store.migrate().unwrap();
        let blobs = Blobs::folder(&settings.blobs()).unwrap();
        let service = Service::new(store.clone(), vault.clone(), clock.clone(), blobs, settings);
        let ashby = people(&service, &store, "ashby.test", "Market Ashby Safer Town");
        let other = people(&service, &store, "other.test", "Other Town Partnership");
        Self { service, store, vault, clock, ashby, other, folder, _database: database }
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
            .read(move |tx| store::audit::page(tx, &viewer.expect("a controller"), None, None, 10_000))
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
        let settings = self.service.settings().clone();
        let vault = Arc::new(Vault::open(&settings.key_ring).unwrap());
        let store = Store::open(&settings.database_url(), vault.clone(), self.clock.clone()).unwrap();
        let blobs = Blobs::folder(&settings.blobs()).unwrap();
        Service::new(store, vault, self.clock.clone(), blobs, settings)
    }

    /// The same people and keys with another service, as a restore opens it.
    pub fn moved_to(self, service: Shared, store: Store) -> Self {
        Self { service, store, ..self }
    }

    /// Moves the clock on.
    pub fn later(&self, by: chrono::TimeDelta) {
        self.clock.move_to(self.clock.now() + by);
    }

    /// Evidence of a visit, for reading accounts from the store.
    pub fn visitor(&self, at: &People) -> evidence::Viewer<Visitor> {
        evidence::visitor(at.scheme, self.clock.now())
    }
}

fn people(service: &Shared, store: &Store, host: &'static str, name: &str) -> People {
    let clock = service.clock();
    let of = |role: Role, name: &str| UserDetails {
        name: name.to_owned(),
        email: format!("{}@{host}", role.as_str()),
        ..UserDetails::default()
    };
    let founded = service
        .found(&Founding {
            host: host.to_owned(),
            name: name.to_owned(),
            area: format!("the area of {name}"),
            contact: Contact { email: format!("office@{host}"), ..Contact::default() },
            first: [
                (Role::Controller, of(Role::Controller, "Priya Nair")),
                (Role::Board, of(Role::Board, "Tom Okafor")),
            ],
            demo: false,
        })
        .unwrap();
    let [controller, board] = founded.users;
    let id = || clock.random();
    let people = People {
        scheme: founded.scheme,
        host,
        business: BusinessId::from_random(id()),
        premises: PremisesId::from_random(id()),
        member: UserId::from_random(id()),
        manager: UserId::from_random(id()),
        administrator: UserId::from_random(id()),
        board,
        controller,
    };
    let staff = [
        (people.administrator, None, Role::Administrator, "Alice Hart"),
        (people.manager, Some(people.business), Role::Manager, "Maya Brooks"),
        (people.member, Some(people.business), Role::Member, "Sam Reed"),
    ];
    store
        .write_here(|tx| {
            settle(tx, &people, clock.now())?;
            for (user, business, role, name) in staff {
                store::user::insert(tx, people.scheme, user, business, &of(role, name), clock.now())?;
                let grant = Grant { user, role, granted_by: Some(controller), confirmed: true };
                store::user::grant_role(tx, people.scheme, grant, clock.now())?;
                activate(tx, people.scheme, user)?;
            }
            activate(tx, people.scheme, board)?;
            activate(tx, people.scheme, controller)
        })
        .unwrap();
    people
}

/// The business and its premises.
fn settle(tx: &mut Write<'_>, people: &People, at: DateTime<Utc>) -> Result<(), StoreError> {
    let business = Business {
        id: people.business,
        state: State::Active,
        details: BusinessDetails { name: "Fairway Stores".into(), trade: "Shop".into() },
        authority_on: Some(at.date_naive()),
    };
    store::business::insert(tx, people.scheme, &business, at)?;
    let site = Premises {
        id: people.premises,
        business: people.business,
        area: "Town centre".into(),
        details: PremisesDetails {
            name: "Fairway Stores, High Street".into(),
            address: "12 High Street".into(),
        },
        open: true,
    };
    store::business::insert_premises(tx, people.scheme, &site)
}

/// Gives a user [`PASSWORD`] and an agreement in force.
fn activate(tx: &mut Write<'_>, scheme: SchemeId, user: UserId) -> Result<(), StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| password::hash(tx.clock, PASSWORD).unwrap());
    let credentials = Credentials { password: hash.clone(), totp: None };
    store::user::keep_credentials(tx, scheme, user, &credentials, State::Active)?;
    store::user::agree(tx, scheme, user, Acceptance { version: 1, on: tx.clock.today() })
}
