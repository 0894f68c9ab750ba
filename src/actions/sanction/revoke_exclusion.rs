//! Revokes a warning or an exclusion, with reasons: it counts for nothing from that moment.

use super::{case::person, quicker};
use crate::{
    actions::{Act, Call, Refusal, Shared, profile::reckon::reckon, refusal::Problems},
    domain::{
        deed::Deed,
        ids::SanctionId,
        member::evidence::{Board, Controller, Identity, Opens, Viewer},
        sanction::{Sanction, state},
        text,
    },
    store::{self, StoreError},
};

/// The longest reasons, in characters.
const LONGEST: usize = 8_000;

/// Revokes a sanction that was decided or served.
///
/// # Errors
/// [`Refusal::Fields`] without reasons; [`Refusal::Rule`] if somebody was quicker; 404 for everybody but board and
/// controller.
pub async fn revoke(service: &Shared, call: Call, id: SanctionId, reasons: String) -> Result<(), Refusal> {
    let to_board = reasons.clone();
    match service.act::<Board, _>(call.clone(), move |act| revoked(act, id, &to_board)).await {
        Err(Refusal::NotFound) => {
            service.act::<Controller, _>(call, move |act| revoked(act, id, &reasons)).await
        }
        done => done,
    }
}

/// Revokes a sanction within another deed: an appeal that is upheld.
///
/// # Errors
/// As [`revoke`].
pub fn revoked<R>(act: &mut Act<'_, '_, R>, id: SanctionId, reasons: &str) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let sanction = store::sanction::load(act.tx, scheme, id)?;
    person(act.tx, &act.viewer, sanction.profile)?;
    let from = sanction.state;
    let next = from.after(state::Deed::Revoke).ok_or_else(quicker)?;
    let mut problems = Problems::default();
    let reasons = problems.take("reasons", text::paragraphs(reasons, 1, LONGEST));
    problems.end()?;
    let revoked = Sanction { state: next, revoked_on: Some(today), ..sanction };
    match store::sanction::update(act.tx, scheme, from, &revoked) {
        Err(StoreError::Duplicate) => return Err(quicker()),
        done => done?,
    }
    let about = [revoked.profile.uuid(), id.uuid()];
    act.record_words(Deed::RevokeExclusion, &about, revoked.profile, &reasons.unwrap_or_default())?;
    reckon(act, revoked.profile)?;
    Ok(())
}
