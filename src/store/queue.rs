//! Deeds that wait for SQLite's one writer at the same moment share a commit: flushing it to the disk is what takes
//! long. Each stands or falls by itself, within a savepoint, and is answered once the commit is durable.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

use diesel::connection::{Connection, TransactionManager};
use tokio::sync::oneshot::{self, error::TryRecvError};

use super::{Store, StoreError, Write, conn::AnyConn};

/// So many deeds share a commit at most.
const TOGETHER: usize = 128;

type Manager = <AnyConn as Connection>::TransactionManager;

/// Deeds in the order they came.
#[derive(Default)]
pub(super) struct Queue(Mutex<VecDeque<Box<dyn Waiting>>>);

impl Queue {
    fn push(&self, deed: Box<dyn Waiting>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(deed);
    }

    fn take(&self) -> Vec<Box<dyn Waiting>> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = queue.len().min(TOGETHER);
        queue.drain(..first).collect()
    }
}

trait Waiting: Send {
    /// Nobody waits for the answer any more: then it is not begun.
    fn forsaken(&self) -> bool;
    /// Does it; an error is the whole transaction's.
    fn run(&mut self, tx: &mut Write<'_>) -> Result<(), StoreError>;
    /// Answers, once the commit is durable or has failed.
    fn answer(self: Box<Self>, failed: Option<String>);
}

struct Deed<T, E, W> {
    work: Option<W>,
    done: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, W> Waiting for Deed<T, E, W>
where
    T: Send,
    E: From<StoreError> + Send,
    W: FnOnce(&mut Write<'_>) -> Result<T, E> + Send,
{
    fn forsaken(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Write<'_>) -> Result<(), StoreError> {
        let Some(work) = self.work.take() else { return Ok(()) };
        Manager::begin_transaction(tx.conn)?;
        // After a panic nobody knows how many savepoints stand: nothing of this transaction may be kept.
        let done = catch_unwind(AssertUnwindSafe(|| work(tx))).map_err(|_| StoreError::Panicked)?;
        if done.is_ok() {
            Manager::commit_transaction(tx.conn)?;
        } else {
            Manager::rollback_transaction(tx.conn)?;
        }
        self.done = Some(done);
        Ok(())
    }

    fn answer(self: Box<Self>, failed: Option<String>) {
        let answer = match (self.done, failed) {
            (Some(Err(refused)), _) => Err(refused),
            (Some(done), None) => done,
            (_, failed) => Err(StoreError::Database(failed.unwrap_or_default()).into()),
        };
        if self.reply.send(answer).is_err() {
            tracing::debug!("a deed was given up before it was answered");
        }
    }
}

impl Store {
    /// Queues a deed and waits for its answer. Whoever gets the writer first does what has queued up meanwhile.
    ///
    /// # Errors
    /// What `work` returns, or what the database says.
    pub(super) async fn queued<T, E>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        self.queue.push(Box::new(Deed { work: Some(work), done: None, reply }));
        loop {
            let permit = tokio::select! {
                biased;
                done = &mut answer => return done.unwrap_or_else(|_| Err(StoreError::Panicked.into())),
                permit = self.write_permits.clone().acquire_owned() => permit.map_err(|_| StoreError::Closed)?,
            };
            let store = self.clone();
            let round = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                store.round();
            });
            round.await.map_err(|_| StoreError::Panicked)?;
            match answer.try_recv() {
                Ok(done) => return done,
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Closed) => return Err(StoreError::Panicked.into()),
            }
        }
    }

    /// One transaction for the deeds that wait.
    fn round(&self) {
        let mut deeds = self.queue.take();
        deeds.retain(|deed| !deed.forsaken());
        if deeds.is_empty() {
            return;
        }
        let done = self.transact(|tx| deeds.iter_mut().try_for_each(|deed| deed.run(tx)));
        let failed = done.err().map(|error| error.to_string());
        for deed in deeds {
            deed.answer(failed.clone());
        }
    }
}
