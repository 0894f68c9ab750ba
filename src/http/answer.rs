//! Answers: pages, redirects, and one table of failures for pages and JSON (RFC 9457).

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use askama::Template;

use super::summary;
use crate::{actions::Refusal, domain::date::london_time};

/// What a page's handler gives.
pub type Answer = Result<HttpResponse, Failure>;

/// Room for most pages: one that grows is copied each time it doubles.
const ROOM: usize = 48 * 1024;

/// A page.
///
/// # Errors
/// If the template fails: a bug.
pub fn html(page: &impl Template) -> Answer {
    with_status(page, StatusCode::OK)
}

/// A form again, with what is wrong in it: 422.
///
/// # Errors
/// If the template fails: a bug.
pub fn again(page: &impl Template) -> Answer {
    Ok(page_of(StatusCode::UNPROCESSABLE_ENTITY, summary::labelled(rendered(page)?)))
}

fn with_status(page: &impl Template, status: StatusCode) -> Answer {
    Ok(page_of(status, rendered(page)?))
}

fn rendered(page: &impl Template) -> Result<String, Failure> {
    let mut text = String::with_capacity(ROOM);
    page.render_into(&mut text).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(text)
}

fn page_of(status: StatusCode, text: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(text)
}

/// A file to be saved, kept by nobody on the way.
pub fn attachment(bytes: Vec<u8>, kind: &str, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}

/// Goes on to another page after a deed (303), or before one.
pub fn redirect(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The deed or look was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The request makes no sense; in words.
    #[error("{0}")]
    BadRequest(&'static str),
    /// More than is taken.
    #[error("too large")]
    TooLarge,
    /// A bug of ours.
    #[error("{0}")]
    Internal(String),
}

/// A failure in words: status, title, what to do.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub status: StatusCode,
    pub title: &'static str,
    pub detail: String,
    /// Where a page goes instead of failing.
    pub instead: Option<&'static str>,
}

impl Failure {
    fn told(&self) -> Told {
        let told =
            |status, title, detail: &str| Told { status, title, detail: detail.to_owned(), instead: None };
        match self {
            Self::BadRequest(why) => told(StatusCode::BAD_REQUEST, "We could not read that", why),
            Self::TooLarge => told(
                StatusCode::PAYLOAD_TOO_LARGE,
                "That is too much at once",
                "Please send less text, or a smaller file.",
            ),
            Self::Internal(_) => broken(),
            Self::Refused(refusal) => refused(refusal),
        }
    }
}

fn broken() -> Told {
    Told {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: "Something went wrong on our side",
        detail: "Nothing was changed. Please try again; if it happens again, tell the scheme.".to_owned(),
        instead: None,
    }
}

/// A member was stopped: what happened, until when, and whom to ask.
fn closed(until: &str) -> Told {
    let detail = format!(
        "You opened the pages of unusually many people within an hour. To protect them, the gallery and people’s \
         pages are closed to you {until}, and the scheme was told. You can go on reporting. If you need them sooner, \
         ask the scheme’s administrator or data controller: either can open them again."
    );
    let title = "People’s pages are closed to you";
    Told { status: StatusCode::TOO_MANY_REQUESTS, title, detail, instead: None }
}

fn refused(refusal: &Refusal) -> Told {
    let told = |status, title, detail: &str| Told { status, title, detail: detail.to_owned(), instead: None };
    let go = |instead| Told {
        instead: Some(instead),
        ..told(StatusCode::UNAUTHORIZED, "Please sign in", "This page is for people who are signed in.")
    };
    match refusal {
        Refusal::NotFound => told(
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "The address may be mistyped, or what was here is gone.",
        ),
        Refusal::SignIn => go("/sign-in"),
        Refusal::SecondFactor => go("/second-factor"),
        Refusal::Agreement => go("/agreement"),
        Refusal::OutOfDate => told(
            StatusCode::CONFLICT,
            "This page is out of date",
            "Go back, load the page again and send it once more. Nothing was changed.",
        ),
        Refusal::Fields(problems) => Told {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            title: "Something is to be put right",
            detail: problems.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join(" "),
            instead: None,
        },
        Refusal::Rule(why) => told(StatusCode::CONFLICT, "That is not possible", why),
        Refusal::Unusual { .. } => closed("for an hour"),
        Refusal::Stopped { until } => closed(&format!("until {}", london_time(*until))),
        Refusal::TooMany => told(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many tries",
            "Please wait a minute and try again. Nobody is locked out.",
        ),
        Refusal::Replayed => {
            told(StatusCode::UNAUTHORIZED, "Used before", "This is good once. Please make a new one.")
        }
        Refusal::Unrecorded | Refusal::Store(_) | Refusal::Silent | Refusal::Failed(_) => broken(),
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.told().status
    }

    fn error_response(&self) -> HttpResponse {
        if self.status_code().is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let told = self.told();
        let mut response = HttpResponse::new(told.status);
        // The guard, which knows the request, words it as a page or as JSON.
        response.extensions_mut().insert(told);
        response
    }
}

#[derive(Template)]
#[template(path = "layout/failure.html", config = "config/askama.toml")]
struct FailurePage<'a> {
    title: &'a str,
    detail: &'a str,
    css: &'a str,
}

/// Words a failure as the request asks for it: a redirect, a page, or a problem in JSON.
pub(super) fn worded(request: &HttpRequest, told: &Told) -> HttpResponse {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let wants_json = accepts.contains("json") && !accepts.contains("html");
    if wants_json {
        return HttpResponse::build(told.status).content_type("application/problem+json").json(serde_json::json!({
            "type": "about:blank", "title": told.title, "status": told.status.as_u16(), "detail": told.detail,
        }));
    }
    if let Some(path) = told.instead {
        let next = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let next: String = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        return redirect(&if request.method() == "GET" { format!("{path}?{next}") } else { path.to_owned() });
    }
    let page = FailurePage { title: told.title, detail: &told.detail, css: super::assets::css() };
    HttpResponse::build(told.status)
        .content_type("text/html; charset=utf-8")
        .body(page.render().unwrap_or_else(|_| told.title.to_owned()))
}
