//! The epochs of the key ring as whoever runs the machine sees them: numbers and days, no keys.

use chrono::{DateTime, Utc};

use super::{in_use, known, with_vault};
use crate::{
    actions::{Refusal, Shared},
    domain::epoch::turn::{destroyed_at, superseded},
};

/// An epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub made: DateTime<Utc>,
    /// When the next one began; nothing for the newest.
    pub superseded: Option<DateTime<Utc>>,
    /// When it is destroyed, if nothing hangs on it by then.
    pub destroyed: Option<DateTime<Utc>>,
    /// How many keys and look-ups hang on it, in all schemes.
    pub in_use: i64,
}

/// Every epoch of the ring.
///
/// # Errors
/// If the ring's file or the database cannot be read.
pub async fn overview(service: &Shared) -> Result<Vec<Shown>, Refusal> {
    let ring = with_vault(service, |vault| vault.refresh().map(|()| vault.ring())).await?;
    let used = in_use(service).await?;
    let (epochs, kept, now) = (known(&ring), service.settings.epochs_kept_days, service.clock.now());
    let on = |id: i64| used.iter().filter(|(epoch, _)| *epoch == id).map(|(_, n)| n).sum();
    Ok(epochs
        .iter()
        .map(|epoch| Shown {
            id: epoch.id,
            made: epoch.made,
            superseded: superseded(&epochs, epoch.id, now),
            destroyed: destroyed_at(&epochs, epoch.id, kept, now),
            in_use: on(epoch.id),
        })
        .collect())
}
