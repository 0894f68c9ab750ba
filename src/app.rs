//! Assembly: settings, store, clock, vault, doors, timetable. Used by the commands and by the tests.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{App, HttpServer, dev::Server, middleware, web};
use anyhow::Context;

use crate::{
    actions::{Service, Shared},
    clock::Clock,
    config::Settings,
    http::{assets, guard::guard},
    jobs::{self, Running},
    mail::Transport,
    photos::blobs::Blobs,
    portal, public,
    store::Store,
    vault::{Ring, Vault},
};

/// Opens everything that settings name, and brings the database up to date.
///
/// # Errors
/// Whatever is missing, unreadable or not private.
pub fn assemble(settings: Settings, clock: Clock) -> anyhow::Result<Shared> {
    let ring = Ring::open(&settings.key_ring)?;
    let vault = Arc::new(Vault::new(ring));
    let store = Store::open(&settings.database_url(), vault.clone(), clock.clone())
        .context("opening the database")?;
    store.migrate().context("migrating the database")?;
    let blobs = Blobs::folder(&settings.blobs()).context("opening the folder of blobs")?;
    Ok(Service::new(store, vault, clock, blobs, settings))
}

/// The doors of the service, for a server or a test.
pub fn doors(config: &mut web::ServiceConfig) {
    config.route("/assets/{print}/{name:.*}", web::get().to(assets::serve));
    public::routes(config);
    portal::routes(config);
}

/// Starts the timetable of a node.
///
/// # Errors
/// If the settings of the mail server make no sense.
pub fn start_jobs(service: &Shared) -> anyhow::Result<Running> {
    let transport = Transport::new(service.settings().mail.as_ref()).context("the mail server")?;
    Ok(jobs::start(service, transport))
}

/// Starts serving; returns the server and the address it listens on.
///
/// # Errors
/// If the address cannot be had.
pub fn serve(service: Shared, listen: SocketAddr) -> anyhow::Result<(Server, SocketAddr)> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(service.clone()))
            .wrap(middleware::Compress::default())
            .wrap(middleware::from_fn(guard))
            .configure(doors)
    })
    .workers(2)
    .shutdown_timeout(30)
    .bind(listen)
    .with_context(|| format!("listening on {listen}"))?;
    let address = *server.addrs().first().context("the server has no address")?;
    Ok((server.run(), address))
}
