//! JSON Web Tokens, as police systems bring them and as they are given: EdDSA (RFC 8037) and ES256 (RFC 7518) only, an
//! algorithm for each key and never the token's choice (RFC 8725). Whether a token is in time is not asked here.

use std::sync::Once;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{
    Algorithm as Name, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
    signature,
};
use ring::signature as sign;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// No token that is one is longer, in bytes.
pub const LONGEST: usize = 4 * 1024;
/// No key as JSON that is one is longer, in bytes.
const LONGEST_KEY: usize = 1024;

/// A token that is none of ours to believe: malformed, of another kind, or not signed by this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no token, or not signed by the key it should be")]
pub struct Unsigned;

/// What signs: an algorithm belongs to its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// As JOSE names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }

    const fn jose(self) -> Name {
        match self {
            Self::EdDsa => Name::EdDSA,
            Self::Es256 => Name::ES256,
        }
    }
}

/// A public key, as a JWK says it (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// Ed25519 (RFC 8037): its point.
    Ed25519([u8; 32]),
    /// P-256 (RFC 7518, 6.2): its coordinates.
    P256([u8; 32], [u8; 32]),
}

fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn coordinate(jwk: &Map<String, Value>, name: &str) -> Option<[u8; 32]> {
    BASE64_URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok()?.try_into().ok()
}

impl PublicKey {
    /// The key of a JWK; `None` if it is of another kind, weak, or not public.
    pub fn of_jwk(jwk: &Value) -> Option<Self> {
        let jwk = jwk.as_object()?;
        let word = |name: &str| jwk.get(name).and_then(Value::as_str);
        // Whoever sends a private key has given it away.
        let private =
            ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| jwk.contains_key(*name));
        let key = match (word("kty")?, word("crv")?) {
            ("OKP", "Ed25519") => {
                let point = coordinate(jwk, "x")?;
                let weak = VerifyingKey::from_bytes(&point).map_or(true, |key| key.is_weak());
                (!weak).then_some(Self::Ed25519(point))?
            }
            ("EC", "P-256") => Self::P256(coordinate(jwk, "x")?, coordinate(jwk, "y")?),
            _ => return None,
        };
        let says = word("alg").is_none_or(|alg| alg == key.algorithm().name());
        let signs = word("use").is_none_or(|purpose| purpose == "sig");
        (!private && says && signs).then_some(key)
    }

    /// The key of a JWK as text.
    pub fn parse(text: &str) -> Option<Self> {
        let jwk: Value = serde_json::from_str(text).ok().filter(|_| text.len() <= LONGEST_KEY)?;
        Self::of_jwk(&jwk)
    }

    /// What it signs by.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::P256(..) => Algorithm::Es256,
        }
    }

    /// Its thumbprint: SHA-256 over its required members in the order of their names (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let members = match self {
            Self::Ed25519(x) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64(x)),
            Self::P256(x, y) => {
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, base64(x), base64(y))
            }
        };
        base64(&Sha256::digest(members))
    }

    /// As a JWK, named by its thumbprint.
    pub fn jwk(&self) -> Value {
        let named = |mut jwk: Value| {
            jwk["kid"] = self.thumbprint().into();
            jwk["alg"] = self.algorithm().name().into();
            jwk["use"] = "sig".into();
            jwk
        };
        named(match self {
            Self::Ed25519(x) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(x) }),
            Self::P256(x, y) => json!({ "kty": "EC", "crv": "P-256", "x": base64(x), "y": base64(y) }),
        })
    }

    fn decoding(&self) -> DecodingKey {
        match self {
            Self::Ed25519(x) => DecodingKey::from_ed_der(x),
            Self::P256(x, y) => DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat()),
        }
    }
}

/// What a token's header says, before anything in it is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// What kind of token it says it is.
    pub typ: Option<String>,
    /// Which key it says it is signed by.
    pub kid: Option<String>,
    /// The key it brings along, where that is asked for.
    pub jwk: Option<PublicKey>,
}

/// Reads a token's header.
///
/// # Errors
/// If it is too long, not of three parts, or says anything but what is expected here: no header can point elsewhere for
/// a key, or ask for what we do not know.
pub fn head(token: &str, expected: &[&str]) -> Result<Head, Unsigned> {
    let mut parts = token.split('.');
    let (Some(first), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Unsigned);
    };
    if token.len() > LONGEST {
        return Err(Unsigned);
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(first).map_err(|_| Unsigned)?;
    let says: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|_| Unsigned)?;
    if says.keys().any(|name| !expected.contains(&name.as_str())) {
        return Err(Unsigned);
    }
    let word = |name: &str| match says.get(name) {
        None => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.clone())),
        Some(_) => Err(Unsigned),
    };
    let jwk = says.get("jwk").map(|jwk| PublicKey::of_jwk(jwk).ok_or(Unsigned)).transpose()?;
    Ok(Head { typ: word("typ")?, kid: word("kid")?, jwk })
}

/// Whom a token says it is of, before anything in it is believed: it says which keys to try.
pub fn unverified_subject(token: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Says {
        sub: String,
    }
    let payload = token.split('.').nth(1).filter(|_| token.len() <= LONGEST)?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice::<Says>(&bytes).ok().map(|says| says.sub)
}

/// What a token says, if it is signed by a key with that key's algorithm.
///
/// # Errors
/// If it is not, or says something else.
pub fn verify<T: DeserializeOwned>(token: &str, key: &PublicKey) -> Result<T, Unsigned> {
    ready();
    let mut only = Validation::new(key.algorithm().jose());
    // Times, audience and issuer are asked of the claims themselves, by our own clock.
    only.required_spec_claims.clear();
    (only.validate_exp, only.validate_aud) = (false, false);
    jsonwebtoken::decode(token, &key.decoding(), &only).map(|data| data.claims).map_err(|_| Unsigned)
}

/// A key that signs the tokens we give.
pub struct Signer(SigningKey);

impl Signer {
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What others check them by.
    pub fn public(&self) -> PublicKey {
        PublicKey::Ed25519(self.0.verifying_key().to_bytes())
    }

    /// A signed token.
    ///
    /// # Errors
    /// If its claims are no JSON: a bug.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, Unsigned> {
        ready();
        let mut header = Header::new(Name::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.public().thumbprint());
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(self.0.as_bytes()))
            .map_err(|_| Unsigned)
    }
}

/// Signatures by ring, which is here for TLS: what the library would bring instead holds RSA, which nobody may use.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

fn ready() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if PROVIDER.install_default().is_err() {
            tracing::error!("another library chose how tokens are signed");
        }
    });
}

struct Ed25519Signer(sign::Ed25519KeyPair);

impl signature::Signer<Vec<u8>> for Ed25519Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

impl JwtSigner for Ed25519Signer {
    fn algorithm(&self) -> Name {
        Name::EdDSA
    }
}

fn signer(name: &Name, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    let pair = sign::Ed25519KeyPair::from_seed_unchecked(key.as_bytes());
    match (name, pair) {
        (Name::EdDSA, Ok(pair)) => Ok(Box::new(Ed25519Signer(pair))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

struct Checker {
    name: Name,
    key: sign::UnparsedPublicKey<Vec<u8>>,
}

impl signature::Verifier<Vec<u8>> for Checker {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.key.verify(message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Checker {
    fn algorithm(&self) -> Name {
        self.name
    }
}

fn verifier(name: &Name, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let how: &'static dyn sign::VerificationAlgorithm = match name {
        Name::EdDSA => &sign::ED25519,
        Name::ES256 => &sign::ECDSA_P256_SHA256_FIXED,
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    };
    let bytes = key.try_get_as_bytes()?.to_vec();
    Ok(Box::new(Checker { name: *name, key: sign::UnparsedPublicKey::new(how, bytes) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer::new(&[7; 32])
    }

    #[test]
    fn a_thumbprint_is_that_of_the_rfc() {
        // RFC 8037, appendix A.3.
        let key = PublicKey::parse(
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        );
        assert_eq!(key.unwrap().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_that_is_not_public_weak_or_of_another_kind_is_none() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        for (rule, jwk) in [
            ("private", json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "d": x })),
            ("another curve", json!({ "kty": "OKP", "crv": "X25519", "x": x })),
            ("short", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" })),
            ("of small order", json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(&[0; 32]) })),
            ("half a point", json!({ "kty": "EC", "crv": "P-256", "x": x })),
            ("symmetric", json!({ "kty": "oct", "k": x })),
            ("for another algorithm", json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "ES256" })),
            ("to encrypt", json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "use": "enc" })),
            ("no object", json!([1])),
        ] {
            assert_eq!(PublicKey::of_jwk(&jwk), None, "{rule}");
        }
    }

    #[test]
    fn what_is_signed_is_verified_by_its_key_alone() {
        let token = signer().sign("at+jwt", &json!({ "sub": "one" })).unwrap();
        let says: Value = verify(&token, &signer().public()).unwrap();
        assert_eq!(says, json!({ "sub": "one" }));
        let head = head(&token, &["typ", "alg", "kid"]).unwrap();
        assert_eq!((head.typ.as_deref(), head.jwk), (Some("at+jwt"), None));
        assert_eq!(verify::<Value>(&token, &Signer::new(&[8; 32]).public()), Err(Unsigned));
        let other = token.replacen('.', ".e30.", 1);
        assert_eq!(verify::<Value>(&other, &signer().public()), Err(Unsigned));
    }

    #[test]
    fn a_header_says_nothing_that_is_not_expected() {
        let token = |header: Value| format!("{}.e30.AA", base64(header.to_string().as_bytes()));
        for header in [
            json!({ "alg": "EdDSA", "jku": "https://evil.example/keys" }),
            json!({ "alg": "EdDSA", "crit": ["exp"] }),
            json!({ "alg": "EdDSA", "kid": 7 }),
            json!({ "alg": "EdDSA", "jwk": { "kty": "oct", "k": "AA" } }),
        ] {
            assert_eq!(
                head(&token(header.clone()), &["typ", "alg", "kid", "jwk"]),
                Err(Unsigned),
                "{header}"
            );
        }
        assert_eq!(head(&"a".repeat(LONGEST + 1), &[]), Err(Unsigned));
        assert_eq!(head("a.b", &[]), Err(Unsigned));
    }
}
