//! Tokens, proofs and assertions that are not right: each kind of them at every resource, and none is taken (RFC 8725,
//! RFC 9449, RFC 7523).

use actix_web::test::TestRequest;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::{
    System,
    classes::{Bad, CLASSES},
    system::{SAYS, jwk, signed},
};
use crate::{
    agency::agreements::entered,
    harness::{Answer, Town},
    profile::listed::{profile, report},
};
use beadle::domain::member::role::Role;

/// Every resource, as it is asked for.
fn resources(person: &str, incident: &str) -> Vec<(&'static str, String)> {
    vec![
        ("GET", "/police/v1/persons".to_owned()),
        ("POST", "/police/v1/persons/search".to_owned()),
        ("GET", format!("/police/v1/persons/{person}")),
        ("GET", format!("/police/v1/persons/{person}/images")),
        ("GET", format!("/police/v1/images/{person}?e={person}&x=1&t=a")),
        ("GET", "/police/v1/incidents".to_owned()),
        ("GET", format!("/police/v1/incidents/{incident}")),
        ("GET", "/police/v1/changes".to_owned()),
    ]
}

async fn sent(system: &mut System, method: &str, path: &str, change: impl FnOnce(&mut Bad<'_>)) -> Answer {
    let part = |n: usize| {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(system.token.split('.').nth(n).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    let mut bad = Bad {
        authorization: vec![format!("DPoP {}", system.token)],
        proofs: Vec::new(),
        header: system.proof_header(),
        claims: system.proof_claims(method, path, true),
        key: system.bound.clone(),
        token: (part(0), part(1)),
        stranger: SigningKey::from_bytes(&[9; 32]),
        system,
    };
    bad.proves();
    change(&mut bad);
    let Bad { authorization, proofs, .. } = bad;
    let mut request: TestRequest = system.request(method, path);
    for (name, values) in [("authorization", authorization), ("dpop", proofs)] {
        for value in values {
            request = request.append_header((name, value));
        }
    }
    for (name, value) in SAYS {
        request = request.insert_header((name, value));
    }
    if method == "POST" {
        request = request.set_json(json!({ "name": "Ada" }));
    }
    system.browser.send(request).await
}

#[actix_web::test]
async fn no_token_and_no_proof_that_is_not_right_is_taken_anywhere() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    let theft = report(&town, &town.ashby, &[ada], " took a ham").await;
    let names: std::collections::BTreeSet<_> = CLASSES.iter().map(|(name, _)| *name).collect();
    assert!(names.len() >= 60 && names.len() == CLASSES.len(), "{} classes", names.len());
    for (method, path) in resources(&ada.to_string(), &theft.to_string()) {
        for (name, change) in CLASSES {
            let answer = sent(&mut system, method, &path, change).await;
            assert_eq!(answer.status, 401, "{name} at {method} {path}: {}", answer.text);
            assert!(!answer.header("www-authenticate").is_empty() && !answer.text.contains("Ada"), "{name}");
        }
        let answer = sent(&mut system, method, &path, |_| ()).await;
        assert_ne!(answer.status, 401, "what is right is taken: {method} {path}");
    }
}

#[actix_web::test]
async fn a_proof_is_good_once_and_a_token_for_five_minutes() {
    let town = Town::new().await;
    let mut system = System::new(&town).await;
    let path = "/police/v1/changes";
    let (token, proof) = (system.token.clone(), system.proof("GET", path));
    let once = system.request("GET", path);
    system.sends(once, &token, &proof, &[]).await.expect(200);
    let again = system.request("GET", path);
    let answer = system.sends(again, &token, &proof, &[]).await.expect(401);
    assert!(answer.header("www-authenticate").contains("invalid_dpop_proof"));
    // At the same moment, twice: one of them.
    let proof = system.proof("GET", path);
    let mut second = town.visit(town.ashby.host).await;
    let with = |request: TestRequest| {
        request
            .insert_header(("authorization", format!("DPoP {token}")))
            .insert_header(("dpop", proof.clone()))
    };
    let (one, two) = (with(system.request("GET", path)), with(system.request("GET", path)));
    let (one, two) = futures_util::future::join(system.browser.send(one), second.send(two)).await;
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [200, 401]);

    town.later(chrono::TimeDelta::seconds(304));
    system.get(path).await.expect(200);
    town.later(chrono::TimeDelta::seconds(1));
    system.get(path).await.expect(401);
    system.gets_token().await;
    system.get(path).await.expect(200);
}

/// What may be wrong with an assertion.
type Wrong = (&'static str, fn(&System, &mut Value, &mut Value));

const ASSERTIONS: &[Wrong] = &[
    ("another audience", |_, _, claims| claims["aud"] = "https://evil.example".into()),
    ("the token endpoint as audience", |system, _, claims| {
        claims["aud"] = format!("{}/police/token", system.issuer).into();
    }),
    ("several audiences", |system, _, claims| claims["aud"] = json!([system.issuer, "https://evil.example"])),
    ("no audience", |_, _, claims| drop(claims.as_object_mut().unwrap().remove("aud"))),
    ("another issuer", |_, _, claims| claims["iss"] = "another".into()),
    ("another subject", |_, _, claims| claims["sub"] = "another".into()),
    ("over", |system, _, claims| claims["exp"] = (system.now() - 5).into()),
    ("for too long", |system, _, claims| claims["exp"] = (system.now() + 306).into()),
    ("for ever", |_, _, claims| claims["exp"] = i64::MAX.into()),
    ("without an end", |_, _, claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
    ("not begun", |system, _, claims| claims["nbf"] = (system.now() + 6).into()),
    ("made in the future", |system, _, claims| claims["iat"] = (system.now() + 6).into()),
    ("without a jti", |_, _, claims| drop(claims.as_object_mut().unwrap().remove("jti"))),
    ("with an empty jti", |_, _, claims| claims["jti"] = "".into()),
    ("of alg none", |_, header, _| header["alg"] = "none".into()),
    ("of alg ES256", |_, header, _| header["alg"] = "ES256".into()),
    ("with an embedded key", |system, header, _| header["jwk"] = jwk(&system.key)),
    ("with a jku", |_, header, _| header["jku"] = "https://evil.example".into()),
    ("by another kid", |_, header, _| header["kid"] = "another".into()),
    ("of the kind of a proof", |_, header, _| header["typ"] = "dpop+jwt".into()),
];

#[actix_web::test]
async fn no_assertion_that_is_not_right_gets_a_token() {
    let town = Town::new().await;
    let mut system = System::registered(&town, "control-room").await;
    for (name, change) in ASSERTIONS {
        let (mut header, mut claims) = (json!({ "alg": "EdDSA", "typ": "JWT" }), system.assertion_claims());
        change(&system, &mut header, &mut claims);
        let (assertion, proof) = (signed(&header, &claims, &system.key), system.token_proof());
        let answer = system.asks(&assertion, Some(&proof)).await.expect(401).json();
        assert_eq!(answer["error"], "invalid_client", "{name}");
    }
    let stranger = SigningKey::from_bytes(&[9; 32]);
    let forged = signed(&json!({ "alg": "EdDSA" }), &system.assertion_claims(), &stranger);
    let proof = system.token_proof();
    system.asks(&forged, Some(&proof)).await.expect(401);
    let good = system.assertion();
    assert_eq!(system.asks(&good, None).await.expect(400).json()["error"], "invalid_dpop_proof");
    let elsewhere = system.proof("POST", "/police/v1/persons/search");
    system.asks(&good, Some(&elsewhere)).await.expect(400);
    let proof = system.token_proof();
    system.asks(&good, Some(&proof)).await.expect(200);
    let proof = system.token_proof();
    system.asks(&good, Some(&proof)).await.expect(401);

    // Somebody else's id in this scheme, with one's own key.
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = entered_again(&town, &mut ruth).await;
    let mut other = System::under(&town, &mut ruth, &place, "other-room").await;
    other.called = "control-room".to_owned();
    let (assertion, proof) = (other.assertion(), other.token_proof());
    other.asks(&assertion, Some(&proof)).await.expect(401);
}

async fn entered_again(town: &Town, ruth: &mut crate::harness::Browser) -> String {
    town.later(chrono::TimeDelta::days(1));
    *ruth = town.sign_in(Role::Controller).await;
    entered(town, ruth).await
}
