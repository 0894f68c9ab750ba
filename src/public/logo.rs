//! The scheme's logo. Its address changes with it, so that it may be kept for ever.

use actix_web::{HttpResponse, web};

use crate::{
    actions::{Shared, scheme::change_logo},
    http::{Answer, Caller},
};

/// The picture.
///
/// # Errors
/// 404 if the scheme of this host name has no logo of that name.
pub async fn picture(service: web::Data<Shared>, caller: Caller, name: web::Path<String>) -> Answer {
    let jpeg = change_logo::show(&service, caller.call, name.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header(("cache-control", "public, max-age=31536000, immutable"))
        .body(jpeg))
}
