//! What is counted of the running service: requests by route pattern, commits of the audit trail. Never a path with
//! an id in it, never a person.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use chrono::{DateTime, Utc};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use tokio::sync::Notify;

use super::Service;
use crate::store;

/// The service's measures, in Prometheus' terms.
pub struct Measures {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    commits: IntCounterVec,
    events: IntCounterVec,
    ready: IntGauge,
    unwitnessed: IntGauge,
    uncovered: AtomicI64,
    unsigned: AtomicUsize,
    many: Notify,
}

/// A commit of the audit trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// A deed with its lines.
    Deed,
    /// Looks that were recorded together.
    Looks,
}

/// So many lines of the audit trail wait for a checkpoint at most, in this process.
const MANY: usize = 256;

/// No event waits for a witness.
const COVERED: i64 = i64::MAX;

/// The buckets of the latency histogram, in seconds.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.5, 10.0];

impl Measures {
    /// Measures that begin at nothing.
    ///
    /// # Errors
    /// If Prometheus' library refuses a name of ours: a bug.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new_custom(Some("beadle".to_owned()), None)?;
        let requests = IntCounterVec::new(
            Opts::new("requests_total", "Requests answered, by method, route pattern and class of status."),
            &["method", "route", "class"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("request_seconds", "How long answers took, by route pattern.")
                .buckets(BUCKETS.to_vec()),
            &["route"],
        )?;
        let commits = IntCounterVec::new(
            Opts::new("audit_commits_total", "Transactions that wrote the audit trail."),
            &["kind"],
        )?;
        let events = IntCounterVec::new(
            Opts::new("audit_events_total", "Lines written into the audit trail."),
            &["kind"],
        )?;
        let ready = IntGauge::new("ready", "1 once the service takes requests.")?;
        let unwitnessed = IntGauge::new(
            "unwitnessed_seconds",
            "How long the audit trails have held what no witnessed head covers: 0 while all is, or none is set.",
        )?;
        registry.register(Box::new(unwitnessed.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(commits.clone()))?;
        registry.register(Box::new(events.clone()))?;
        registry.register(Box::new(ready.clone()))?;
        let (uncovered, unsigned, many) = (AtomicI64::new(COVERED), AtomicUsize::new(0), Notify::new());
        Ok(Self {
            registry,
            requests,
            seconds,
            commits,
            events,
            ready,
            unwitnessed,
            uncovered,
            unsigned,
            many,
        })
    }

    /// Counts an answered request. `route` is a pattern as the doors register it, never a path.
    pub fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let class = match status {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        self.requests.with_label_values(&[method, route, class]).inc();
        self.seconds.with_label_values(&[route]).observe(seconds);
    }

    /// Counts a commit of the audit trail with its lines.
    pub fn committed(&self, commit: Commit, lines: usize) {
        let kind = match commit {
            Commit::Deed => "deed",
            Commit::Looks => "looks",
        };
        self.commits.with_label_values(&[kind]).inc();
        self.events.with_label_values(&[kind]).inc_by(lines as u64);
        if self.unsigned.fetch_add(lines, Ordering::Relaxed) + lines >= MANY {
            self.many.notify_one();
        }
    }

    /// Waits until so many lines were written since the last time that a checkpoint is due.
    pub async fn checkpoint_due(&self) {
        self.many.notified().await;
        self.unsigned.store(0, Ordering::Relaxed);
    }

    /// Notes since when something has waited for the witness; nothing while all is covered.
    pub fn unwitnessed(&self, since: Option<DateTime<Utc>>) {
        self.uncovered.store(since.map_or(COVERED, |since| since.timestamp()), Ordering::Relaxed);
    }

    /// Everything as it stands now, in Prometheus' text format.
    ///
    /// # Errors
    /// If it cannot be written: a bug.
    pub fn text(&self, now: DateTime<Utc>) -> Result<String, prometheus::Error> {
        // What waits grows older between two looks at it.
        let waited = now.timestamp().saturating_sub(self.uncovered.load(Ordering::Relaxed));
        self.unwitnessed.set(waited.max(0));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

impl Service {
    /// What is counted.
    pub fn measures(&self) -> &Arc<Measures> {
        &self.measures
    }

    /// Says that the service takes requests (tables of this version, index loaded), or that it no longer does.
    pub fn set_ready(&self, ready: bool) {
        self.measures.ready.set(i64::from(ready));
    }

    /// Whether the service takes requests now: it said so, and the database answers.
    ///
    /// # Errors
    /// What is missing, in words for whoever runs it.
    pub async fn readiness(&self) -> Result<(), &'static str> {
        if self.measures.ready.get() != 1 {
            return Err("starting or stopping");
        }
        self.store.read(store::reachable).await.map_err(|_| "the database cannot be reached")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told() {
        let measures = Measures::new().unwrap();
        measures.request("GET", "/p/{id}", 200, 0.003);
        measures.request("GET", "/p/{id}", 404, 0.2);
        measures.committed(Commit::Looks, 3);
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        assert!(measures.text(now).unwrap().contains("beadle_unwitnessed_seconds 0\n"));
        measures.unwitnessed(Some(now - chrono::TimeDelta::seconds(90)));
        let text = measures.text(now).unwrap();
        for line in [
            r#"beadle_requests_total{class="2xx",method="GET",route="/p/{id}"} 1"#,
            r#"beadle_requests_total{class="4xx",method="GET",route="/p/{id}"} 1"#,
            r#"beadle_request_seconds_bucket{route="/p/{id}",le="0.005"} 1"#,
            "beadle_unwitnessed_seconds 90\n",
            r#"beadle_audit_commits_total{kind="looks"} 1"#,
            r#"beadle_audit_events_total{kind="looks"} 3"#,
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
