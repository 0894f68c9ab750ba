//! Pages about people, for administrators.

mod deeds;
mod file;
mod people;

use actix_web::web::{ServiceConfig, get, post};

/// The pages about people.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/people", get().to(people::page))
        .route("/people", post().to(people::find))
        .route("/people/{person}", get().to(file::page))
        .route("/people/{person}/find", post().to(file::find))
        .route("/people/{person}/correct", post().to(deeds::correct))
        .route("/people/{person}/contact", post().to(deeds::contact))
        .route("/people/{person}/strike", post().to(deeds::strike))
        .route("/people/{person}/proven", post().to(deeds::proven))
        .route("/people/{person}/associate", post().to(deeds::associate))
        .route("/people/{person}/special", post().to(deeds::special))
        .route("/people/{person}/best-interests", post().to(deeds::best_interests))
        .route("/people/{person}/best-interests/confirm", post().to(deeds::confirm_interests))
        .route("/people/{person}/name", post().to(deeds::name));
}
