//! Pages about people: the gallery for members, the files for administrators.

mod corrections;
mod deeds;
mod face;
mod file;
mod gallery;
mod not_them;
mod people;
mod person;
mod same;

use actix_web::web::{ServiceConfig, get, post};

/// The routes of this noun.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/gallery", get().to(gallery::page))
        .route("/gallery/{id}", get().to(person::page))
        .route("/gallery/{id}/sighting", post().to(person::sighting))
        .route("/gallery/{id}/name", post().to(person::name))
        .route("/people", get().to(people::page))
        .route("/people", post().to(people::find))
        .route("/people/{person}", get().to(file::page))
        .route("/corrections", get().to(corrections::page))
        .route("/corrections/{id}", post().to(corrections::read))
        .route("/people/{person}/same", get().to(same::page))
        .route("/people/{person}/same", post().to(same::post))
        .route("/people/{person}/same/check", post().to(same::check))
        .route("/people/{person}/not", get().to(not_them::page))
        .route("/people/{person}/not", post().to(not_them::post))
        .route("/people/{person}/not/check", post().to(not_them::check))
        .route("/people/{person}/not/find", post().to(not_them::find))
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
