//! Delivers mail: as soon as some is queued, and every 15 seconds what is to be tried again.

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    actions::{Shared, mail::deliver},
    mail::Transport,
};

const EVERY: Duration = Duration::from_secs(15);

/// Runs until told to stop, or until the service is gone.
pub(super) async fn run(service: Shared, transport: Transport, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = deliver::due(&service, &transport).await {
            tracing::error!(%error, "mail could not be delivered");
        }
        tokio::select! {
            () = service.post_waits() => {}
            () = tokio::time::sleep(EVERY) => {}
            changed = stopped.changed() => if changed.is_err() { break },
        }
    }
}
