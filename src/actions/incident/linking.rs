//! What every review does: opens the report for its reviewer, keeps the decision once, tells the reporter.

use chrono::NaiveDate;

use crate::{
    actions::{Act, Refusal, mail, profile::reckon::reckon},
    domain::{
        date::london_day,
        ids::{IncidentId, ProfileId},
        incident::{
            Incident,
            report::{self, Parties, State},
            review::Decision,
        },
        mail::Keep,
        member::{
            evidence::{Acting as _, Steward},
            role::{Acting, Role},
            state::State as Member,
        },
    },
    mail::wording::{self, Outcome},
    store::{self, StoreError},
};

/// A report with the state it will have.
pub(super) struct Report {
    pub incident: Incident,
    /// The day it was sent: its clocks run from here.
    pub submitted: NaiveDate,
}

/// What is told to whoever comes second.
const QUICKER: &str = "Somebody else has reviewed this report in the meantime. Nothing was changed.";

/// Opens a report for a decision of this reviewer.
pub(super) fn open(
    act: &mut Act<'_, '_, Steward>,
    id: IncidentId,
    decision: Decision,
    reason: &str,
) -> Result<Report, Refusal> {
    let mut incident = store::incident::load(act.tx, act.scheme.id, id)?;
    if incident.state == State::Draft {
        return Err(Refusal::NotFound);
    }
    if incident.state != State::Submitted {
        return Err(Refusal::Rule(QUICKER.to_owned()));
    }
    let reviewer = act.viewer.user().ok_or(Refusal::NotFound)?;
    // A report whose reporter has left has nobody who could review their own.
    let parties = incident
        .reporter
        .or(incident.recorder)
        .map(|reporter| Parties { reporter, recorder: incident.recorder });
    let controller = act.viewer.role() == Role::Controller.as_str();
    let role = if controller { Role::Controller } else { Role::Administrator };
    let by = Acting { user: reviewer, role };
    incident.state = match parties {
        Some(parties) => report::reviewed(incident.state, &parties, decision, by, reason)
            .map_err(|refusal| Refusal::Rule(refusal.to_string()))?,
        None => decision.leads_to(),
    };
    let submitted = london_day(incident.submitted_at.unwrap_or(incident.changed_at));
    incident.reviewed = Some((act.now(), reviewer));
    incident.changed_at = act.now();
    Ok(Report { incident, submitted })
}

/// Keeps the decision, once; what it deferred is reckoned again; the reporter is told.
pub(super) fn settle(
    act: &mut Act<'_, '_, Steward>,
    report: &Report,
    claimed: Option<ProfileId>,
    told: &str,
) -> Result<(), Refusal> {
    let (scheme, incident) = (act.scheme.id, &report.incident);
    if !store::review::move_on(act.tx, scheme, State::Submitted, incident)? {
        return Err(Refusal::Rule(QUICKER.to_owned()));
    }
    store::incident::set_outcome(act.tx, scheme, incident.id, told)?;
    if let Some(claimed) = claimed {
        reckon(act, claimed)?;
    }
    write_to_reporter(act, incident)
}

/// Mails the reporter that something came of their report: a link, and nothing of what it is about. Who has
/// left gets none: the address on their report serves nothing else.
fn write_to_reporter(act: &mut Act<'_, '_, Steward>, incident: &Incident) -> Result<(), Refusal> {
    let Some(reporter) = incident.reporter else { return Ok(()) };
    let user = match store::user::load(act.tx, &act.viewer, reporter) {
        Err(StoreError::NotFound) => return Ok(()),
        user => user?,
    };
    if user.state != Member::Active || act.viewer.user() == Some(reporter) {
        return Ok(());
    }
    let scheme = act.scheme.name.clone();
    let reference = incident.spoken_reference(&scheme);
    let link = act.service.settings().url(&act.scheme.host, &format!("/reports/{}", incident.id));
    let came = match incident.state {
        State::Accepted => "was accepted. Thank you.",
        State::Returned => "needs something more from you.",
        _ => "was not accepted. The reason is on its page.",
    };
    let body =
        Outcome { name: &user.details.name, scheme: &scheme, reference: &reference, came, link: &link };
    let message = wording::message(&user.details.email, format!("Your report {reference}"), &body);
    mail::queue(act, reporter, &message, Keep::Usual)?;
    Ok(())
}
