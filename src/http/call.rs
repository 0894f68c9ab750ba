//! Who calls: the host name and the cookies of a request.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web::Data,
};

use crate::actions::{Call, Shared};

/// A request's [`Call`], before it has become evidence.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What becomes evidence.
    pub call: Call,
    /// The path and query, to come back to after a sign-in.
    pub path: String,
    /// The cookie of a device that has signed in before.
    pub device: Option<String>,
}

/// The names of our cookies: `__Host-` binds them to this host and to TLS (RFC 6265bis); on loopback there is none.
fn name(service: &Shared, what: &str) -> String {
    if service.settings().is_https() { format!("__Host-{what}") } else { what.to_owned() }
}

impl FromRequest for Caller {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .app_data::<Data<Shared>>()
                .map(|service| Self::of(request, service))
                .ok_or_else(|| actix_web::error::ErrorInternalServerError("no service")),
        )
    }
}

impl Caller {
    /// Who makes this request.
    pub fn of(request: &HttpRequest, service: &Shared) -> Self {
        let cookie = |what| request.cookie(&name(service, what)).map(|cookie| cookie.value().to_owned());
        Self {
            call: Call { host: host(request, service), token: cookie("session"), csrf: None },
            path: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            device: cookie("device"),
        }
    }
}

/// The host name that selects the scheme. A proxy's word for it counts only from a trusted proxy.
pub fn host(request: &HttpRequest, service: &Shared) -> String {
    let settings = service.settings();
    if let Some(only) = &settings.only_host {
        return only.clone();
    }
    let peer = request.peer_addr().map(|peer| peer.ip());
    let trusted = peer.is_some_and(|peer| settings.trusted_proxies.contains(&peer));
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header("x-forwarded-host").filter(|_| trusted).or_else(|| header("host")).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name.trim_end_matches('.').to_lowercase()
}

/// What tells one visitor from another for the throttle: the address of the connection, or the one that a trusted
/// proxy saw. It is neither logged nor stored: the throttle keeps a keyed hash of it for a minute, in memory.
pub fn from(request: &HttpRequest, service: &Shared) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let trusted = service.settings().trusted_proxies.contains(&peer);
    let header = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    // The last entry is the one our own proxy wrote; whatever stands before it was sent by the visitor.
    let seen = header.filter(|_| trusted).and_then(|list| list.rsplit(',').next()).map(str::trim);
    seen.map_or_else(|| peer.to_string(), str::to_owned)
}

/// A cookie as we set them: this host only, not for scripts, not sent along from other sites' forms.
pub fn cookie(
    service: &Shared,
    what: &str,
    value: String,
    lives: Option<chrono::TimeDelta>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build(name(service, what), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(service.settings().is_https())
        .finish();
    if let Some(lives) = lives {
        cookie.set_max_age(Duration::seconds(lives.num_seconds()));
    }
    cookie
}

/// Gives a cookie along with an answer. One of ours is always a valid header.
pub fn give(response: &mut actix_web::HttpResponse, cookie: &Cookie<'static>) {
    if let Err(error) = response.add_cookie(cookie) {
        tracing::error!(%error, "a cookie could not be set");
    }
}

/// The cookie that forgets a session.
pub fn forgotten(service: &Shared, what: &str) -> Cookie<'static> {
    let mut cookie = cookie(service, what, String::new(), None);
    cookie.make_removal();
    cookie
}

/// A path within this site, or `otherwise`: a sign-in never leads elsewhere.
pub fn local<'a>(next: &'a str, otherwise: &'a str) -> &'a str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if ours { next } else { otherwise }
}

/// A path that carries where to go afterwards.
pub fn with_next(path: &str, next: &str) -> String {
    if local(next, "").is_empty() {
        return path.to_owned();
    }
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_never_leads_elsewhere() {
        for (next, goes) in [
            ("/gallery?new=1", "/gallery?new=1"),
            ("", "/home"),
            ("//evil.example", "/home"),
            ("https://evil.example", "/home"),
            ("/\\evil.example", "/home"),
            ("/a\r\nSet-Cookie: x", "/home"),
        ] {
            assert_eq!(local(next, "/home"), goes, "{next}");
        }
    }
}
