//! Around every request: where a deed may come from, which headers every answer carries, how failures are worded.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use super::{
    Failure,
    answer::{Told, worded},
    call,
};
use crate::actions::{Refusal, Shared};

/// No script or style but our own files, no frame, no form to elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The guard, as actix's middleware.
///
/// # Errors
/// Only what the framework itself cannot handle.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let service = request.app_data::<Data<Shared>>().map(|service| service.get_ref().clone());
    let https = service.as_ref().is_some_and(|service| service.settings().is_https());
    let foreign = service.as_ref().is_none_or(|service| is_foreign(&request, service));
    let response = if foreign {
        let (request, _) = request.into_parts();
        let failure = Failure::from(Refusal::OutOfDate);
        ServiceResponse::from_err(failure, request).map_into_right_body()
    } else {
        // Handlers and extractors answer their own errors; the request is not kept aside, since routing needs it alone.
        next.call(request).await?.map_into_left_body()
    };
    Ok(finish(response.map_into_boxed_body(), https))
}

fn finish(response: ServiceResponse, https: bool) -> ServiceResponse {
    let told = response.response().extensions().get::<Told>().cloned();
    let mut response = match told {
        Some(told) => {
            let answer = worded(response.request(), &told);
            response.into_response(answer)
        }
        None if response.status().is_client_error()
            && response.response().headers().get("content-type").is_none() =>
        {
            let failure = Failure::from(Refusal::NotFound);
            let told = actix_web::ResponseError::error_response(&failure).extensions().get::<Told>().cloned();
            match told {
                Some(mut told) => {
                    told.status = response.status();
                    let answer = worded(response.request(), &told);
                    response.into_response(answer)
                }
                None => response,
            }
        }
        None => response,
    };
    set_headers(response.headers_mut(), https);
    response
}

/// Whether a deed comes from another site (the Fetch standard's `Sec-Fetch-Site`; else RFC 6454's `Origin`).
fn is_foreign(request: &ServiceRequest, service: &Shared) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    header("origin").is_some_and(|origin| {
        let name = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
        let sent = header("host").map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        name != call::host(request.request(), service) && Some(name) != sent
    })
}

fn set_headers(headers: &mut HeaderMap, https: bool) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(header::HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("permissions-policy", "camera=(self), geolocation=(), microphone=()");
    if https {
        set("strict-transport-security", "max-age=63072000");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
