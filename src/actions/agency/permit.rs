//! A reporter permits that a report of theirs is handed to police with their name, or takes that back; an administrator
//! takes down what they were told.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        agency::permission::{How, Permission},
        date::london_day,
        deed::Deed,
        ids::IncidentId,
        incident::{Incident, report::State},
        member::evidence::{Acting, Administrator, Reporter},
    },
    store::{self, Read},
};

/// A report that was sent and may still be handed over.
fn sent(tx: &mut Read<'_>, viewer: &impl Acting, id: IncidentId) -> Result<Incident, Refusal> {
    let report = store::incident::load(tx, viewer.scheme(), id)?;
    match report.state {
        State::Submitted | State::Accepted => Ok(report),
        State::Draft | State::Returned | State::Rejected => Err(Refusal::NotFound),
    }
}

/// Permits it, or takes the permission back, as the report's reporter.
///
/// # Errors
/// 404 for everybody else's report, and for one that is not accepted and does not wait.
pub async fn own(service: &Shared, call: Call, id: IncidentId, permits: bool) -> Result<(), Refusal> {
    service
        .act::<Reporter, _>(call, move |act| {
            let report = sent(act.tx, &act.viewer, id)?;
            let user = act.viewer.user().filter(|user| report.reporter == Some(*user));
            let user = user.ok_or(Refusal::NotFound)?;
            let (scheme, at) = (act.scheme.id, act.now());
            if permits {
                let given_on = london_day(at);
                let how = How::OwnPage;
                let given =
                    Permission { incident: id, user, how, given_on, recorded_by: None, recorded_at: at };
                store::permission::put(act.tx, scheme, given)?;
                act.record(Deed::GivePermission, &[id.uuid()]);
            } else {
                store::permission::take_back(act.tx, scheme, id)?;
                act.record(Deed::TakePermissionBack, &[id.uuid()]);
            }
            Ok(())
        })
        .await
}

/// Takes down a permission that the reporter gave to the administrator.
///
/// # Errors
/// Messages on `how` and `given_on`; 404 if there is no such report; a rule if its reporter has left.
pub async fn taken_down(
    service: &Shared,
    call: Call,
    id: IncidentId,
    how: String,
    given_on: String,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let report = sent(act.tx, &act.viewer, id)?;
            let (at, today) = (act.now(), act.viewer.today());
            let mut problems = Problems::default();
            let how = How::parse(&how).filter(|how| *how != How::OwnPage);
            if how.is_none() {
                problems.add("how", "Say how the reporter permitted it.");
            }
            let since = report.submitted_at.map_or(today, london_day);
            let day = given_on.trim().parse::<NaiveDate>().ok().filter(|day| (since..=today).contains(day));
            if day.is_none() {
                problems.add("given_on", "Give the day, from when the report was sent to today.");
            }
            problems.end()?;
            let (Some(how), Some(given_on)) = (how, day) else { return Err(Refusal::OutOfDate) };
            let Some(user) = report.reporter else {
                let why = "Whoever made this report has left the scheme, and cannot permit it.";
                return Err(Refusal::Rule(why.to_owned()));
            };
            let recorded_by = act.viewer.user();
            let given = Permission { incident: id, user, how, given_on, recorded_by, recorded_at: at };
            store::permission::put(act.tx, act.scheme.id, given)?;
            act.record(Deed::RecordPermission, &[id.uuid(), user.uuid()]);
            Ok(())
        })
        .await
}
