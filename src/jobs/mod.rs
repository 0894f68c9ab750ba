//! Deeds started by time.

mod checkpoints;
mod mail;
mod names;
pub mod runner;
pub mod schedule;
mod witness;

use std::sync::Arc;

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use crate::{actions::Shared, mail::Transport};

/// Running jobs. Dropped, they end at their next rest; [`Running::stop`] waits for that.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the jobs of a node.
pub fn start(service: &Shared, transport: Transport) -> Running {
    let (stop, stopped) = watch::channel(false);
    let written = Arc::new(Notify::new());
    let mut tasks = vec![
        tokio::spawn(mail::run(service.clone(), transport, stopped.clone())),
        tokio::spawn(checkpoints::run(service.clone(), written.clone(), stopped.clone())),
        tokio::spawn(witness::run(service.clone(), written, stopped.clone())),
        tokio::spawn(runner::run(service.clone(), stopped.clone())),
    ];
    if service.shares_database() {
        tasks.push(tokio::spawn(names::run(service.clone(), stopped)));
    }
    Running { stop, tasks }
}

impl Running {
    /// Ends the jobs once what they are at is done.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a job did not end well");
            }
        }
    }
}
