//! A reporter permits that a report of theirs is handed to police with their name, or takes that back; an administrator
//! records what they were told.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        agency::permission::{How, Obstacle, Permission, may_permit},
        date::london_day,
        deed::Deed,
        ids::{IncidentId, UserId},
        incident::Incident,
        member::{
            evidence::{Account, Acting, Administrator, Insider, Opens},
            record::User,
        },
    },
    store::{self, Read, StoreError, ledger::Matter},
};

/// A report that was sent and may still be handed over.
fn sent(tx: &mut Read<'_>, viewer: &impl Acting, id: IncidentId) -> Result<Incident, Refusal> {
    let report = store::incident::load(tx, viewer.scheme(), id)?;
    if may_permit(report.state) { Ok(report) } else { Err(Refusal::NotFound) }
}

/// Who made a report, if they are still here: the id stays on the report when they have left.
pub(super) fn reporter(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    report: &Incident,
) -> Result<Option<(UserId, User)>, Refusal> {
    let Some(user) = report.reporter else { return Ok(None) };
    match store::user::load(tx, viewer, user) {
        Ok(found) => Ok(Some((user, found))),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Permits it, or takes the permission back, as the report's reporter.
///
/// # Errors
/// 404 for everybody else's report, and for one that is not accepted and does not wait.
pub async fn own(service: &Shared, call: Call, id: IncidentId, permits: bool) -> Result<(), Refusal> {
    service
        .act::<Insider, _>(call, move |act| {
            // Back is back, whatever became of the report meanwhile.
            let report = match permits {
                true => sent(act.tx, &act.viewer, id)?,
                false => store::incident::load(act.tx, act.scheme.id, id)?,
            };
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
                if store::permission::take_back(act.tx, scheme, id, london_day(at))? {
                    act.pledge(Matter::PermissionTakenBack(id));
                }
                act.record(Deed::TakePermissionBack, &[id.uuid()]);
            }
            Ok(())
        })
        .await
}

/// Records a permission that the reporter gave to the administrator.
///
/// # Errors
/// Messages on `how` and `given_on`; 404 if there is no such report; a rule if its reporter has left.
pub async fn recorded(
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
            // What was said before it was taken back says nothing any more.
            let taken_back = store::permission::taken_back(act.tx, act.scheme.id, id)?;
            let since = report.submitted_at.map_or(today, london_day);
            let since = taken_back.and_then(|day| day.succ_opt()).map_or(since, |day| day.max(since));
            let day = given_on.trim().parse::<NaiveDate>().ok().filter(|day| (since..=today).contains(day));
            if day.is_none() {
                let why = "Give the day: not before the report was sent, not before the reporter took it back, and \
                           not after today.";
                problems.add("given_on", why);
            }
            problems.end()?;
            let (Some(how), Some(given_on)) = (how, day) else { return Err(Refusal::OutOfDate) };
            let Some((user, _)) = reporter(act.tx, &act.viewer, &report)? else {
                return Err(Refusal::Rule(Obstacle::Left.to_string()));
            };
            let recorded_by = act.viewer.user();
            let given = Permission { incident: id, user, how, given_on, recorded_by, recorded_at: at };
            store::permission::put(act.tx, act.scheme.id, given)?;
            act.record(Deed::RecordPermission, &[id.uuid(), user.uuid()]);
            Ok(())
        })
        .await
}
