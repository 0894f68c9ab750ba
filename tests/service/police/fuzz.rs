//! The published description, held against what is served: schemathesis makes calls of it, good and bad ones. None is
//! answered by a failure of ours, by a status that the description does not know, or by a body that is not as described.

use std::{fs, net::TcpListener, path::Path, process::Command};

use beadle::domain::member::role::Role;
use serde_json::{Value, json};

use super::system::jwk;
use crate::{
    agency::agreements::entered,
    harness::{Town, share},
    profile::listed::{everything, profile, report},
};

/// What is checked of each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance,response_headers_conformance";

#[actix_web::test]
async fn every_answer_is_as_it_is_described() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let issuer = format!("http://{address}");
    let public_url = issuer.clone();
    let town = Town::with(|settings| {
        settings.public_url = public_url;
        settings.only_host = Some("ashby.test".to_owned());
        settings.police_calls_a_minute = u32::MAX;
    })
    .await;
    let (server, _) = beadle::app::serve(town.service.clone(), address).unwrap();
    let stop = server.handle();
    actix_web::rt::spawn(server);

    let here = town.ashby.clone();
    let (ada, bob) = (profile(&town, &here, "Ada Lovell").await, profile(&town, &here, "Bob Marsh").await);
    everything(&town, &here, ada, bob).await;
    let incidents =
        [report(&town, &here, &[ada, bob], " took a ham").await, report(&town, &here, &[bob], "").await];
    town.excluded(ada, "2027-10-01").await;
    let mut ruth = super::python::plain(town.sign_in(Role::Controller).await);
    let place = entered(&town, &mut ruth).await;
    let key = ed25519_dalek::SigningKey::from_bytes(&town.clock.random());
    let pasted = json!(jwk(&key)).to_string();
    let fields = [("name", "Fuzz"), ("called", "fuzz-client"), ("keys", pasted.as_str())];
    ruth.post(&format!("{place}/clients"), &fields).await.expect(303);

    let counted = town.folder.path().join("calls");
    let seed: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut run = Command::new("python3");
    run.args(["-m", "schemathesis.cli", "run", &format!("{issuer}/police/openapi.json")])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--mode", "all"])
        .args(["--max-examples", &share(8, 2_400).to_string(), "--seed", "1829", "--no-color"])
        .current_dir(town.folder.path())
        .env("PYTHONPATH", Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/police"))
        .env("SCHEMATHESIS_HOOKS", "fuzz")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("ISSUER", &issuer)
        .env("CLIENT", "fuzz-client")
        .env("SEED", seed)
        .env("NOW", town.clock.now().timestamp().to_string())
        .env("PERSONS", format!("{ada} {bob}"))
        .env("INCIDENTS", format!("{} {}", incidents[0], incidents[1]))
        .env("CALLS", &counted);
    let done = actix_web::web::block(move || run.output().unwrap()).await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    let calls: Value = serde_json::from_str(&fs::read_to_string(&counted).unwrap()).unwrap();
    let [sent, answered] = ["sent", "answered"].map(|name| calls[name].as_u64().unwrap());
    assert!(sent >= share(300, 20_000), "{sent} calls\n{said}");
    assert!(
        answered * 4 > sent,
        "{answered} of {sent} calls were told something: the rest tries little\n{said}"
    );
    stop.stop(true).await;
}
