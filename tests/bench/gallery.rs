//! How many pages of the gallery a second? 24 cards, signed in, sealed cells opened, audit committed, pictures aside;
//! 2,000 people shown, 64 clients at once. The limit is 3,000 pages a second on one core: run it under `taskset -c 0`.

use std::{
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{App, dev::Service as _, http::header, middleware, test, web::Data};
use beadle::{
    actions::{Service, Shared, scheme::found::Founding},
    app::doors,
    clock::Clock,
    config::Settings,
    domain::{
        date::london_day,
        ids::{BusinessId, PictureId, PremisesId, ProfileId, SanctionId, SchemeId, UserId},
        incident::source::Source,
        member::{
            agreement::Acceptance,
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
    http::guard::guard,
    photos::blobs::Blobs,
    store::{self, Store, StoreError, Write, profile::Clocks},
    vault::{Ring, Token, Vault},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tempfile::TempDir;

const PEOPLE: u32 = 2_000;
const CLIENTS: usize = 64;
const HOST: &str = "bench.test";

struct Town {
    service: Shared,
    tokens: Vec<String>,
    _folder: TempDir,
}

/// A scheme with its people, and clients who are signed in.
fn town() -> Town {
    let folder = tempfile::tempdir().expect("the bench can be set up");
    let clock = Clock::system();
    let ring = folder.path().join("ring.toml");
    let settings = Settings {
        public_url: format!("https://{HOST}"),
        only_host: None,
        ..Settings::demonstration(
            folder.path(),
            "127.0.0.1:0".parse().expect("the bench can be set up"),
            HOST,
        )
    };
    let vault = Arc::new(Vault::new(Ring::create(&ring, &clock).expect("the bench can be set up")));
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
    let tokens = store.write_here(|tx| fill(tx, &clock, scheme)).expect("the bench can be set up");
    Town { service, tokens, _folder: folder }
}

fn fill(tx: &mut Write<'_>, clock: &Clock, scheme: SchemeId) -> Result<Vec<String>, StoreError> {
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
    for n in 0..PEOPLE {
        somebody(tx, clock, scheme, n)?;
    }
    (0..CLIENTS).map(|n| client(tx, clock, scheme, business, n)).collect()
}

/// A person who is shown, with a picture; every third is excluded.
fn somebody(tx: &mut Write<'_>, clock: &Clock, scheme: SchemeId, n: u32) -> Result<(), StoreError> {
    let (at, today) = (clock.now(), clock.today());
    let id = ProfileId::from_random(clock.random());
    let fact = |value: String| Some(Fact { value, source: Source::MemberReport });
    let identity = Identity {
        name: fact(format!("Person Number {n}")),
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

/// So many pages, fetched by all clients at once.
async fn fetch(service: &Shared, tokens: &[String], pages: u64) -> Duration {
    let app =
        App::new().app_data(Data::new(service.clone())).wrap(middleware::from_fn(guard)).configure(doors);
    let app = Rc::new(test::init_service(app).await);
    let each = pages.div_ceil(CLIENTS as u64);
    let begun = Instant::now();
    let clients = tokens.iter().map(|token| {
        let app = app.clone();
        async move {
            for _ in 0..each {
                let request = test::TestRequest::get()
                    .uri("/gallery")
                    .insert_header((header::HOST, HOST))
                    .insert_header((header::COOKIE, format!("__Host-session={token}")))
                    .to_request();
                let response = app.call(request).await.expect("the bench can be set up");
                assert_eq!(response.status(), 200);
                let page = test::read_body(response).await;
                assert!(page.windows(13).filter(|part| part == b"class=\"person").count() >= 24);
            }
        }
    });
    futures_util::future::join_all(clients).await;
    begun.elapsed().mul_f64(pages as f64 / (each * CLIENTS as u64) as f64)
}

fn gallery(criterion: &mut Criterion) {
    let system = actix_web::rt::System::new();
    let town = system.block_on(async { town() });
    let mut group = criterion.benchmark_group("gallery");
    group.throughput(Throughput::Elements(1)).sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("page of 24, 64 clients", |bench| {
        bench.iter_custom(|pages| system.block_on(fetch(&town.service, &town.tokens, pages)));
    });
    group.finish();
}

criterion_group!(benches, gallery);
criterion_main!(benches);
