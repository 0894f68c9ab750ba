//! Signs the heads of the audit trails outside the database: at the latest a minute after an event.

use std::time::Duration;

use tokio::sync::watch;

use crate::actions::{Shared, audit::head};

const EVERY: Duration = Duration::from_secs(60);

/// Runs until told to stop; the last heads are signed then.
pub(super) async fn run(service: Shared, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = head::witness(&service).await {
            tracing::error!(%error, "an audit head was not signed");
        }
        if *stopped.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}
