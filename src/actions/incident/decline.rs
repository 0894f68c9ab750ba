//! Returns a report to its reporter, or rejects it, with a reason that the reporter reads.

use super::linking::{open, settle};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::IncidentId,
        incident::review::{Decision, erase_on},
        member::{
            evidence::{Acting, Steward},
            role::Role,
        },
        text::paragraphs,
    },
    store,
};

/// Returns or rejects a report. Says whether a controller did.
///
/// # Errors
/// [`Refusal::Fields`] without a reason; [`Refusal::Rule`] for the reviewer's own report, or if somebody was quicker.
pub async fn decline(
    service: &Shared,
    call: Call,
    id: IncidentId,
    decision: Decision,
    reason: String,
) -> Result<bool, Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let reason = paragraphs(&reason, 3, 2_000)
                .map_err(|problem| Refusal::field("message", problem.to_string()))?;
            let mut report = open(act, id, decision, &reason)?;
            let today = act.viewer.today();
            report.incident.erase_on = erase_on(decision, report.submitted, false, today);
            store::picture::set_erase_on(act.tx, act.scheme.id, id, report.incident.erase_on)?;
            // What was permitted was permitted for these words.
            store::permission::erase(act.tx, act.scheme.id, id)?;
            let claimed = report.incident.claimed;
            if decision == Decision::Reject {
                // Who was pointed at is not the report's subject: nothing of it stays with them.
                report.incident.claimed = None;
            }
            let deed = if decision == Decision::Reject { Deed::RejectReport } else { Deed::ReturnReport };
            act.record_words(deed, &[id.uuid()], id, &reason)?;
            settle(act, &report, claimed, &reason)?;
            Ok(act.viewer.role() == Role::Controller.as_str())
        })
        .await
}
