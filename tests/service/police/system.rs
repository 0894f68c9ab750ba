//! A police system: keys of its own, tokens, proofs, and calls that say who asks, what for and why.

use actix_web::test::TestRequest;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use beadle::{clock::Clock, domain::member::role::Role};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    agency::agreements::entered,
    harness::{Answer, Browser, Town},
};

/// A system that is registered, or says that it is.
pub struct System {
    pub browser: Browser,
    pub issuer: String,
    pub called: String,
    /// Shows who it is.
    pub key: SigningKey,
    /// Binds its tokens.
    pub bound: SigningKey,
    pub clock: Clock,
    pub token: String,
    /// The page of its agreement, and its own.
    pub agreement: String,
    pub place: String,
}

/// What a call says of itself.
pub const SAYS: [(&str, &str); 3] =
    [("police-officer", "PC 4021"), ("police-purpose", "detection"), ("police-reason", "WS/1234/26")];

pub fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The public half of a key, as a JWK.
pub fn jwk(key: &SigningKey) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(key.verifying_key().as_bytes()) })
}

/// A JWT of these parts, signed by a key.
pub fn signed(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let text = format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    let signature = key.sign(text.as_bytes()).to_bytes();
    format!("{text}.{}", base64(&signature))
}

/// The hash of a token, as a proof has it.
pub fn ath(token: &str) -> String {
    base64(&Sha256::digest(token))
}

impl System {
    /// One of Westshire Police, registered by the controller under an agreement for a year, with a token.
    pub async fn new(town: &Town) -> Self {
        let mut system = Self::registered(town, "").await;
        system.gets_token().await;
        system
    }

    /// The same without a token, known by an id.
    pub async fn registered(town: &Town, called: &str) -> Self {
        let mut ruth = town.sign_in(Role::Controller).await;
        let agreement = entered(town, &mut ruth).await;
        Self::under(town, &mut ruth, &agreement, called).await
    }

    /// One that is registered under an agreement.
    pub async fn under(town: &Town, ruth: &mut Browser, agreement: &str, called: &str) -> Self {
        let keys: [SigningKey; 2] = [1, 2].map(|_| SigningKey::from_bytes(&town.clock.random()));
        let [key, bound] = keys;
        let pasted = json!({ "keys": [jwk(&key)] }).to_string();
        let path = format!("{agreement}/clients");
        ruth.get(&path).await.expect(200);
        let fields = [("name", "Control room"), ("called", called), ("keys", &pasted)];
        let answer = ruth.post(&path, &fields).await.expect(303);
        let place = answer.location().split('?').next().unwrap().to_owned();
        let page = ruth.get(&place).await.expect(200);
        let fact = |name: &str| {
            let (_, after) = page.text.split_once(&format!("<dt>{name}</dt><dd class=\"typed\">")).unwrap();
            after.split('<').next().unwrap().to_owned()
        };
        Self {
            browser: town.visit(&ruth.host).await,
            issuer: fact("Issuer, and audience"),
            called: fact("Client id"),
            key,
            bound,
            clock: town.clock.clone(),
            token: String::new(),
            agreement: agreement.to_owned(),
            place,
        }
    }

    pub fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    pub fn jti(&self) -> String {
        base64(&self.clock.random::<12>())
    }

    /// What an assertion that is right says.
    pub fn assertion_claims(&self) -> Value {
        let (called, now) = (&self.called, self.now());
        json!({ "iss": called, "sub": called, "aud": self.issuer, "iat": now, "exp": now + 60, "jti": self.jti() })
    }

    pub fn assertion(&self) -> String {
        signed(&json!({ "alg": "EdDSA", "typ": "JWT" }), &self.assertion_claims(), &self.key)
    }

    /// The header of a proof that is right.
    pub fn proof_header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk(&self.bound) })
    }

    /// What a proof that is right says of a request; of one with a token, its hash.
    pub fn proof_claims(&self, method: &str, path: &str, with_token: bool) -> Value {
        let path = path.split('?').next().unwrap();
        let mut claims = json!({
            "jti": self.jti(), "htm": method, "htu": format!("{}{path}", self.issuer), "iat": self.now(),
        });
        if with_token {
            claims["ath"] = ath(&self.token).into();
        }
        claims
    }

    pub fn proof(&self, method: &str, path: &str) -> String {
        signed(&self.proof_header(), &self.proof_claims(method, path, true), &self.bound)
    }

    /// Asks for a token with these.
    pub async fn asks(&mut self, assertion: &str, proof: Option<&str>) -> Answer {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ];
        let body = serde_urlencoded::to_string(form).unwrap();
        let mut request = TestRequest::post()
            .uri("/police/token")
            .insert_header(("content-type", "application/x-www-form-urlencoded"))
            .set_payload(body);
        if let Some(proof) = proof {
            request = request.insert_header(("dpop", proof));
        }
        self.browser.send(request).await
    }

    /// A proof for the place where tokens are given.
    pub fn token_proof(&self) -> String {
        signed(&self.proof_header(), &self.proof_claims("POST", "/police/token", false), &self.bound)
    }

    pub async fn gets_token(&mut self) {
        let (assertion, proof) = (self.assertion(), self.token_proof());
        let answer = self.asks(&assertion, Some(&proof)).await.expect(200);
        let given: Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!((&given["token_type"], &given["expires_in"]), (&json!("DPoP"), &json!(300)));
        self.token = given["access_token"].as_str().unwrap().to_owned();
    }

    /// A request that is right, but for what a test adds.
    pub fn request(&self, method: &str, path: &str) -> TestRequest {
        let method = method.parse().unwrap();
        TestRequest::default().method(method).uri(path).insert_header(("accept", "application/json"))
    }

    /// Sends a request with a token, a proof and some other headers.
    pub async fn sends(
        &mut self,
        request: TestRequest,
        token: &str,
        proof: &str,
        says: &[(&str, &str)],
    ) -> Answer {
        let mut request =
            request.insert_header(("authorization", format!("DPoP {token}"))).insert_header(("dpop", proof));
        for (name, value) in says {
            request = request.insert_header((*name, *value));
        }
        self.browser.send(request).await
    }

    /// Makes a call that is right.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_saying(path, &SAYS).await
    }

    /// Makes a call that says these.
    pub async fn get_saying(&mut self, path: &str, says: &[(&str, &str)]) -> Answer {
        let (token, proof) = (self.token.clone(), self.proof("GET", path));
        let request = self.request("GET", path);
        self.sends(request, &token, &proof, says).await
    }

    /// Searches.
    pub async fn search(&mut self, body: &Value) -> Answer {
        let path = "/police/v1/persons/search";
        let (token, proof) = (self.token.clone(), self.proof("POST", path));
        let request = self.request("POST", path).set_json(body);
        self.sends(request, &token, &proof, &SAYS).await
    }
}

impl Answer {
    /// The JSON of an answer.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The ids of the items of an answer, in their order.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
        self.json()["items"].as_array().unwrap().iter().map(id).collect()
    }
}
