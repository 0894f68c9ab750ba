//! Tokens, and how they are given (RFC 6749, RFC 7523, RFC 8414, RFC 9449).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{call::presented, problem::Problem};
use crate::{
    actions::{
        Refusal, Shared,
        agency::token::{self, GRANT, NoToken, SCOPE, Wanted},
    },
    http::{Failure, call::host},
};

/// The form of a request for a token.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form; it is read below")]
pub struct TokenRequest {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[schema(example = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")]
    client_assertion_type: String,
    /// A JWT signed by a key registered for you: `iss` and `sub` your client id, `aud` the issuer, `exp` within five
    /// minutes, a `jti` of its own.
    client_assertion: String,
    /// Your client id, if you send it apart.
    client_id: Option<String>,
    /// `police.read`, if you send it.
    scope: Option<String>,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// Show it with each request, as `Authorization: DPoP …`, with a proof by the same key.
    access_token: String,
    /// `DPoP`: by itself the token is worth nothing.
    #[schema(example = "DPoP")]
    token_type: &'static str,
    /// For how many seconds it lives.
    #[schema(example = 300)]
    expires_in: i64,
    /// `police.read`.
    scope: &'static str,
}

/// Why there is no token (RFC 6749, 5.2).
#[derive(Serialize, ToSchema)]
pub struct TokenError {
    /// `invalid_request`, `invalid_client`, `invalid_dpop_proof`, `invalid_scope` or `unsupported_grant_type`.
    #[schema(example = "invalid_client")]
    error: &'static str,
    /// What to do.
    error_description: &'static str,
}

/// Get a token
///
/// Send a DPoP proof along, for `POST` and this address: the token is bound to its key.
#[utoipa::path(
    post, path = "/police/token", tag = "token", operation_id = "getToken",
    params(("DPoP" = String, Header, description = "A proof (RFC 9449) by the key the token is to be bound to.")),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token.", body = TokenAnswer),
        (status = 400, description = "Something is missing or wrong.", body = TokenError),
        (status = 401, description = "Who asks is not who it says.", body = TokenError),
        (status = 413, description = "More than any request needs.", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "Something failed on our side.", body = TokenError))
)]
pub async fn give(service: web::Data<Shared>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let given = match wanted(&body) {
        Some(wanted) => token::give(&service, presented(&request, &service), wanted).await,
        None => Err(NoToken::Request),
    };
    match given {
        Ok(token) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(TokenAnswer {
                access_token: token.token,
                token_type: "DPoP",
                expires_in: token.lives,
                scope: SCOPE,
            })
        }
        Err(why) => refused(&why),
    }
}

/// The form, each field of it sent once.
fn wanted(body: &[u8]) -> Option<Wanted> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
    let mut wanted = Wanted::default();
    let mut seen = Vec::new();
    for (name, value) in pairs {
        if seen.contains(&name) {
            return None;
        }
        match name.as_str() {
            "grant_type" => wanted.grant = value,
            "client_assertion_type" => wanted.kind = value,
            "client_assertion" => wanted.assertion = value,
            "client_id" => wanted.client = Some(value),
            "scope" => wanted.scope = Some(value),
            // What is not known is not looked at (RFC 6749, 3.2).
            _ => {}
        }
        seen.push(name);
    }
    Some(wanted)
}

fn refused(why: &NoToken) -> HttpResponse {
    let (status, error, error_description) = match why {
        NoToken::Request => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Send grant_type, client_assertion_type and client_assertion, each once.",
        ),
        NoToken::Grant => {
            (StatusCode::BAD_REQUEST, "unsupported_grant_type", "There is client_credentials only.")
        }
        NoToken::Scope => (StatusCode::BAD_REQUEST, "invalid_scope", "There is police.read only."),
        NoToken::Client => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Sign a new assertion with a key registered for you: for this issuer, for five minutes, with its own jti.",
        ),
        NoToken::Proof => {
            (StatusCode::BAD_REQUEST, "invalid_dpop_proof", "Make a new proof, for POST and this address.")
        }
        NoToken::Failed(Refusal::NotFound) => {
            (StatusCode::UNAUTHORIZED, "invalid_client", "There is no scheme at this address.")
        }
        NoToken::Failed(refusal) => {
            tracing::error!(error = %refusal, "a token was not given");
            (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Something failed on our side. Try again.")
        }
    };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.json(TokenError { error, error_description })
}

/// How tokens are given (RFC 8414).
#[derive(Serialize, ToSchema)]
pub struct Metadata {
    /// Who gives them: the address of the scheme, without a slash at its end. All paths here follow it.
    #[schema(example = "https://scheme.example")]
    issuer: String,
    /// Where they are given.
    token_endpoint: String,
    /// The keys by which they are checked.
    jwks_uri: String,
    /// This description, to read.
    service_documentation: String,
    /// `client_credentials`.
    grant_types_supported: [&'static str; 1],
    /// None.
    response_types_supported: [&'static str; 0],
    /// `police.read`.
    scopes_supported: [&'static str; 1],
    /// `private_key_jwt`.
    token_endpoint_auth_methods_supported: [&'static str; 1],
    /// `EdDSA` and `ES256`.
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 2],
    /// `EdDSA` and `ES256`.
    dpop_signing_alg_values_supported: [&'static str; 2],
}

/// Read how tokens are given
#[utoipa::path(
    get, path = "/.well-known/oauth-authorization-server", tag = "token", operation_id = "readMetadata",
    responses((status = 200, description = "Authorization server metadata (RFC 8414).", body = Metadata))
)]
pub async fn metadata(
    service: web::Data<Shared>,
    request: HttpRequest,
) -> Result<web::Json<Metadata>, Failure> {
    let issuer = token::issuer_at(&service, host(&request, &service)).await?;
    let algorithms = ["EdDSA", "ES256"];
    Ok(web::Json(Metadata {
        token_endpoint: format!("{issuer}/police/token"),
        jwks_uri: format!("{issuer}/police/jwks.json"),
        service_documentation: format!("{issuer}/police/docs"),
        issuer,
        grant_types_supported: [GRANT],
        response_types_supported: [],
        scopes_supported: [SCOPE],
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported: algorithms,
        dpop_signing_alg_values_supported: algorithms,
    }))
}

/// A JWK set (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct Keys {
    /// Public keys; one that signs no more is here as long as its tokens live.
    #[schema(value_type = Vec<Object>)]
    keys: Vec<Value>,
}

/// Read the keys by which tokens are checked
#[utoipa::path(
    get, path = "/police/jwks.json", tag = "token", operation_id = "readKeys",
    responses((status = 200, description = "The keys.", body = Keys))
)]
pub async fn keys(service: web::Data<Shared>, request: HttpRequest) -> Result<web::Json<Keys>, Failure> {
    Ok(web::Json(Keys { keys: token::keys(&service, host(&request, &service)).await? }))
}
