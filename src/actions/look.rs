//! Records looks: those that wait at the same moment share one commit.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::sync::{mpsc, oneshot};

use super::{
    Refusal,
    measure::{Commit, Measures},
};
use crate::{
    domain::ids::{SchemeId, UserId},
    store::{self, Store, StoreError, audit::Event},
};

/// The queue of looks that wait to be recorded.
pub struct Looks {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    scheme: SchemeId,
    event: Event,
    marks: Marks,
    done: oneshot::Sender<bool>,
}

/// What else a look leaves behind: that the session was used, that the gallery was seen by this user.
#[derive(Default)]
pub(super) struct Marks {
    pub session: Option<Vec<u8>>,
    pub gallery: Option<UserId>,
}

/// So many looks share a commit at most.
const TOGETHER: usize = 256;
/// From so many at once on there is enough going on to wait for more of them.
const BUSY: usize = 4;
/// How long: about as long as a commit takes.
const LINGER: Duration = Duration::from_millis(3);

impl Looks {
    /// Starts the task that records looks; it ends when the service is dropped.
    pub fn start(store: Store, measures: Arc<Measures>) -> Self {
        let (queue, mut waiting) = mpsc::channel::<Waiting>(4 * TOGETHER);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(TOGETHER);
            while waiting.recv_many(&mut batch, TOGETHER).await > 0 {
                if batch.len() >= BUSY {
                    tokio::time::sleep(LINGER).await;
                    while batch.len() < TOGETHER
                        && let Ok(look) = waiting.try_recv()
                    {
                        batch.push(look);
                    }
                }
                record(&store, &measures, std::mem::take(&mut batch)).await;
            }
        });
        Self { queue }
    }

    /// Waits until a look is durably recorded.
    ///
    /// # Errors
    /// [`Refusal::Unrecorded`] if it could not be: then nothing may be shown.
    pub(super) async fn record(&self, scheme: SchemeId, event: Event, marks: Marks) -> Result<(), Refusal> {
        let (done, recorded) = oneshot::channel();
        self.queue.send(Waiting { scheme, event, marks, done }).await.map_err(|_| Refusal::Unrecorded)?;
        if recorded.await == Ok(true) { Ok(()) } else { Err(Refusal::Unrecorded) }
    }
}

async fn record(store: &Store, measures: &Measures, batch: Vec<Waiting>) {
    let mut events: HashMap<SchemeId, Vec<Event>> = HashMap::new();
    let (mut touched, mut seen) = (Vec::new(), Vec::new());
    let mut waiting = Vec::with_capacity(batch.len());
    for look in batch {
        touched.extend(look.marks.session.map(|token| (token, look.event.at)));
        seen.extend(look.marks.gallery.map(|user| (look.scheme, user, look.event.at)));
        events.entry(look.scheme).or_default().push(look.event);
        waiting.push(look.done);
    }
    let committed = store
        .note(move |tx| {
            for (token, at) in touched {
                store::session::touch(tx, &token, at)?;
            }
            for (scheme, user, at) in seen {
                store::gallery::mark_seen(tx, scheme, user, at)?;
            }
            for (scheme, events) in events {
                store::audit::append(tx, scheme, events)?;
            }
            Ok::<_, StoreError>(())
        })
        .await;
    match &committed {
        Ok(()) => measures.committed(Commit::Looks, waiting.len()),
        Err(error) => tracing::error!(%error, "looks could not be recorded"),
    }
    for done in waiting {
        if done.send(committed.is_ok()).is_err() {
            tracing::debug!("a look was given up before it was recorded");
        }
    }
}
