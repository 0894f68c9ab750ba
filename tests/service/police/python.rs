//! A client in another language, written from the README and the published description alone (tests/police/client.py),
//! against the running service: it registers, gets tokens, searches, and follows the feed across a withdrawal and an
//! erasure.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use beadle::domain::member::role::Role;
use serde_json::{Value, json};

use crate::{
    agency::agreements::entered,
    harness::{Browser, Town},
    profile::{
        assurance::controller,
        listed::{profile, report},
        scheduler::run_until,
    },
};

/// The client, told by lines of JSON what to do; it answers each by one.
struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Client {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/police/client.py");
        let mut child =
            Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, to, from }
    }

    /// Says what to do. The service answers on this thread's runtime, so that waiting must not block it.
    async fn does(self, order: Value) -> (Self, Value) {
        actix_web::web::block(move || {
            let mut own = self;
            writeln!(own.to, "{order}").unwrap();
            own.to.flush().unwrap();
            let mut line = String::new();
            own.from.read_line(&mut line).unwrap();
            let answer =
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{order}: {error}: {line:?}"));
            (own, answer)
        })
        .await
        .unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A browser whose cookies have the names they have without TLS.
pub fn plain(mut browser: Browser) -> Browser {
    let cookies = std::mem::take(&mut browser.cookies);
    let short = |(name, value): (String, String)| (name.replace("__Host-", ""), value);
    browser.cookies = cookies.into_iter().map(short).collect();
    browser
}

/// Registers the client's key under a new agreement; what its keepers are told.
async fn registered(town: &Town, ruth: &mut Browser, called: &str, jwk: &Value) -> Value {
    let place = entered(town, ruth).await;
    let fields = [("name", "Control room"), ("called", called), ("keys", &jwk.to_string())];
    ruth.post(&format!("{place}/clients"), &fields).await.expect(303);
    json!({ "do": "registered", "issuer": town.service.settings().public_url, "client_id": called })
}

#[actix_web::test]
async fn a_client_of_another_language_reads_and_follows() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let town = Town::with(|settings| {
        settings.public_url = format!("http://{port}");
        settings.only_host = Some("ashby.test".to_owned());
    })
    .await;
    let (server, _) = beadle::app::serve(town.service.clone(), port).unwrap();
    let stop = server.handle();
    actix_web::rt::spawn(server);
    let here = town.ashby.clone();
    let ada = profile(&town, &here, "Ada Lovell").await;
    report(&town, &here, &[ada], " took a ham").await;
    let (client, at) =
        (Client::start(), |town: &Town| json!({ "do": "now", "at": town.clock.now().timestamp() }));
    let (client, _) = client.does(at(&town)).await;
    let (client, key) = client.does(json!({ "do": "key" })).await;
    let mut ruth = plain(town.sign_in(Role::Controller).await);
    let told = registered(&town, &mut ruth, "westshire-room", &key["jwk"]).await;
    let (client, _) = client.does(told).await;

    let (client, found) = client.does(json!({ "do": "search", "name": "Adah Lovel" })).await;
    assert_eq!(found["ids"], json!([ada.to_string()]));
    let (client, read) = client.does(json!({ "do": "read", "id": ada.to_string() })).await;
    assert_eq!(read["status"], 200);
    assert_eq!(read["person"]["fullName"]["value"], "Ada Lovell");
    let (client, followed) = client.does(json!({ "do": "follow" })).await;
    assert_eq!(followed["changes"], json!([{ "id": ada.to_string(), "state": "new" }]));
    assert_eq!(followed["copies"], json!([ada.to_string()]), "it holds a copy of who is circulated");

    run_until(&town, "2027-11-24T00:10:00Z").await;
    let mut ruth = plain(controller(&town).await);
    let told = registered(&town, &mut ruth, "westshire-room-2", &key["jwk"]).await;
    let (client, _) = client.does(at(&town)).await;
    let (client, _) = client.does(told).await;
    let (client, followed) = client.does(json!({ "do": "follow" })).await;
    assert_eq!(followed["changes"], json!([{ "id": ada.to_string(), "state": "withdrawn" }]));
    assert_eq!(followed["copies"], json!([]), "it dropped its copy");
    let (client, read) = client.does(json!({ "do": "read", "id": ada.to_string() })).await;
    assert_eq!(read["status"], 404);

    run_until(&town, "2028-11-24T02:00:00Z").await;
    let mut ruth = plain(controller(&town).await);
    let told = registered(&town, &mut ruth, "westshire-room-3", &key["jwk"]).await;
    let (client, _) = client.does(at(&town)).await;
    let (client, _) = client.does(told).await;
    let (client, followed) = client.does(json!({ "do": "follow" })).await;
    assert_eq!(followed["changes"], json!([{ "id": ada.to_string(), "state": "erased" }]));
    assert_eq!(followed["copies"], json!([]));
    drop(client);
    stop.stop(true).await;
}
