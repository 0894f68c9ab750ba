//! Where logs go: standard error, as JSON for a machine, as lines for a person. `BEADLE_LOG` chooses how much.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

/// Begins logging. Without `BEADLE_LOG` it says what was asked, answered and failed, and nothing of libraries'
/// inner life.
///
/// # Errors
/// If `BEADLE_LOG` cannot be read, or logging has begun already.
pub fn begin() -> anyhow::Result<()> {
    let wanted = std::env::var("BEADLE_LOG").unwrap_or_else(|_| "info,actix_server=warn".to_owned());
    let filter = EnvFilter::try_new(&wanted)
        .map_err(|error| anyhow::anyhow!("BEADLE_LOG={wanted} cannot be read: {error}"))?;
    let begun = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let done = if std::io::stderr().is_terminal() {
        begun.with_ansi(coloured()).with_target(false).try_init()
    } else {
        begun.json().flatten_event(true).with_current_span(false).try_init()
    };
    done.map_err(|error| anyhow::anyhow!("logging: {error}"))
}

/// Colours, unless `NO_COLOR` says otherwise (no-color.org).
pub fn coloured() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
