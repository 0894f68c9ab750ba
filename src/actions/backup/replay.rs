//! Carries out again what the ledger says was done since the backup was made: erasures, withdrawals, leavings, rights
//! taken away. Whatever the database knows of is not done twice, however often this runs.

use uuid::Uuid;

use crate::{
    actions::{
        Act, Refusal, Shared, epoch,
        member::leave,
        pack,
        profile::{erase, reckon::reckon, remove_blobs},
        timetable::{self, Every},
    },
    domain::{
        date::london_day,
        deed::Deed,
        ids::SchemeId,
        member::{evidence::Scheduler, state::State},
        profile::curb::Curb,
    },
    faults::step,
    store::{
        self,
        ledger::{Entry, Line, Matter},
    },
};

/// What was done or may have been done: intents that nobody took back, each once, in their order.
pub(super) fn standing(lines: &[Line]) -> Vec<Line> {
    let mut standing: Vec<Line> = Vec::new();
    for line in lines {
        match line.entry {
            Entry::Intent if standing.iter().all(|known| !known.of_one(line)) => standing.push(*line),
            Entry::Void => standing.retain(|known| !known.of_one(line)),
            Entry::Intent | Entry::Done => {}
        }
    }
    standing
}

/// Ends every session, then carries out what the restored database does not know of; returns how many lines.
///
/// # Errors
/// If the database or the object store fails: what was carried out by then stays so.
pub(super) async fn replay(
    service: &Shared,
    scheme: SchemeId,
    backup: Uuid,
    lines: &[Line],
) -> Result<usize, Refusal> {
    let begin = service.tick(scheme, move |act| {
        let now = act.now();
        store::lease::release_all(act.tx, scheme)?;
        store::session::end_everything(act.tx, scheme)?;
        store::lease::note_erasure(act.tx, scheme, now)?;
        // A copy may have been collected since: whoever still waits for one gets it made anew.
        for copy in store::pack::ready(act.tx, scheme)? {
            store::pack::end(act.tx, scheme, &copy)?;
            pack::lapse::remove(act.tx, scheme, &copy)?;
        }
        act.record(Deed::Restore, &[backup]);
        Ok(())
    });
    begin.await?;
    let mut carried_out = 0;
    for deed in deeds(lines) {
        service.faults().within(|| step("restore.deed"))?;
        let done = match deed.as_slice() {
            [Line { matter: Matter::Erasure(profile), .. }] => {
                erase::again(service, scheme, *profile).await?
            }
            _ => again(service, scheme, deed).await?,
        };
        carried_out += usize::from(done);
    }
    let turn = timetable::claim(service, scheme, "remove_blobs", Every::Minutes(0)).await?;
    if let Some(turn) = turn {
        for name in remove_blobs::candidates(service, &turn).await? {
            remove_blobs::remove(service, &turn, name).await?;
        }
        timetable::give_back(service, turn, true).await?;
    }
    Ok(carried_out)
}

/// Wraps every key anew under the newest epoch; returns in how many pages.
///
/// # Errors
/// If the database fails.
pub(super) async fn rewrap(service: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
    let Some(turn) = timetable::claim(service, scheme, "epochs", Every::Minutes(0)).await? else {
        return Ok(0);
    };
    let mut pages = 0;
    while epoch::rewrap(service, &turn).await? {
        pages += 1;
    }
    // Not done: a new epoch may be due.
    timetable::give_back(service, turn, false).await?;
    Ok(pages)
}

/// The lines of each deed together, in their order; an erasure is by itself.
fn deeds(lines: &[Line]) -> Vec<Vec<Line>> {
    let mut deeds: Vec<Vec<Line>> = Vec::new();
    for line in standing(lines) {
        let known = deeds.iter_mut().rev().find(|deed| line.deed.is_some() && deed[0].deed == line.deed);
        match known {
            Some(deed) => deed.push(line),
            None => deeds.push(vec![line]),
        }
    }
    deeds
}

/// Carries out a deed, under the event it was recorded by; `false` if the trail holds that already.
async fn again(service: &Shared, scheme: SchemeId, lines: Vec<Line>) -> Result<bool, Refusal> {
    let Some(event) = lines.first().and_then(|line| line.deed) else { return Ok(false) };
    let recorded = service.store.read::<_, Refusal>(move |tx| Ok(store::audit::recorded(tx, scheme, event)?));
    if recorded.await? {
        return Ok(false);
    }
    let carry_out = service.tick(scheme, move |act| {
        let mut about = Vec::new();
        for line in lines {
            about.extend(carry_out(act, line)?);
        }
        act.record_again(event, Deed::CarryOutAgain, &about);
        Ok(())
    });
    carry_out.await.map(|()| true)
}

fn carry_out(act: &mut Act<'_, '_, Scheduler>, line: Line) -> Result<Vec<Uuid>, Refusal> {
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    match line.matter {
        Matter::Withdrawal(profile, to) => {
            if store::profile::exists(act.tx, scheme, profile)? {
                store::history::set_curb(act.tx, scheme, profile, Curb::of(london_day(line.at), to))?;
                reckon(act, profile)?;
            }
            Ok(vec![profile.uuid()])
        }
        Matter::UserLeaves(user) => {
            leave::take_out(act.tx, scheme, user)?;
            Ok(vec![user.uuid()])
        }
        Matter::BusinessLeaves(business) => {
            // Whoever belongs to it left with it, or before.
            for user in store::user::list(act.tx, &viewer, Some(business))? {
                leave::take_out(act.tx, scheme, user.id)?;
            }
            store::leaving::erase_business(act.tx, scheme, business)?;
            Ok(vec![business.uuid()])
        }
        Matter::UserSuspended(user) => {
            store::user::set_state(act.tx, scheme, user, State::Suspended)?;
            Ok(vec![user.uuid()])
        }
        Matter::BusinessSuspended(business) => {
            store::business::set_state(act.tx, scheme, business, State::Suspended)?;
            Ok(vec![business.uuid()])
        }
        Matter::RoleRevoked(user, role) => {
            store::user::revoke_role(act.tx, scheme, user, role)?;
            Ok(vec![user.uuid()])
        }
        Matter::AgreementEnded(agreement) => {
            store::agreement::end(act.tx, &viewer, agreement, london_day(line.at))?;
            Ok(vec![agreement.uuid()])
        }
        Matter::ClientRevoked(client) => {
            store::client::revoke(act.tx, &viewer, client, line.at)?;
            Ok(vec![client.uuid()])
        }
        Matter::PermissionTakenBack(incident) => {
            store::permission::take_back(act.tx, scheme, incident, london_day(line.at))?;
            Ok(vec![incident.uuid()])
        }
        Matter::Erasure(_) | Matter::Backup(..) => Ok(Vec::new()),
    }
}
