//! The index of names follows what other processes commit, within two seconds (architecture, idea 5).

use std::time::Duration;

use tokio::sync::watch;

use crate::actions::Shared;

const EVERY: Duration = Duration::from_secs(1);

/// Runs until told to stop.
pub(super) async fn run(service: Shared, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = service.follow_names().await {
            tracing::error!(%error, "the index of names did not follow");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}
