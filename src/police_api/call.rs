//! A call as it comes by HTTP, and its answer: conditional requests, what is left of the calls, problems.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, Header, HeaderName, HeaderValue, IfNoneMatch},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::problem::{self, OFFICER, PURPOSE, REASON};
use crate::{
    actions::{
        Shared,
        agency::{
            asker::By,
            bearer::Presented,
            budget::Budget,
            call::{Answered, Asked, Told},
            denied::Denied,
        },
    },
    domain::{agency::purpose::Said, disclosure::words::purposes},
    http::call::host,
};

/// What every call but the change feed says of itself.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it describes the headers; they are read below")]
pub struct Statement {
    /// The officer's reference, as your force knows them: UTF-8.
    #[param(rename = "Police-Officer", min_length = 2, max_length = 60, example = "PC 4021")]
    officer: String,
    /// What for.
    #[param(rename = "Police-Purpose", schema_with = purposes, required = true, example = "detection")]
    purpose: String,
    /// Why, or the crime reference: UTF-8. It is kept with the record of the call.
    #[param(rename = "Police-Reason", min_length = 3, max_length = 300, example = "WS/1234/26")]
    reason: String,
}

/// Every value of a header, as text.
fn all(request: &HttpRequest, name: &str) -> Vec<String> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    request.headers().get_all(name).map(text).collect()
}

/// A header that is sent once; nothing if it is missing, sent twice, or no text.
fn one(request: &HttpRequest, name: &str) -> Option<String> {
    let mut values = request.headers().get_all(name);
    let (first, second) = (values.next()?, values.next());
    second.is_none().then(|| String::from_utf8(first.as_bytes().to_vec()).ok()).flatten()
}

/// Who asks, and with what proof.
pub fn presented(request: &HttpRequest, service: &Shared) -> Presented {
    Presented {
        host: host(request, service),
        method: request.method().as_str().to_owned(),
        path: request.path().to_owned(),
        authorization: all(request, "authorization"),
        proofs: all(request, "dpop"),
    }
}

/// The call that a request makes.
pub fn asked(request: &HttpRequest, service: &Shared) -> Asked {
    let said = |name| one(request, name);
    Asked {
        by: By::System(presented(request, service)),
        said: Said { officer: said(OFFICER), purpose: said(PURPOSE), reason: said(REASON) },
    }
}

/// The parameters of a request, each known and given once.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads them.
    ///
    /// # Errors
    /// If one is not known, or given twice.
    pub fn of(request: &HttpRequest, known: &[&'static str]) -> Result<Self, Denied> {
        let unread =
            || Denied::parameter("query", "Send each parameter once, and none that is not described.");
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|_| unread())?;
        let strange = |(at, (name, _)): (usize, &(String, String))| {
            !known.contains(&name.as_str()) || pairs[..at].iter().any(|(before, _)| before == name)
        };
        if pairs.iter().enumerate().any(strange) { Err(unread()) } else { Ok(Self(pairs)) }
    }

    /// One of them, as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// One of them, read as what it is to be.
    ///
    /// # Errors
    /// If it is something else.
    pub fn read<T: std::str::FromStr>(
        &self,
        name: &'static str,
        advice: &'static str,
    ) -> Result<Option<T>, Denied> {
        self.text(name).map(|text| text.parse().map_err(|_| Denied::parameter(name, advice))).transpose()
    }

    /// How many are asked for.
    ///
    /// # Errors
    /// If it is no number.
    pub fn limit(&self) -> Result<Option<u32>, Denied> {
        self.read("limit", "Ask for 1 to 100 at once.")
    }
}

/// The answer of a call, as JSON; nothing but its status if who asks holds it already (RFC 9110, 13).
pub fn json<T, B: Serialize>(
    request: &HttpRequest,
    answered: Answered<T>,
    body: impl FnOnce(T) -> B,
) -> HttpResponse {
    let Answered { told, budget } = answered;
    let told = match told {
        Ok(Told { value, .. }) => value,
        Err(denied) => return counted(problem::denied(denied, budget), budget),
    };
    let Ok(text) = serde_json::to_vec(&body(told)) else {
        return problem::answer(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "",
            Vec::new(),
        );
    };
    // Weak: the same words may come compressed or not.
    let tag = EntityTag::new_weak(BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..18]));
    let held = match IfNoneMatch::parse(request) {
        _ if request.method() != Method::GET => false,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|held| held.weak_eq(&tag)),
        // "Anything you have": a call for data is not answered by that.
        Ok(IfNoneMatch::Any) | Err(_) => false,
    };
    let mut response = if held { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "private, no-cache"));
    let response =
        if held { response.finish() } else { response.content_type("application/json").body(text) };
    counted(response, budget)
}

/// An answer that says what is left of the calls (draft-ietf-httpapi-ratelimit-headers).
pub fn counted(mut response: HttpResponse, budget: Option<Budget>) -> HttpResponse {
    let Some(Budget { quota, left, wait }) = budget else { return response };
    let says = [
        ("ratelimit-policy", format!("\"minute\";q={quota};w=60")),
        ("ratelimit", format!("\"minute\";r={left};t={wait}")),
    ];
    for (name, value) in says {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
