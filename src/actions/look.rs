//! Records looks: those that wait at the same moment share one commit.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};

use super::{
    Refusal,
    measure::{Commit, Measures},
};
use crate::{
    domain::ids::{SchemeId, UserId},
    store::{self, Store, StoreError, Write, audit::Event, disclosed::Disclosure},
};

/// The queue of looks that wait to be recorded.
pub struct Looks {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    scheme: SchemeId,
    event: Event,
    marks: Marks,
    done: oneshot::Sender<Outcome>,
}

/// What came of a look that waited to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Recorded,
    /// It used what had been used before: nothing of it is recorded, and nothing may be shown.
    Replayed,
    Failed,
}

/// What else a look leaves behind: that the session was used, that the gallery was seen by this user.
#[derive(Default)]
pub(super) struct Marks {
    pub session: Option<Vec<u8>>,
    pub gallery: Option<UserId>,
    pub spent: Vec<Spent>,
    pub disclosure: Option<Disclosure>,
}

/// What may be used once: a proof, an assertion, a link.
#[derive(Debug, Clone)]
pub(super) struct Spent {
    pub digest: Vec<u8>,
    /// Until when anybody would believe it.
    pub until: DateTime<Utc>,
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
    /// [`Refusal::Unrecorded`] if it could not be, [`Refusal::Replayed`] if it used something twice: then nothing may be
    /// shown.
    pub(super) async fn record(&self, scheme: SchemeId, event: Event, marks: Marks) -> Result<(), Refusal> {
        let (done, recorded) = oneshot::channel();
        self.queue.send(Waiting { scheme, event, marks, done }).await.map_err(|_| Refusal::Unrecorded)?;
        match recorded.await {
            Ok(Outcome::Recorded) => Ok(()),
            Ok(Outcome::Replayed) => Err(Refusal::Replayed),
            Ok(Outcome::Failed) | Err(_) => Err(Refusal::Unrecorded),
        }
    }
}

async fn record(store: &Store, measures: &Measures, batch: Vec<Waiting>) {
    let (looks, waiting): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|look| ((look.scheme, look.event, look.marks), look.done)).unzip();
    let committed = store.note(move |tx| note(tx, looks)).await;
    let outcomes = match committed {
        Ok(outcomes) => {
            measures.committed(Commit::Looks, waiting.len());
            outcomes
        }
        Err(error) => {
            tracing::error!(%error, "looks could not be recorded");
            vec![Outcome::Failed; waiting.len()]
        }
    };
    for (done, outcome) in waiting.into_iter().zip(outcomes) {
        if done.send(outcome).is_err() {
            tracing::debug!("a look was given up before it was recorded");
        }
    }
}

fn note(tx: &mut Write<'_>, looks: Vec<(SchemeId, Event, Marks)>) -> Result<Vec<Outcome>, StoreError> {
    let mut events: HashMap<SchemeId, Vec<Event>> = HashMap::new();
    let mut outcomes = Vec::with_capacity(looks.len());
    if let Some((_, event, _)) = looks.iter().find(|(_, _, marks)| !marks.spent.is_empty()) {
        store::disclosed::forget_spent(tx, event.at)?;
    }
    for (scheme, event, marks) in looks {
        let Marks { session, gallery, spent, disclosure } = marks;
        let mut fresh = true;
        for Spent { digest, until } in spent {
            fresh &= store::disclosed::spend(tx, scheme, &digest, until)?;
        }
        if !fresh {
            outcomes.push(Outcome::Replayed);
            continue;
        }
        if let Some(token) = session {
            store::session::touch(tx, &token, event.at)?;
        }
        if let Some(user) = gallery {
            store::gallery::mark_seen(tx, scheme, user, event.at)?;
        }
        if let Some(disclosure) = disclosure {
            store::disclosed::insert(tx, scheme, disclosure)?;
        }
        events.entry(scheme).or_default().push(event);
        outcomes.push(Outcome::Recorded);
    }
    for (scheme, events) in events {
        store::audit::append(tx, scheme, events)?;
    }
    Ok(outcomes)
}
