//! A scheme with people who are shown and clients who are signed in, made straight through the store: what is measured
//! comes after.

use std::sync::Arc;

use beadle::{
    actions::{Call, Service, Shared, scheme::found::Founding},
    clock::Clock,
    config::Settings,
    domain::{
        date::london_day,
        ids::{BusinessId, IncidentId, PictureId, PremisesId, ProfileId, SanctionId, SchemeId, UserId},
        incident::{
            Incident, Subject, content::Content, finding::Finding, kind::Kind, loss::Band,
            person::Acquaintance, report, source::Source, standing::Standing,
        },
        member::{
            agreement::Acceptance,
            evidence::Person,
            record::{Business, BusinessDetails, Credentials, Grant, Premises, PremisesDetails, UserDetails},
            role::Role,
            state::State,
        },
        photo::Picture,
        profile::{
            identity::{Fact, Identity},
            status::Status,
        },
        sanction::{Sanction, kind, state},
        scheme::Contact,
    },
    photos::blobs::Blobs,
    store::{self, Store, StoreError, Write, profile::Clocks},
    vault::{Token, Vault},
};
use chrono::{Days, TimeDelta};
use tempfile::TempDir;

/// Clients at once.
pub const CLIENTS: usize = 64;
/// The scheme's host name.
pub const HOST: &str = "bench.test";

pub struct Town {
    /// The service.
    pub service: Shared,
    /// Its database.
    pub store: Store,
    /// A session of each client.
    pub tokens: Vec<String>,
    /// Where all clients work.
    pub premises: PremisesId,
    folder: TempDir,
}

impl Town {
    /// Ends the service; its files stay as long as the folder.
    pub fn close(self) -> TempDir {
        self.folder
    }
}

/// A scheme with so many people, and clients who are signed in.
pub fn town(people: u32) -> Town {
    town_in(tempfile::tempdir().expect("the bench can be set up"), people)
}

/// The same in a folder.
pub fn town_in(folder: TempDir, people: u32) -> Town {
    let clock = Clock::system();
    let ring = folder.path().join("ring.toml");
    let settings = Settings {
        public_url: format!("https://{HOST}"),
        only_host: None,
        police_calls_a_minute: u32::MAX,
        ..Settings::demonstration(
            folder.path(),
            "127.0.0.1:0".parse().expect("the bench can be set up"),
            HOST,
        )
    };
    let vault = Arc::new(Vault::create(&ring, &clock).expect("the bench can be set up"));
    let store =
        Store::open(&settings.database_url(), vault.clone(), clock.clone()).expect("the bench can be set up");
    store.migrate().expect("the bench can be set up");
    let blobs = Blobs::folder(&settings.blobs()).expect("the bench can be set up");
    let service = Service::new(store.clone(), vault, clock.clone(), blobs, settings);
    let person = |name: &str| UserDetails {
        name: name.to_owned(),
        email: format!("{}@{HOST}", name.to_lowercase().replace(' ', ".")),
        ..UserDetails::default()
    };
    let founding = Founding {
        host: HOST.to_owned(),
        name: "Market Ashby Safer Town".to_owned(),
        area: "Market Ashby".to_owned(),
        contact: Contact::default(),
        first: [(Role::Controller, person("Priya Nair")), (Role::Board, person("Tom Okafor"))],
        demo: false,
    };
    let scheme = service.found(&founding).expect("the bench can be set up").scheme;
    let filled = store.write_here(|tx| fill(tx, &clock, scheme, people));
    let (premises, tokens) = filled.expect("the bench can be set up");
    Town { service, store, tokens, premises, folder }
}

fn fill(
    tx: &mut Write<'_>,
    clock: &Clock,
    scheme: SchemeId,
    people: u32,
) -> Result<(PremisesId, Vec<String>), StoreError> {
    let at = clock.now();
    let business = BusinessId::from_random(clock.random());
    let details = BusinessDetails { name: "Corner Books".to_owned(), trade: "Shop".to_owned() };
    let shop = Business { id: business, state: State::Active, details, authority_on: None };
    store::business::insert(tx, scheme, &shop, at)?;
    let site = Premises {
        id: PremisesId::from_random(clock.random()),
        business,
        area: "Town centre".to_owned(),
        details: PremisesDetails { name: "High Street".to_owned(), address: "12 High Street".to_owned() },
        open: true,
    };
    store::business::insert_premises(tx, scheme, &site)?;
    for n in 0..people {
        somebody(tx, clock, scheme, n)?;
    }
    let tokens: Result<_, _> = (0..CLIENTS).map(|n| client(tx, clock, scheme, business, n)).collect();
    Ok((site.id, tokens?))
}

/// The name of the n-th person: 32 first names, 13,824 surnames.
pub fn name(n: u32) -> String {
    const FIRST: [&str; 32] = [
        "Aaron", "Aisha", "Amy", "Ben", "Callum", "Chloe", "Craig", "Daniel", "Emma", "Faisal", "George",
        "Hannah", "Imran", "Jack", "Jordan", "Kyle", "Laura", "Lee", "Liam", "Lucy", "Mark", "Natalie",
        "Oliver", "Paul", "Priya", "Rachel", "Ryan", "Sean", "Sophie", "Tyler", "William", "Yusuf",
    ];
    const SOUNDS: [&str; 12] =
        ["ash", "bur", "col", "den", "fair", "gar", "hol", "mar", "nor", "pen", "ros", "win"];
    const ENDS: [&str; 8] = ["by", "combe", "ford", "ham", "ley", "son", "ton", "worth"];
    let pick = |from: &[&'static str], n: u32| from[n as usize % from.len()];
    let surname = format!(
        "{}{}{}{}",
        pick(&SOUNDS, n),
        pick(&SOUNDS, n / 12),
        pick(&SOUNDS, n / 144),
        pick(&ENDS, n / 1_728)
    );
    let mut letters = surname.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{} {}", pick(&FIRST, n / 7), first.chain(letters).collect::<String>())
}

/// A person who is shown, with a picture; every third is excluded.
fn somebody(tx: &mut Write<'_>, clock: &Clock, scheme: SchemeId, n: u32) -> Result<(), StoreError> {
    let (at, today) = (clock.now(), clock.today());
    let id = ProfileId::from_random(clock.random());
    let fact = |value: String| Some(Fact { value, source: Source::MemberReport });
    let identity = Identity {
        name: fact(name(n)),
        aliases: fact("Deano".to_owned()).into_iter().collect(),
        born: Some(Fact { value: london_day(at) - chrono::Days::new(9_000), source: Source::Police }),
        looks_under_18: false,
        description: fact("About 6 ft, slim, short brown hair, often a blue jumper.".to_owned()),
        modus_operandi: fact("Comes in just before closing, heads for the spirits.".to_owned()),
    };
    let later = today + chrono::Days::new(300);
    store::profile::insert(tx, scheme, id, &identity, today, later)?;
    let excluded = n.is_multiple_of(3);
    let clocks = Clocks {
        shown_until: Some(later),
        erased_on: later + chrono::Days::new(366),
        status: if excluded { Status::Excluded } else { Status::Known },
        under_18: false,
        photo_shown: true,
        begins_at: Some(at),
    };
    store::profile::set_clocks(tx, scheme, id, &clocks)?;
    let picture = Picture {
        id: PictureId::from_random(clock.random()),
        incident: None,
        profile: Some(id),
        taken_from: None,
        width: 400,
        height: 500,
        main: true,
        uploaded_at: at,
        uploaded_by: None,
        erase_on: None,
    };
    store::picture::insert(tx, scheme, &picture, &n.to_be_bytes())?;
    if excluded {
        let sanction = Sanction {
            id: SanctionId::from_random(clock.random()),
            profile: id,
            kind: kind::Kind::Exclusion,
            state: state::State::Served,
            months: Some(12),
            everywhere: true,
            proposed_by: None,
            proposed_at: at,
            decided_by: None,
            decided_at: Some(at),
            served_on: Some(today),
            served_how: None,
            ends_on: Some(later),
            revoked_on: None,
            expiry_told: false,
        };
        store::sanction::insert(tx, scheme, &sanction, "needed", &[], &[])?;
        store::sanction::update(tx, scheme, sanction.state, &sanction)?;
    }
    Ok(())
}

/// A profile whose one report was accepted so many days ago: a year later it is to be withdrawn, two years later erased.
pub fn past(
    tx: &mut Write<'_>,
    clock: &Clock,
    scheme: SchemeId,
    n: u32,
    days: u32,
) -> Result<ProfileId, StoreError> {
    let now = clock.now() - TimeDelta::days(days.into());
    let today = clock.today() - Days::new(days.into());
    let id = ProfileId::from_random(clock.random());
    let until = today + chrono::Months::new(12);
    store::profile::insert(tx, scheme, id, &Identity::default(), today, until)?;
    let incident = Incident {
        id: IncidentId::from_random(clock.random()),
        reference: i64::from(n) + 1,
        state: report::State::Accepted,
        kind: Kind::Theft,
        band: Band::Under50,
        premises: None,
        business: None,
        reporter: None,
        recorder: None,
        by_member: true,
        threat_or_damage: false,
        weapon: false,
        who: Acquaintance::Known,
        claimed: None,
        occurred_at: now,
        submitted_at: Some(now),
        changed_at: now,
        reviewed: None,
        erase_on: None,
    };
    store::incident::insert(tx, scheme, &incident, &n.to_be_bytes(), &Content::default(), None)?;
    let subject = Subject {
        incident: incident.id,
        profile: id,
        finding: Finding::Alleged,
        source: Source::MemberReport,
        standing: Standing::Stands,
        hidden: false,
        linked_at: now,
        linked_by: None,
    };
    store::subject::insert(tx, scheme, &subject)?;
    let clocks = Clocks {
        shown_until: Some(until),
        erased_on: until + chrono::Months::new(12),
        status: Status::IdSought,
        under_18: false,
        photo_shown: true,
        begins_at: Some(now),
    };
    store::profile::set_clocks(tx, scheme, id, &clocks)?;
    Ok(id)
}

fn client(
    tx: &mut Write<'_>,
    clock: &Clock,
    scheme: SchemeId,
    business: BusinessId,
    n: usize,
) -> Result<String, StoreError> {
    let (at, id, token) = (clock.now(), UserId::from_random(clock.random()), Token::new(clock));
    let details = UserDetails {
        name: format!("Sam Reed {n}"),
        email: format!("sam{n}@{HOST}"),
        ..UserDetails::default()
    };
    store::user::insert(tx, scheme, id, Some(business), &details, at)?;
    let credentials = Credentials { password: "none".to_owned(), totp: None };
    store::user::keep_credentials(tx, scheme, id, &credentials, State::Active)?;
    store::user::agree(tx, scheme, id, Acceptance { version: 1, on: clock.today() })?;
    let grant = Grant { user: id, role: Role::Member, granted_by: None, confirmed: true };
    store::user::grant_role(tx, scheme, grant, at)?;
    store::session::insert(tx, scheme, &token.hash(), id, Role::Member, false, at)?;
    Ok(token.text())
}

/// The token that a client's forms carry.
pub async fn csrf(service: &Shared, token: &str) -> String {
    let call = Call { host: HOST.to_owned(), token: Some(token.to_owned()), csrf: None };
    let entered = service.glance::<Person, _>(call, |_, _, _| Ok(())).await;
    entered.expect("the client is signed in").1.csrf
}
