//! The API's description (OpenAPI 3.1), made from the code that serves it.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Server,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

use super::{changes, images, incidents, persons, token};
use crate::{
    actions::{Shared, agency::token::issuer_at},
    http::{Answer, call::host},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beadle: what police may read",
        version = "1.0.0",
        description = "Who is excluded, where, until when, and on what evidence: for a stated purpose, under an \
            information sharing agreement. Every call is recorded before it is answered.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        token::metadata,
        token::keys,
        token::give,
        persons::list,
        persons::search,
        persons::one,
        images::links,
        images::one,
        incidents::list,
        incidents::one,
        changes::since
    ),
    tags(
        (name = "token", description = "Who you are, shown by a key that was registered for you."),
        (name = "persons", description = "People who are circulated."),
        (name = "images", description = "Their pictures."),
        (name = "incidents", description = "What was reported, reviewed and accepted."),
        (name = "changes", description = "What became of whom, for systems that hold copies.")
    ),
    modifiers(&Security)
)]
struct Described;

struct Security;

impl Modify for Security {
    fn modify(&self, described: &mut openapi::OpenApi) {
        let header =
            |name, words| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, words)));
        let components = described.components.get_or_insert_default();
        components.add_security_scheme("token", header("Authorization", "`DPoP`, a space, and the token."));
        let proof = "A proof for this request, by the key of the token, with the token's hash (RFC 9449).";
        components.add_security_scheme("proof", header("DPoP", proof));
    }
}

/// The description, without the address of a server.
pub fn described() -> openapi::OpenApi {
    Described::openapi()
}

/// The description, for the scheme of this host name.
///
/// # Errors
/// 404 if there is none.
pub async fn document(service: web::Data<Shared>, request: HttpRequest) -> Answer {
    let mut described = described();
    described.servers = Some(vec![Server::new(issuer_at(&service, host(&request, &service)).await?)]);
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).json(described))
}
