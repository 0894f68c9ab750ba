//! Deeds on warnings and exclusions: the software proposes, named people decide.

pub mod by_time;
pub mod case;
pub mod decide_exclusion;
pub mod decisions;
pub mod ladder;
pub mod notices;
pub mod premises;
pub mod propose_exclusion;
pub mod revoke_exclusion;
pub mod serve_notice;
pub mod timetable;
pub mod warn;

use crate::actions::Refusal;

/// What the slower of two people is told, who decide the same thing at once.
fn quicker() -> Refusal {
    Refusal::Rule(
        "Somebody else was quicker: this has been dealt with already. Nothing was changed.".to_owned(),
    )
}
