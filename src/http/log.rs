//! One line of log and one count per request: method, route pattern, status, duration, a random id of the request.
//! Never a path with an id in it, a query string, or an IP address.

use std::time::Instant;

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing::Instrument;

use crate::actions::Shared;

/// The middleware: outermost, so that it sees the answer as it is sent.
///
/// # Errors
/// What the request itself fails with.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let service = request.app_data::<Data<Shared>>().map(|service| service.get_ref().clone());
    let id = service.as_ref().map_or_else(String::new, request_id);
    let method = word(request.method());
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.call(request).instrument(span).await?;
    let took = began.elapsed();
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = response.status().as_u16();
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    // Probes come every few seconds and say nothing new.
    if matches!(route.as_str(), "/healthz" | "/readyz") {
        tracing::debug!(id, method, route, status, milliseconds, "answered");
    } else {
        tracing::info!(id, method, route, status, milliseconds, "answered");
    }
    if let Some(service) = service {
        service.measures().request(method, &route, status, took.as_secs_f64());
    }
    Ok(response)
}

/// 64 random bits in hexadecimal: enough to find a request's lines, and nobody's.
fn request_id(service: &Shared) -> String {
    service.clock().random::<8>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A method by one of the words we know: what a stranger sends does not become a label.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
