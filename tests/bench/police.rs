//! How many calls of a police system a second? A list of 50 of 50,000 people and a search by a misspelt name: token and
//! proof checked, cells opened, audited and entered in the register before the answer. The limits are 1,500 a second on
//! one core, and at half of that 99 of 100 within 20 ms: run it under `taskset -c 0`.

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{
    App,
    body::BoxBody,
    dev::{Service, ServiceResponse},
    http::header,
    middleware, test,
    web::Data,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use beadle::{
    app::doors,
    domain::{
        agency::{
            agreement::{Agreement, Days, Terms},
            client::Client,
        },
        ids::{AgreementId, ClientId},
        member::{
            evidence::{Controller, FromSession, SessionFacts, Viewer},
            role::Role,
        },
    },
    http::guard::guard,
    store,
};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use town::{HOST, Town, name, town};

const PEOPLE: u32 = 50_000;
/// Calls at once.
const AT_ONCE: usize = 64;
/// How many calls a measurement takes.
const CALLS: usize = 3_000;
/// The pace at which waiting is measured: half of the limit, in calls a second.
const PACE: f64 = 750.0;

const LIST: &str = "/police/v1/persons";
const SEARCH: &str = "/police/v1/persons/search";

fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn signed(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let text = format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    format!("{text}.{}", base64(&key.sign(text.as_bytes()).to_bytes()))
}

/// A system that is registered, with its keys and its token.
struct System {
    key: SigningKey,
    token: String,
    made: std::cell::Cell<u64>,
}

impl System {
    fn jwk(key: &SigningKey) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(key.verifying_key().as_bytes()) })
    }

    fn proof(&self, town: &Town, method: &str, path: &str) -> String {
        self.made.set(self.made.get() + 1);
        let claims = json!({
            "jti": self.made.get().to_string(), "htm": method, "htu": format!("https://{HOST}{path}"),
            "iat": town.service.clock().now().timestamp(), "ath": base64(&Sha256::digest(&self.token)),
        });
        signed(&json!({ "typ": "dpop+jwt", "alg": "EdDSA", "jwk": Self::jwk(&self.key) }), &claims, &self.key)
    }

    /// The n-th call of a kind, ready to be sent.
    fn call(&self, town: &Town, path: &'static str, n: usize) -> test::TestRequest {
        let method = if path == LIST { "GET" } else { "POST" };
        let mut request = if path == LIST {
            test::TestRequest::get().uri(LIST)
        } else {
            let mut typed = name(n as u32 * 7);
            typed.remove(typed.len() / 2);
            test::TestRequest::post().uri(SEARCH).set_json(json!({ "name": typed }))
        };
        for (name, value) in [
            ("host", HOST.to_owned()),
            ("authorization", format!("DPoP {}", self.token)),
            ("dpop", self.proof(town, method, path)),
            ("police-officer", "PC 4021".to_owned()),
            ("police-purpose", "detection".to_owned()),
            ("police-reason", "WS/1234/26".to_owned()),
        ] {
            request = request.insert_header((name, value));
        }
        request
    }
}

/// Registers a system under an agreement, straight through the store.
async fn registered(town: &Town, key: &SigningKey) {
    let (today, now) = (town.service.clock().today(), town.service.clock().now());
    let (agreement, id) = (AgreementId::from_random([1; 16]), ClientId::from_random([2; 16]));
    let public = System::jwk(key).to_string();
    let written = town.store.write_here(|tx| {
        let scheme = store::scheme::by_host(tx, HOST)?.id;
        let grants = store::user::grants(tx, scheme, None)?;
        let user = grants.iter().find(|grant| grant.role == Role::Controller).map(|grant| grant.user);
        let facts = SessionFacts {
            scheme,
            user: user.ok_or(store::StoreError::NotFound)?,
            business: None,
            role: Role::Controller,
            active: true,
            agreed: true,
            second_factor: true,
            stopped: None,
        };
        let viewer: Viewer<Controller> =
            Controller::from_session(&facts, now).ok_or(store::StoreError::NotFound)?;
        let line = || "Westshire Police".to_owned();
        let terms = Terms {
            agency: line(),
            parties: line(),
            basis: line(),
            contact: line(),
            email: "a@b.test".to_owned(),
            phone: String::new(),
        };
        let ends = today + chrono::Days::new(300);
        let days = Days { starts: today, review: ends, ends, ended: None };
        let covers = Vec::new();
        let (registered_by, registered_at) = (None, now);
        let ours =
            Agreement { id: agreement, terms, signed: false, covers, days, registered_by, registered_at };
        store::agreement::insert(tx, &viewer, ours)?;
        let client = Client {
            id,
            called: "control-room".to_owned(),
            agreement,
            name: Some("Control room".to_owned()),
            keys: vec![public],
            registered_by,
            registered_at,
            revoked_at: None,
        };
        store::client::insert(tx, &viewer, client)
    });
    written.expect("the bench can be set up");
}

type Doors =
    Rc<dyn Fn(test::TestRequest) -> std::pin::Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>>;

async fn doors_of(town: &Town) -> Doors {
    let app = App::new().app_data(Data::new(town.service.clone())).wrap(middleware::from_fn(guard));
    let app = Rc::new(test::init_service(app.configure(doors)).await);
    Rc::new(move |request| {
        let app = app.clone();
        Box::pin(async move {
            app.call(request.to_request()).await.expect("the bench can be set up").map_into_boxed_body()
        })
    })
}

/// A token for a system.
async fn token(town: &Town, doors: &Doors, key: &SigningKey) -> String {
    let now = town.service.clock().now().timestamp();
    let issuer = format!("https://{HOST}");
    let assertion = json!({
        "iss": "control-room", "sub": "control-room", "aud": issuer, "exp": now + 60, "jti": now.to_string(),
    });
    let proof = json!({ "jti": "first", "htm": "POST", "htu": format!("{issuer}/police/token"), "iat": now });
    let form = [
        ("grant_type", "client_credentials".to_owned()),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ("client_assertion", signed(&json!({ "alg": "EdDSA" }), &assertion, key)),
    ];
    let header = json!({ "typ": "dpop+jwt", "alg": "EdDSA", "jwk": System::jwk(key) });
    let request = test::TestRequest::post()
        .uri("/police/token")
        .insert_header((header::HOST, HOST))
        .insert_header(("dpop", signed(&header, &proof, key)))
        .set_form(form);
    let given: Value = test::read_body_json(doors(request).await).await;
    given["access_token"].as_str().expect("a token is given").to_owned()
}

/// Sends calls, so many at once, as fast as they are answered; calls a second.
async fn rate(doors: &Doors, calls: Vec<test::TestRequest>) -> f64 {
    let count = calls.len();
    let queue = Rc::new(std::cell::RefCell::new(calls));
    let begun = Instant::now();
    let clients = (0..AT_ONCE).map(|_| {
        let (queue, doors) = (queue.clone(), doors.clone());
        async move {
            loop {
                let Some(request) = queue.borrow_mut().pop() else { return };
                let response = doors(request).await;
                assert_eq!(response.status(), 200);
                drop(test::read_body(response).await);
            }
        }
    });
    futures_util::future::join_all(clients).await;
    count as f64 / begun.elapsed().as_secs_f64()
}

/// Sends calls at a pace, whether or not those before were answered; how long each took, the longest last.
async fn waits(doors: &Doors, calls: Vec<test::TestRequest>) -> Vec<Duration> {
    let begun = Instant::now();
    let sent = calls.into_iter().enumerate().map(|(n, request)| {
        let doors = doors.clone();
        actix_web::rt::spawn(async move {
            let due = begun + Duration::from_secs_f64(n as f64 / PACE);
            tokio::time::sleep_until(due.into()).await;
            let response = doors(request).await;
            assert_eq!(response.status(), 200);
            drop(test::read_body(response).await);
            due.elapsed()
        })
    });
    let mut all = Vec::new();
    for wait in sent.collect::<Vec<_>>() {
        all.push(wait.await.expect("the bench can be set up"));
    }
    all.sort_unstable();
    all
}

async fn measured() {
    let town = town(PEOPLE);
    // As it is a while after the start: what was written stands in the file itself.
    assert!(town.store.scrub().expect("the bench can be set up"), "the log is empty");
    town.service.fill_index().expect("the bench can be set up");
    let key = SigningKey::from_bytes(&[7; 32]);
    registered(&town, &key).await;
    let doors = doors_of(&town).await;
    let token = token(&town, &doors, &key).await;
    let system = System { key, token, made: std::cell::Cell::new(0) };
    for (what, path) in [("a list of 50", LIST), ("a search", SEARCH)] {
        let calls = |count: usize| (0..count).map(|n| system.call(&town, path, n)).collect::<Vec<_>>();
        rate(&doors, calls(CALLS / 10)).await;
        let rate = rate(&doors, calls(CALLS)).await;
        let waits = waits(&doors, calls(CALLS)).await;
        let within = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!(
            "{what} of {PEOPLE} people: {rate:.0} calls a second; at {PACE:.0} a second half within {:.1} ms, 99 of 100 \
             within {:.1} ms",
            within(0.5),
            within(0.99)
        );
    }
}

fn main() {
    actix_web::rt::System::new().block_on(measured());
}
