//! Other machines that are spoken to by HTTP. Whoever calls may wait: call it from a thread that may block.

pub mod bucket;
pub mod witness;

use std::time::Duration;

use ureq::Agent;

/// A machine that hangs is let go after this: it has so long for all of an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Speaks to one machine: follows nobody elsewhere, and takes every status as an answer.
fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent("beadle");
    Agent::new_with_config(config.build())
}
