//! The register of personal data breaches: entered, judged, reported to the ICO within 72 hours, closed.

pub mod close;
pub mod draft;
pub mod enter;
pub mod erase;
pub mod judge;
pub mod register;
pub mod remind;
pub mod report;
pub mod tell;

use crate::{
    actions::{Act, Refusal},
    domain::{data_breach::Breach, ids::DataBreachId, member::evidence::Steward},
    store,
};

/// A breach that is not closed.
fn open(act: &mut Act<'_, '_, Steward>, id: DataBreachId) -> Result<Breach, Refusal> {
    let viewer = act.viewer;
    let breach = store::data_breach::load(act.tx, &viewer, id)?;
    match breach.course.closed_on {
        None => Ok(breach),
        Some(_) => {
            Err(Refusal::Rule("This breach is closed. What is new is a breach of its own.".to_owned()))
        }
    }
}
