//! Why there is no answer, as a problem (RFC 9457); who asks without a token that holds is told how to ask (RFC 9449).

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::{
    actions::{
        Refusal,
        agency::{
            budget::Budget,
            denied::{Challenge, Denied, Parameter},
        },
    },
    domain::agency::purpose::Unstated,
};

/// Why there is no answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    /// What happened.
    #[schema(example = "The agreement is not in force")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 403)]
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// What is wrong with single headers, parameters or members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Wrong>,
}

/// What is wrong with a header, a parameter or a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wrong {
    /// Its name.
    #[schema(example = "Police-Purpose")]
    pub name: &'static str,
    /// What to do.
    pub detail: &'static str,
}

/// Every way in which a call is refused.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes the answers; they are made below")]
pub enum Refused {
    /// The call does not say what it must, or a parameter cannot be read: see `errors`.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// No token, one that does not hold, or a proof that proves nothing.
    #[response(status = 401, content_type = "application/problem+json",
        headers(("WWW-Authenticate" = String, description = "`DPoP`, with `error` `invalid_token` or `invalid_dpop_proof`.")))]
    Unknown(Problem),
    /// The agreement is not in force: the detail says which date has passed, or has not come.
    #[response(status = 403, content_type = "application/problem+json")]
    NotInForce(Problem),
    /// There is nothing here, or nothing for you: the same answer.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// Too many calls.
    #[response(status = 429, content_type = "application/problem+json",
        headers(("Retry-After" = u64, description = "How many seconds to wait.")))]
    TooMany(Problem),
    /// Something failed on our side; nothing was told.
    #[response(status = 500, content_type = "application/problem+json")]
    Failed(Problem),
}

/// The header that says who asks.
pub const OFFICER: &str = "Police-Officer";
/// The header that says what for.
pub const PURPOSE: &str = "Police-Purpose";
/// The header that says why.
pub const REASON: &str = "Police-Reason";

fn wrong(unstated: Unstated) -> Wrong {
    let name = match unstated {
        Unstated::Officer => OFFICER,
        Unstated::Purpose => PURPOSE,
        Unstated::Reason => REASON,
    };
    Wrong { name, detail: unstated.advice() }
}

/// A problem as an answer.
pub fn answer(
    status: StatusCode,
    title: &'static str,
    detail: impl Into<String>,
    errors: Vec<Wrong>,
) -> HttpResponse {
    let problem =
        Problem { kind: "about:blank", title, status: status.as_u16(), detail: detail.into(), errors };
    HttpResponse::build(status).content_type("application/problem+json").json(problem)
}

/// What is answered to a call that was refused.
pub fn denied(denied: Denied, budget: Option<Budget>) -> HttpResponse {
    match denied {
        Denied::Unknown(challenge) => unknown(challenge),
        Denied::NotInForce(why) => {
            answer(StatusCode::FORBIDDEN, "The agreement is not in force", why, Vec::new())
        }
        Denied::Unstated(missing) => answer(
            StatusCode::BAD_REQUEST,
            "Say who asks, what for and why",
            "Every call for data says the officer's reference, a purpose and a reason.",
            missing.into_iter().map(wrong).collect(),
        ),
        Denied::Malformed(parameters) => answer(
            StatusCode::BAD_REQUEST,
            "A parameter cannot be read",
            "See errors for what to send instead.",
            parameters.into_iter().map(|Parameter { name, advice }| Wrong { name, detail: advice }).collect(),
        ),
        Denied::Resync => answer(
            StatusCode::GONE,
            "The feed does not go back so far",
            "Drop your copies, and begin anew without a cursor.",
            Vec::new(),
        ),
        Denied::TooMany => {
            let title = "Too many calls";
            let mut response =
                answer(StatusCode::TOO_MANY_REQUESTS, title, "Wait, and call again.", Vec::new());
            let wait = budget.map_or(60, |budget| budget.wait);
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
            response
        }
        Denied::Refused(Refusal::NotFound) => {
            answer(StatusCode::NOT_FOUND, "There is nothing here", "It is gone, or never was.", Vec::new())
        }
        Denied::Refused(refusal) => {
            tracing::error!(error = %refusal, "police were told nothing");
            let detail = "Nothing was told. Please try again.";
            answer(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side", detail, Vec::new())
        }
    }
}

fn unknown(challenge: Challenge) -> HttpResponse {
    let (error, detail) = match challenge {
        Challenge::Missing => (None, "Bring a token and a proof."),
        Challenge::Token => (Some("invalid_token"), "The token does not hold: get a new one."),
        Challenge::Proof => (
            Some("invalid_dpop_proof"),
            "The proof proves nothing: make a new one for each request, with the key of the token.",
        ),
    };
    let algorithms = "algs=\"EdDSA ES256\"";
    let challenge = match error {
        None => format!("DPoP {algorithms}"),
        Some(error) => format!("DPoP error=\"{error}\", {algorithms}"),
    };
    let mut response = answer(StatusCode::UNAUTHORIZED, "We do not know who asks", detail, Vec::new());
    if let Ok(value) = header::HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
