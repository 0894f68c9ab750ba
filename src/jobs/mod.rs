//! Deeds started by time.

mod checkpoints;
mod mail;
pub mod runner;
pub mod schedule;

use tokio::{sync::watch, task::JoinHandle};

use crate::{actions::Shared, mail::Transport};

/// Running jobs. Dropped, they end at their next rest; [`Running::stop`] waits for that.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the jobs of a node.
pub fn start(service: &Shared, transport: Transport) -> Running {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        tokio::spawn(mail::run(service.clone(), transport, stopped.clone())),
        tokio::spawn(checkpoints::run(service.clone(), stopped.clone())),
        tokio::spawn(runner::run(service.clone(), stopped)),
    ];
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
