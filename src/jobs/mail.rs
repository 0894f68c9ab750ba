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
        let go_on = || !*stopped.borrow();
        tokio::select! {
            done = deliver::due(&service, &transport, go_on) => if let Err(error) = done {
                tracing::error!(%error, "mail could not be delivered");
            },
            () = overdue(stopped.clone(), transport.stopping()) => {
                tracing::warn!("the mail server did not answer before the stop: the message is tried again");
                return;
            }
        }
        tokio::select! {
            () = service.post_waits() => {}
            () = tokio::time::sleep(EVERY) => {}
            changed = stopped.changed() => if changed.is_err() { break },
        }
    }
}

/// Ends so long after the stop.
async fn overdue(mut stopped: watch::Receiver<bool>, after: Duration) {
    // Whoever could tell of a stop is gone: that is one.
    stopped.wait_for(|stopped| *stopped).await.ok();
    tokio::time::sleep(after).await;
}
