//! Signs checkpoints of the audit trails outside the database: at the latest a minute, or 256 events, after an event
//!

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use crate::actions::{
    Shared,
    audit::{checkpoint, copy},
};

const EVERY: Duration = Duration::from_secs(60);

/// Runs until told to stop; the last checkpoints are signed then. `written` tells the witness of them.
pub(super) async fn run(service: Shared, written: Arc<Notify>, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = checkpoint::write(&service).await {
            tracing::error!(%error, "a checkpoint of an audit trail was not written");
        }
        written.notify_one();
        if let Err(error) = copy::copy(&service).await {
            tracing::error!(%error, "checkpoints and ledgers were not copied to the other machine");
        }
        if *stopped.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = service.measures().checkpoint_due() => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}
