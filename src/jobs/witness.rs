//! Has the witness sign each checkpoint as soon as it is written, and tells the controllers when it does not.
//! A task of its own: a witness that hangs holds up nothing else.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use crate::actions::{
    Shared,
    audit::{alarm, witnessed},
};

const EVERY: Duration = Duration::from_secs(60);

/// Runs until told to stop; `written` hears of checkpoints.
pub(super) async fn run(service: Shared, written: Arc<Notify>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            () = written.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
            changed = stopped.changed() => if changed.is_err() { break },
        }
        if let Err(error) = witnessed::push(&service).await {
            tracing::error!(%error, "a head is not witnessed");
        }
        if let Err(error) = alarm::judge(&service).await {
            tracing::error!(%error, "whether the audit trail is witnessed could not be told");
        }
    }
}
