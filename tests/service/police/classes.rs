//! Classes of tokens and proofs that are not right: what somebody tries who has a token, a proof, a public key, or nothing.

use ed25519_dalek::SigningKey;
use ring::{rand::SystemRandom, signature as sign};
use serde_json::{Value, json};

use super::{
    System,
    system::{ath, base64, jwk, signed},
};

/// A class of what is not right: its name, and what it makes of a call.
pub type Class = (&'static str, fn(&mut Bad<'_>));

/// A call that is about to be sent, and was right.
pub struct Bad<'a> {
    pub system: &'a System,
    /// Every `Authorization` and every `DPoP`.
    pub authorization: Vec<String>,
    pub proofs: Vec<String>,
    pub header: Value,
    pub claims: Value,
    pub key: SigningKey,
    /// What a token that is right says.
    pub token: (Value, Value),
    pub stranger: SigningKey,
}

impl Bad<'_> {
    /// Signs the proof anew, as it has become.
    pub fn proves(&mut self) {
        self.proofs = vec![signed(&self.header, &self.claims, &self.key)];
    }

    /// Shows another token, and proves that.
    fn shows(&mut self, token: &str) {
        self.authorization = vec![format!("DPoP {token}")];
        self.claims["ath"] = ath(token).into();
        self.proves();
    }

    /// Shows a token that says something else, signed by somebody else.
    fn forges(&mut self, change: impl FnOnce(&mut Value, &mut Value)) {
        let (mut header, mut claims) = self.token.clone();
        change(&mut header, &mut claims);
        let token = signed(&header, &claims, &self.stranger);
        self.shows(&token);
    }

    /// Shows the token with another header or payload under the signature it had.
    fn tampers(&mut self, change: impl FnOnce(&mut Value, &mut Value)) {
        let (mut header, mut claims) = self.token.clone();
        change(&mut header, &mut claims);
        let signature = self.system.token.rsplit('.').next().unwrap();
        let part = |value: &Value| base64(value.to_string().as_bytes());
        let token = format!("{}.{}.{signature}", part(&header), part(&claims));
        self.shows(&token);
    }
}

/// A proof of a P-256 key, by its JWK and a signature in a form that is asked for.
fn es256(bad: &mut Bad<'_>, asn1: bool, swapped: bool) {
    let how =
        if asn1 { &sign::ECDSA_P256_SHA256_ASN1_SIGNING } else { &sign::ECDSA_P256_SHA256_FIXED_SIGNING };
    let random = SystemRandom::new();
    let bytes = sign::EcdsaKeyPair::generate_pkcs8(how, &random).unwrap();
    let pair = sign::EcdsaKeyPair::from_pkcs8(how, bytes.as_ref(), &random).unwrap();
    let point = sign::KeyPair::public_key(&pair).as_ref();
    let (mut x, mut y) = (&point[1..33], &point[33..]);
    if swapped {
        (x, y) = (y, x);
    }
    bad.header["alg"] = "ES256".into();
    bad.header["jwk"] = json!({ "kty": "EC", "crv": "P-256", "x": base64(x), "y": base64(y) });
    let part = |value: &Value| base64(value.to_string().as_bytes());
    let text = format!("{}.{}", part(&bad.header), part(&bad.claims));
    let signature = pair.sign(&random, text.as_bytes()).unwrap();
    bad.proofs = vec![format!("{text}.{}", base64(signature.as_ref()))];
}

pub const CLASSES: &[Class] = &[
    ("no token", |bad| bad.authorization.clear()),
    ("two tokens", |bad| bad.authorization.push(bad.authorization[0].clone())),
    ("a plain bearer token", |bad| bad.authorization[0] = bad.authorization[0].replace("DPoP ", "Bearer ")),
    ("basic credentials", |bad| bad.authorization[0] = "Basic cG9saWNlOnNlY3JldA==".to_owned()),
    ("a word", |bad| bad.authorization[0] = "DPoP".to_owned()),
    ("an empty token", |bad| bad.shows("")),
    ("no JWT", |bad| bad.shows("token")),
    ("two parts", |bad| bad.shows("a.b")),
    ("four parts", |bad| bad.shows(&format!("{}.d", bad.system.token))),
    ("an oversized token", |bad| bad.shows(&"a".repeat(5_000))),
    ("base64 with padding", |bad| bad.shows(&format!("{}=", bad.system.token))),
    ("a header that is no JSON", |bad| {
        let rest = bad.system.token.split_once('.').unwrap().1.to_owned();
        bad.shows(&format!("{}.{rest}", base64(b"{")));
    }),
    ("alg none", |bad| bad.tampers(|header, _| header["alg"] = "none".into())),
    ("alg none, nothing signed", |bad| {
        let part = |value: &Value| base64(value.to_string().as_bytes());
        let (mut header, claims) = bad.token.clone();
        header["alg"] = "none".into();
        bad.shows(&format!("{}.{}.", part(&header), part(&claims)));
    }),
    ("alg nOnE", |bad| bad.tampers(|header, _| header["alg"] = "nOnE".into())),
    ("HS256 with the public key as secret", |bad| {
        let (mut header, claims) = bad.token.clone();
        header["alg"] = "HS256".into();
        bad.shows(&hs256(&header, &claims, bad.system.key.verifying_key().as_bytes()));
    }),
    ("ES256 over an EdDSA key", |bad| bad.tampers(|header, _| header["alg"] = "ES256".into())),
    ("RS256", |bad| bad.tampers(|header, _| header["alg"] = "RS256".into())),
    ("no alg", |bad| bad.tampers(|header, _| drop(header.as_object_mut().unwrap().remove("alg")))),
    ("a stranger's signature", |bad| bad.forges(|_, _| ())),
    ("a stranger's signature, embedded jwk", |bad| {
        let key = jwk(&bad.stranger);
        bad.forges(|header, _| header["jwk"] = key);
    }),
    ("a jku", |bad| bad.forges(|header, _| header["jku"] = "https://evil.example/jwks".into())),
    ("an x5u", |bad| bad.forges(|header, _| header["x5u"] = "https://evil.example/cert".into())),
    ("an x5c", |bad| bad.forges(|header, _| header["x5c"] = json!(["MIIB"]))),
    ("a crit", |bad| bad.tampers(|header, _| header["crit"] = json!(["exp"]))),
    ("another kid", |bad| bad.tampers(|header, _| header["kid"] = "another".into())),
    ("a kid that is a path", |bad| bad.tampers(|header, _| header["kid"] = "../../etc/passwd".into())),
    ("no kid", |bad| bad.tampers(|header, _| drop(header.as_object_mut().unwrap().remove("kid")))),
    ("typ JWT", |bad| bad.tampers(|header, _| header["typ"] = "JWT".into())),
    ("typ of a proof", |bad| bad.tampers(|header, _| header["typ"] = "dpop+jwt".into())),
    ("another audience", |bad| bad.tampers(|_, claims| claims["aud"] = "https://evil.example".into())),
    ("another issuer", |bad| bad.tampers(|_, claims| claims["iss"] = "https://evil.example".into())),
    ("another client", |bad| bad.tampers(|_, claims| claims["sub"] = "another".into())),
    ("a longer life", |bad| bad.tampers(|_, claims| claims["exp"] = 4_102_444_800_i64.into())),
    ("bound to another key", |bad| bad.tampers(|_, claims| claims["cnf"]["jkt"] = "another".into())),
    ("bound to nothing", |bad| bad.tampers(|_, claims| drop(claims.as_object_mut().unwrap().remove("cnf")))),
    ("a bit of the signature", |bad| {
        let mut token = bad.system.token.clone();
        let last = token.len() - 10;
        let other = if &token[last..=last] == "A" { "B" } else { "A" };
        token.replace_range(last..=last, other);
        bad.shows(&token);
    }),
    ("the assertion as a token", |bad| bad.shows(&bad.system.assertion())),
    ("the proof as a token", |bad| bad.shows(&bad.proofs[0].clone())),
    ("no proof", |bad| bad.proofs.clear()),
    ("two proofs", |bad| {
        let mut second = bad.claims.clone();
        second["jti"] = "second".into();
        bad.proofs.push(signed(&bad.header, &second, &bad.key));
    }),
    ("an empty proof", |bad| bad.proofs[0].clear()),
    ("an oversized proof", |bad| {
        bad.claims["more"] = "a".repeat(5_000).into();
        bad.proves();
    }),
    ("a proof by another key", |bad| {
        bad.key = bad.stranger.clone();
        bad.header["jwk"] = jwk(&bad.stranger);
        bad.proves();
    }),
    ("a proof that names the key and is signed by another", |bad| {
        bad.key = bad.stranger.clone();
        bad.proves();
    }),
    ("a proof by a P-256 key", |bad| es256(bad, false, false)),
    ("a proof by a P-256 key, in ASN.1", |bad| es256(bad, true, false)),
    ("a proof by a point that is not on the curve", |bad| es256(bad, false, true)),
    ("a proof with a private key", |bad| {
        bad.header["jwk"]["d"] = base64(bad.key.as_bytes()).into();
        bad.proves();
    }),
    ("a proof with a symmetric key", |bad| {
        bad.header["jwk"] = json!({ "kty": "oct", "k": "AAAA" });
        bad.proves();
    }),
    ("a proof without a key", |bad| {
        bad.header.as_object_mut().unwrap().remove("jwk");
        bad.proves();
    }),
    ("a proof with a kid", |bad| {
        bad.header["kid"] = "one".into();
        bad.proves();
    }),
    ("a proof of alg none", |bad| {
        bad.header["alg"] = "none".into();
        bad.proves();
    }),
    ("a proof of alg ES256", |bad| {
        bad.header["alg"] = "ES256".into();
        bad.proves();
    }),
    ("a proof of typ JWT", |bad| {
        bad.header["typ"] = "JWT".into();
        bad.proves();
    }),
    ("a proof for another method", |bad| {
        bad.claims["htm"] = "DELETE".into();
        bad.proves();
    }),
    ("a proof for another path", |bad| {
        bad.claims["htu"] = format!("{}/police/v1/other", bad.system.issuer).into();
        bad.proves();
    }),
    ("a proof for another host", |bad| {
        let there = bad.claims["htu"].as_str().unwrap().replace("ashby.test", "evil.test");
        bad.claims["htu"] = there.into();
        bad.proves();
    }),
    ("a proof for plain HTTP", |bad| {
        bad.claims["htu"] = bad.claims["htu"].as_str().unwrap().replace("https", "http").into();
        bad.proves();
    }),
    ("a proof of another token", |bad| {
        bad.claims["ath"] = ath("another").into();
        bad.proves();
    }),
    ("a proof of no token", |bad| {
        bad.claims.as_object_mut().unwrap().remove("ath");
        bad.proves();
    }),
    ("a proof of last minute", |bad| {
        bad.claims["iat"] = (bad.system.now() - 61).into();
        bad.proves();
    }),
    ("a proof of the future", |bad| {
        bad.claims["iat"] = (bad.system.now() + 6).into();
        bad.proves();
    }),
    ("a proof of no time", |bad| {
        bad.claims.as_object_mut().unwrap().remove("iat");
        bad.proves();
    }),
    ("a proof whose time is a word", |bad| {
        bad.claims["iat"] = "now".into();
        bad.proves();
    }),
    ("a proof of the end of time", |bad| {
        bad.claims["iat"] = i64::MAX.into();
        bad.proves();
    }),
    ("a proof without a jti", |bad| {
        bad.claims.as_object_mut().unwrap().remove("jti");
        bad.proves();
    }),
    ("a proof with an empty jti", |bad| {
        bad.claims["jti"] = "".into();
        bad.proves();
    }),
    ("a proof with an endless jti", |bad| {
        bad.claims["jti"] = "a".repeat(129).into();
        bad.proves();
    }),
    ("a proof that says its jti twice", |bad| {
        let claims = bad.claims.to_string().replacen('{', "{\"jti\":\"one\",", 1);
        let text = format!("{}.{}", base64(bad.header.to_string().as_bytes()), base64(claims.as_bytes()));
        let signature = ed25519_dalek::Signer::sign(&bad.key, text.as_bytes()).to_bytes();
        bad.proofs = vec![format!("{text}.{}", base64(&signature))];
    }),
];

/// A JWT that is signed with HMAC: what somebody tries who has a public key and hopes that it is taken for a secret.
fn hs256(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let part = |value: &Value| base64(value.to_string().as_bytes());
    let text = format!("{}.{}", part(header), part(claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    format!("{text}.{}", base64(ring::hmac::sign(&key, text.as_bytes()).as_ref()))
}
