//! Assembly: settings, store, clock, vault, doors, timetable. Used by the commands and by the tests.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    middleware, web,
};
use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    actions::{Service, Shared, backup::quarantine, epoch, witness::cosign::Witness},
    clock::Clock,
    config::Settings,
    http::{assets, guard::guard, health, log::log},
    jobs::{self, Running},
    mail::Transport,
    photos::blobs::Blobs,
    police_api, portal, public,
    store::{Store, presence},
    vault::{
        Vault, VaultError,
        at_rest::{AtRest, Plain, Wrapped},
        escrow::Escrow,
    },
    witness_api,
};

/// Requests that are being answered when the service is told to stop have so many seconds.
const LAST_ANSWERS: u64 = 30;

/// Opens everything that settings name, and brings the database up to date.
///
/// # Errors
/// Whatever is missing, unreadable or not private.
pub fn assemble(settings: Settings, clock: Clock) -> anyhow::Result<Shared> {
    if let Some(mark) = quarantine::read(&settings.data).context("reading the mark of a restore")? {
        bail!(
            "backup {} is being restored here, and what was erased since may be in the database: nothing is served \
             until beadle restore --resume --from {} has gone to its end",
            mark.backup,
            mark.from.display()
        );
    }
    let vault = Arc::new(vault(&settings)?);
    let store = Store::open(&settings.database_url(), vault.clone(), clock.clone())
        .context("opening the database")?;
    for migration in store.migrate().context("migrating the database")? {
        tracing::info!(migration, "migrated");
    }
    if let Some(misfit) = epoch::fits(&store, &vault.ring()).context("comparing key ring and database")? {
        bail!(misfit);
    }
    let blobs = Blobs::folder(&settings.blobs()).context("opening the folder of blobs")?;
    Ok(Service::new(store, vault, clock, blobs, settings))
}

/// The key ring that settings name, opened as it is kept at rest.
///
/// # Errors
/// If the ring is not to be trusted or not to be had, or its credential is not.
pub fn ring(settings: &Settings) -> Result<Vault, VaultError> {
    Vault::open_kept(&settings.key_ring, at_rest(settings)?)
}

/// How settings say that the key ring is kept at rest.
///
/// # Errors
/// If its credential is not to be had.
pub fn at_rest(settings: &Settings) -> Result<Arc<dyn AtRest>, VaultError> {
    let Some(name) = &settings.key_ring_credential else { return Ok(Arc::new(Plain)) };
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    Ok(Arc::new(Wrapped::by_credential(folder.as_deref(), name, Clock::system())?))
}

/// The vault that settings name, with its escrow.
///
/// # Errors
/// If the ring is not to be trusted or not to be had, or an officer's key is none.
pub fn vault(settings: &Settings) -> Result<Vault, VaultError> {
    let escrow = settings.escrow.as_ref().map(|escrow| Escrow::new(&escrow.file, &escrow.officers));
    Ok(ring(settings)?.with_escrow(escrow.transpose()?))
}

/// The doors of the service, for a server or a test.
pub fn doors(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route("/assets/{print}/{name:.*}", web::get().to(assets::serve));
    // Routes are tried in turn: those that are few, and asked for by machines, before the pages'.
    police_api::routes(config);
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

/// Fills what is to be in memory before the first request, then says that the service is ready.
///
/// # Errors
/// If the database fails.
pub fn make_ready(service: &Shared) -> anyhow::Result<()> {
    let people = service.fill_index().context("filling the index of names")?;
    tracing::info!(people, "the index of names is filled");
    service.set_ready(true);
    Ok(())
}

/// Runs something on a runtime of its own, to its end.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

/// Serves until told to stop: timetable, doors, metrics. `listening` hears the address once requests are taken.
///
/// # Errors
/// If an address cannot be had.
pub async fn run(service: Shared, listening: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    let _presence = presence::serving(service.store.url()).context("beginning to serve")?;
    // Officers may have changed since; the timetable tries again with each epoch.
    if let Err(error) = service.vault.put_in_escrow() {
        tracing::error!(%error, "the escrow is not as the ring is");
    }
    let jobs = start_jobs(&service)?;
    make_ready(&service)?;
    let (server, address) = serve(service.clone(), service.settings().listen)?;
    if let Some(address) = service.settings().metrics {
        let server = measures(service.clone(), address)?;
        tracing::info!(%address, "metrics");
        actix_web::rt::spawn(server);
    }
    actix_web::rt::spawn(stop_when_told(server.handle(), move || service.set_ready(false)));
    tracing::info!(%address, "listening");
    listening(address);
    server.await.context("serving")?;
    jobs.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C; a second one does not wait for answers.
async fn stop_when_told(server: ServerHandle, stopping: impl FnOnce()) {
    let told =
        |kind| signal(kind).inspect_err(|error| tracing::error!(%error, "this signal cannot be heard")).ok();
    let (Some(mut term), Some(mut interrupt)) =
        (told(SignalKind::terminate()), told(SignalKind::interrupt()))
    else {
        return;
    };
    let mut once = async || tokio::select! { _ = term.recv() => (), _ = interrupt.recv() => () };
    once().await;
    tracing::info!("stopping: answering what was asked; again to stop at once");
    stopping();
    actix_web::rt::spawn(server.stop(true));
    once().await;
    server.stop(false).await;
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

/// Signs the heads of others' trails until told to stop.
///
/// # Errors
/// If the address cannot be had.
pub async fn run_witness(witness: Arc<Witness>, listen: SocketAddr) -> anyhow::Result<()> {
    let (server, address) = serve_witness(witness, listen)?;
    actix_web::rt::spawn(stop_when_told(server.handle(), || ()));
    tracing::info!(%address, "listening");
    server.await.context("serving")
}

/// Starts a witness; returns the server and the address it listens on. Whoever starts it stops it.
///
/// # Errors
/// If the address cannot be had.
pub fn serve_witness(witness: Arc<Witness>, listen: SocketAddr) -> anyhow::Result<(Server, SocketAddr)> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(witness.clone()))
            .wrap(middleware::from_fn(log))
            .configure(witness_api::routes)
    });
    let server = server.workers(1).disable_signals().shutdown_timeout(LAST_ANSWERS).bind(listen);
    let server = server.with_context(|| format!("listening on {listen}"))?;
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
