//! Assembly: settings, store, clock, vault, doors, timetable. Used by the commands and by the tests.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{App, HttpServer, dev::Server, middleware, web};
use anyhow::Context;

use crate::{
    actions::{Service, Shared},
    clock::Clock,
    config::Settings,
    http::{assets, guard::guard, health, log::log},
    jobs::{self, Running},
    photos::blobs::Blobs,
    portal, public,
    store::Store,
    vault::{Ring, Vault},
};

/// Requests that are being answered when the service is told to stop have so many seconds.
const LAST_ANSWERS: u64 = 30;

/// Opens everything that settings name, and brings the database up to date.
///
/// # Errors
/// Whatever is missing, unreadable or not private.
pub fn assemble(settings: Settings, clock: Clock) -> anyhow::Result<Shared> {
    let ring = Ring::open(&settings.key_ring)?;
    let vault = Arc::new(Vault::new(ring));
    let store = Store::open(&settings.database_url(), vault.clone(), clock.clone())
        .context("opening the database")?;
    for migration in store.migrate().context("migrating the database")? {
        tracing::info!(migration, "migrated");
    }
    let blobs = Blobs::folder(&settings.blobs()).context("opening the folder of blobs")?;
    Ok(Service::new(store, vault, clock, blobs, settings))
}

/// The doors of the service, for a server or a test.
pub fn doors(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route("/assets/{print}/{name:.*}", web::get().to(assets::serve));
    public::routes(config);
    portal::routes(config);
}

/// Starts the timetable of a node.
pub fn start_jobs(service: &Shared) -> Running {
    jobs::start(service)
}

/// Fills what is to be in memory before the first request, then says that the service is ready.
pub fn make_ready(service: &Shared) {
    service.set_ready(true);
}

/// Starts serving; returns the server and the address it listens on. Whoever starts it stops it.
///
/// # Errors
/// If the address cannot be had.
pub fn serve(service: Shared, listen: SocketAddr) -> anyhow::Result<(Server, SocketAddr)> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(service.clone()))
            .wrap(middleware::Compress::default())
            .wrap(middleware::from_fn(guard))
            .wrap(middleware::from_fn(log))
            .configure(doors)
    })
    .workers(2)
    .disable_signals()
    .shutdown_timeout(LAST_ANSWERS)
    .bind(listen)
    .with_context(|| format!("listening on {listen}"))?;
    let address = *server.addrs().first().context("the server has no address")?;
    Ok((server.run(), address))
}

/// Starts the listener of metrics.
///
/// # Errors
/// If the address cannot be had.
pub fn measures(service: Shared, listen: SocketAddr) -> anyhow::Result<Server> {
    let server = HttpServer::new(move || {
        App::new().app_data(web::Data::new(service.clone())).route("/metrics", web::get().to(health::metrics))
    });
    let server = server.workers(1).disable_signals().shutdown_timeout(1);
    Ok(server.bind(listen).with_context(|| format!("listening on {listen} for metrics"))?.run())
}
