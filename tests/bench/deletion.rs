//! Two drills, each done once: 1,000 people with five pictures each are erased and certified while members look at the
//! gallery (at most 60 s, and 95 of 100 pages within 200 ms); and an installation of 20,000 people, each with a picture,
//! is restored from a backup, every key wrapped anew (at most 10 minutes).

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{
    cell::{Cell, RefCell},
    fs,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{App, dev::Service as _, http::header, middleware, test, web::Data};
use beadle::{
    actions::{
        Shared,
        backup::{self, Order},
    },
    app::{block_on, doors},
    clock::Clock,
    config::Settings,
    domain::{
        ids::{PictureId, ProfileId, SchemeId},
        photo::Picture,
    },
    faults::Plan,
    http::guard::guard,
    jobs::runner,
    photos::blobs::{BlobKey, Blobs},
    store::{self, Store, StoreError, Write},
    vault::{
        Vault,
        archive::{Reader, Readers},
        escrow::officer,
    },
};
use chrono::TimeDelta;
use diesel::{
    Connection, RunQueryDsl, connection::SimpleConnection, sql_types::Binary, sqlite::SqliteConnection,
};
use tokio::sync::watch;
use town::{HOST, Town, past, town, town_in};
use uuid::Uuid;

/// Who is erased, and how many pictures each has.
const DUE: u32 = 1_000;
const PICTURES: u32 = 5;
/// Who is shown meanwhile, and how many look.
const SHOWN: u32 = 2_000;
const LOOKING: usize = 8;
/// Who is restored.
const RESTORED: u32 = 20_000;
/// A sealed picture is about as large.
const LARGE: usize = 120_000;
const THUMB: usize = 9_000;
/// The timetable is worked so often until all are certified, at most.
const BEATS: usize = 20;

fn scheme_of(store: &Store) -> SchemeId {
    let scheme = store.write_here(|tx| {
        let all = store::scheme::all(tx)?;
        all.first().map(|scheme| scheme.id).ok_or(StoreError::NotFound)
    });
    scheme.expect("there is a scheme")
}

/// Somebody whose day of erasure has come, with pictures.
fn due(tx: &mut Write<'_>, clock: &Clock, scheme: SchemeId, n: u32) -> Result<Vec<PictureId>, StoreError> {
    let profile: ProfileId = past(tx, clock, scheme, n, 800)?;
    let mut all = Vec::new();
    for part in 0..PICTURES {
        let picture = Picture {
            id: PictureId::from_random(clock.random()),
            incident: None,
            profile: Some(profile),
            taken_from: None,
            width: 1_600,
            height: 1_200,
            main: part == 0,
            uploaded_at: clock.now() - TimeDelta::days(800),
            uploaded_by: None,
            erase_on: None,
        };
        store::picture::insert(tx, scheme, &picture, &[n.to_be_bytes(), part.to_be_bytes()].concat())?;
        all.push(picture.id);
    }
    Ok(all)
}

async fn filled(town: &Town, blobs: &Blobs) {
    let (clock, scheme) = (Clock::system(), scheme_of(&town.store));
    let pictures = town.store.write_here(|tx| {
        (0..DUE).map(|n| due(tx, &clock, scheme, n)).collect::<Result<Vec<_>, StoreError>>()
    });
    for picture in pictures.expect("the drill can be set up").into_iter().flatten() {
        sealed(blobs, scheme, picture.uuid()).await;
    }
}

/// Both sizes of a picture, as many bytes as sealed ones have.
async fn sealed(blobs: &Blobs, scheme: SchemeId, picture: Uuid) {
    for (size, bytes) in [("large", LARGE), ("thumb", THUMB)] {
        let mut bytes = vec![7; bytes];
        bytes[..16].copy_from_slice(picture.as_bytes());
        blobs.put(&BlobKey::new(scheme, picture, size), bytes).await.expect("the drill can be set up");
    }
}

fn database(settings: &Settings) -> SqliteConnection {
    let file = settings.data.join("beadle.db");
    let mut conn = SqliteConnection::establish(file.to_str().expect("a path")).expect("it opens");
    conn.batch_execute("PRAGMA busy_timeout=5000").expect("it is patient");
    conn
}

async fn beat(service: &Shared) {
    let (_go, stop) = watch::channel(false);
    let done = runner::beat(service, None, &stop).await.expect("the timetable is worked");
    assert_eq!(done.failed, 0, "no job fails");
}

/// How many erasures are certified.
async fn certified(store: &Store, scheme: SchemeId) -> i64 {
    let asked = store.read(move |tx| store::certificate::page(tx, scheme, 0, 1));
    asked.await.expect("certificates are counted").1
}

/// Looks at the gallery again and again until told to stop; how long each page took.
async fn looks(service: &Shared, token: &str, stop: &Cell<bool>, took: &RefCell<Vec<Duration>>) {
    let app =
        App::new().app_data(Data::new(service.clone())).wrap(middleware::from_fn(guard)).configure(doors);
    let app = test::init_service(app).await;
    while !stop.get() {
        let request = test::TestRequest::get()
            .uri("/gallery")
            .insert_header((header::HOST, HOST))
            .insert_header((header::COOKIE, format!("__Host-session={token}")))
            .to_request();
        let begun = Instant::now();
        let response = app.call(request).await.expect("the gallery is shown");
        assert_eq!(response.status(), 200);
        test::read_body(response).await;
        took.borrow_mut().push(begun.elapsed());
        // Somebody reads the page.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn erasure() {
    block_on(async {
        let town = town(SHOWN);
        let (service, store) = (town.service.clone(), town.store.clone());
        beat(&service).await;
        let settings = service.settings().clone();
        filled(&town, &Blobs::folder(&settings.blobs()).expect("the folder opens")).await;
        let scheme = scheme_of(&store);
        let mut database = database(&settings);
        let (stop, took) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(Vec::new())));
        let members = town.tokens.iter().take(LOOKING).map(|token| looks(&service, token, &stop, &took));
        let members = futures_util::future::join_all(members);
        let works = async {
            let begun = Instant::now();
            let mut beats = 0;
            while certified(&store, scheme).await < i64::from(DUE) {
                assert!(beats < BEATS, "all are certified at last");
                // What was worked a moment ago is due again.
                database.batch_execute("DELETE FROM leases").expect("the timetable is due");
                beat(&service).await;
                beats += 1;
            }
            stop.set(true);
            (begun.elapsed(), beats)
        };
        let ((time, beats), _) = tokio::join!(works, members);
        let mut took = took.borrow().clone();
        took.sort_unstable();
        let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
        println!(
            "{DUE} people with {PICTURES} pictures each erased and certified in {time:.1?}, {beats} beats of the \
             timetable; {} pages of the gallery meanwhile: half within {:.1?}, 95 of 100 within {:.1?}",
            took.len(),
            at(50),
            at(95),
        );
    });
}

fn restore() {
    let (public, secret) = officer();
    let (to, folder) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let site = tempfile::tempdir().expect("a folder");
    let readers = Readers::parse(&[public]).expect("a key");
    let settings = block_on(async {
        let town = town_in(folder, RESTORED);
        beat(&town.service).await;
        let (scheme, settings) = (scheme_of(&town.store), town.service.settings().clone());
        let blobs = Blobs::folder(&settings.blobs()).expect("the folder opens");
        let pictures = diesel::dsl::sql::<Binary>("SELECT id FROM pictures");
        let pictures: Vec<Vec<u8>> = pictures.load(&mut database(&settings)).expect("there are pictures");
        for picture in pictures {
            sealed(&blobs, scheme, Uuid::from_slice(&picture).expect("an id")).await;
        }
        let begun = Instant::now();
        backup::make(&town.service, to.path(), &readers, 1, |_| ()).await.expect("it is backed up");
        println!("{RESTORED} people backed up in {:.1?}", begun.elapsed());
        let ledger = site.path().join("ledger");
        fs::create_dir(&ledger).expect("a folder");
        for file in fs::read_dir(settings.data.join("ledger")).expect("there is a ledger") {
            let file = file.expect("a file");
            fs::copy(file.path(), ledger.join(file.file_name())).expect("it is copied");
        }
        fs::copy(&settings.key_ring, site.path().join("ring.toml")).expect("it is copied");
        settings
    });
    let settings = Settings {
        data: site.path().to_owned(),
        database: None,
        key_ring: site.path().join("ring.toml"),
        ..settings
    };
    let reader = Reader::parse(&secret).expect("a key");
    let vault = Arc::new(Vault::open(&settings.key_ring).expect("the ring opens"));
    vault.begin_epoch(&Clock::system(), vault.newest_epoch()).expect("a new epoch begins");
    let begun = Instant::now();
    let restored = block_on(backup::restore(
        Order {
            settings: &settings,
            vault,
            clock: Clock::system(),
            from: to.path(),
            backup: None,
            reader: &reader,
            resume: false,
            witnessed: &|_| Ok(None),
            faults: Plan::default(),
        },
        |_| (),
    ));
    let restored = restored.expect("it is restored");
    println!(
        "{RESTORED} people and {} blobs restored in {:.1?}: keys wrapped anew in {} pages",
        restored.blobs,
        begun.elapsed(),
        restored.rewrapped
    );
}

fn main() {
    // `cargo bench -- NAME` asks for one.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let runs = |name: &str| asked.is_empty() || asked.iter().any(|asked| name.contains(asked.as_str()));
    if runs("erasure") {
        erasure();
    }
    if runs("restore") {
        restore();
    }
}
