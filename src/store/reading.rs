//! Reads that wait for a reader of SQLite at the same moment: whoever gets one goes on with what waits, so that a
//! thread is not changed for each, and reads that waited before a transaction began share its view.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

use super::{Read, Store, StoreError};

/// So many reads share a transaction at most: a view that is kept for long holds up the write-ahead log.
const TOGETHER: usize = 64;

/// Reads in the order they came, numbered.
#[derive(Default)]
pub(super) struct Reads(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    came: u64,
    reads: VecDeque<(u64, Job)>,
}

/// Reads and answers; or answers that there is no connection.
type Job = Box<dyn FnOnce(Result<&mut Read<'_>, StoreError>) + Send>;

impl Reads {
    fn push(&self, job: Job) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.came += 1;
        let number = waiting.came;
        waiting.reads.push_back((number, job));
    }

    /// The number of the last that came: a view that begins now is fresh enough for all until then.
    fn came(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).came
    }

    /// The next, if it came by `last`.
    fn next(&self, last: u64) -> Option<Job> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.reads.front().is_none_or(|(number, _)| *number > last) {
            return None;
        }
        waiting.reads.pop_front().map(|(_, job)| job)
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).reads.is_empty()
    }
}

impl Store {
    /// Queues a read and waits for its answer.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub(super) async fn queued_read<T, E>(
        &self,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        self.reads.push(Box::new(move |tx| {
            // Nobody waits for the answer any more: then it is not begun.
            if reply.is_closed() {
                return;
            }
            let done = tx.map_err(E::from).and_then(|tx| {
                catch_unwind(AssertUnwindSafe(|| work(tx)))
                    .unwrap_or_else(|_| Err(StoreError::Panicked.into()))
            });
            if reply.send(done).is_err() {
                tracing::debug!("a read was given up before it was answered");
            }
        }));
        let permit = tokio::select! {
            biased;
            done = &mut answer => return done.unwrap_or_else(|_| Err(StoreError::Panicked.into())),
            permit = self.read_permits.clone().acquire_owned() => permit.map_err(|_| StoreError::Closed)?,
        };
        if self.reads.is_empty() {
            drop(permit);
        } else {
            let store = self.clone();
            tokio::task::spawn_blocking(move || {
                let _permit = permit;
                store.read_all();
            });
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    /// Does what waits, until nothing does.
    fn read_all(&self) {
        loop {
            // Whoever is about to ask shares the view: a view of its own costs as much as a page.
            std::thread::yield_now();
            let last = self.reads.came();
            let Some(first) = self.reads.next(last) else { return };
            let mut next = Some(first);
            let begun = self.read_here::<_, StoreError>(|tx| {
                for _ in 0..TOGETHER {
                    let Some(job) = next.take().or_else(|| self.reads.next(last)) else { break };
                    job(Ok(&mut *tx));
                }
                Ok(())
            });
            if let (Err(error), Some(job)) = (begun, next) {
                job(Err(error));
            }
        }
    }
}
