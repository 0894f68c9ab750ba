//! Works the retention schedule line by line: what has a day of its own is found and erased here, what belongs
//! to somebody goes with its owner.

use chrono::NaiveDate;
use uuid::Uuid;

use super::leave_incident::erase_incident;
use crate::{
    actions::{
        Act, Refusal, Service, Shared,
        agency::remove_officer,
        certificate::issue,
        pack,
        photo::keep::blob_names,
        timetable::{Turn, nothing_to_do, pulse::may_delete},
    },
    domain::{
        date::{day_start, london_day},
        deed::Deed,
        ids::{IncidentId, PictureId, SchemeId},
        incident::keeping::keeping,
        mail::Standing,
        member::{evidence::Scheduler, role::Role, session},
        retention::{self, Record},
        rules::{CERTIFICATE, Rules},
    },
    store::{self, Read},
};

/// Who works a line of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// The erasure of profiles.
    Profiles,
    /// This file: candidates with a day of their own.
    Here,
    /// This file, all of a kind at once: rows that name nobody by themselves.
    AtOnce,
    /// It goes in the transaction that erases its owner.
    WithOwner,
    /// The deed that ends it: a leaving is confirmed.
    ByDeed,
    /// Nothing of the kind is kept by this version.
    NotKept,
    /// A person looks at it.
    Reviewed,
    /// It stays: it names nobody.
    Stays,
}

/// Who works a record's line. A new line of the schedule does not compile until somebody does.
pub const fn worked(record: Record) -> Worked {
    match record {
        Record::Profile | Record::IdSoughtProfile | Record::UncountedProfile | Record::StruckProfile => {
            Worked::Profiles
        }
        Record::Incident => Worked::WithOwner,
        Record::UnidentifiedIncident
        | Record::RejectedReport
        | Record::DraftReport
        | Record::LooseStill
        | Record::Sighting
        | Record::SentMail
        | Record::UndeliveredMail
        | Record::LeavingConfirmation
        | Record::Enquiry
        | Record::Request
        | Record::SarPack
        | Record::PoliceClient
        | Record::Tombstone => Worked::Here,
        Record::Session | Record::Certificate => Worked::AtOnce,
        Record::User | Record::Business => Worked::ByDeed,
        Record::IdentityDocument => Worked::NotKept,
        Record::AuditEvent | Record::ComplianceDocument => Worked::Reviewed,
        Record::Counter => Worked::Stays,
    }
}

/// A record whose day has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// Its line.
    pub record: Record,
    /// Its id.
    pub id: Uuid,
}

/// The records of a scheme whose day has come on `today`, by the rule.
///
/// # Errors
/// If the database fails.
pub fn due(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    rules: &Rules,
    today: NaiveDate,
) -> Result<Vec<Due>, Refusal> {
    let mut all = Vec::new();
    for id in store::sweep::without_subject(tx, scheme)? {
        let incident = store::incident::load(tx, scheme, id)?;
        if let Some((record, day)) = keeping(&incident, false, rules)
            && day <= today
        {
            all.push(Due { record, id: id.uuid() });
        }
    }
    for (id, uploaded) in store::sweep::loose_stills(tx, scheme)? {
        let day = retention::due(Record::LooseStill.line(), london_day(uploaded), rules);
        if day.is_some_and(|day| day <= today) {
            all.push(Due { record: Record::LooseStill, id: id.uuid() });
        }
    }
    let mut add = |record, ids: Vec<Uuid>| all.extend(ids.into_iter().map(|id| Due { record, id }));
    add(Record::Sighting, store::sweep::sightings_due(tx, scheme, today)?);
    add(Record::Enquiry, store::sweep::enquiries_due(tx, scheme, today)?);
    add(Record::Request, store::right::due(tx, scheme, today)?);
    add(Record::SarPack, pack::lapse::due(tx, scheme, day_start(today))?);
    add(Record::PoliceClient, store::client::outlived(tx, scheme, today)?);
    add(Record::PoliceClient, store::officer::outlived(tx, scheme, today)?);
    add(Record::Tombstone, store::sweep::tombstones_due(tx, scheme, today)?);
    // A confirmation of a deletion is mail with an earlier day.
    add(Record::UndeliveredMail, store::sweep::undelivered_mail(tx, scheme, today)?);
    add(Record::SentMail, store::sweep::spent_mail(tx, scheme, today)?);
    Ok(all)
}

/// The records whose day has come today.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<Due>, Refusal> {
    let (scheme, today, now) = (turn.scheme(), service.clock.today(), service.clock.now());
    service
        .store
        .read(move |tx| {
            let rules = Service::rules(&store::scheme::load(tx, scheme)?)?;
            let mut all = due(tx, scheme, &rules, today)?;
            // A copy that was opened ends by the hour, not by the day.
            let opened = pack::lapse::due(tx, scheme, now)?.into_iter();
            all.extend(opened.map(|id| Due { record: Record::SarPack, id }));
            all.sort_unstable();
            all.dedup();
            Ok(all)
        })
        .await
}

/// Erases one record, if its day has come; `false` if it has not after all, or it is gone.
///
/// # Errors
/// If the database fails.
pub async fn erase(service: &Shared, turn: &Turn, due: Due) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            may_delete(act)?;
            if !erase_one(act, due)? {
                return nothing_to_do();
            }
            // Mail and tombstones are of today; what else goes is to become unreadable in older copies as well.
            use Record::{LeavingConfirmation, SentMail, Tombstone, UndeliveredMail};
            if !matches!(due.record, SentMail | UndeliveredMail | LeavingConfirmation | Tombstone) {
                let (scheme, now) = (act.scheme.id, act.now());
                store::lease::note_erasure(act.tx, scheme, now)?;
            }
            act.record(Deed::EraseRecord, &[due.id]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}

fn erase_one(act: &mut Act<'_, '_, Scheduler>, due: Due) -> Result<bool, Refusal> {
    let (scheme, today, now) = (act.scheme.id, act.viewer.today(), act.now());
    let rules = Service::rules(&act.scheme)?;
    match due.record {
        Record::UnidentifiedIncident | Record::RejectedReport | Record::DraftReport => {
            let id = IncidentId::from(due.id);
            let incident = store::incident::load(act.tx, scheme, id)?;
            let named = store::sweep::has_subject(act.tx, scheme, id)?;
            if keeping(&incident, named, &rules).is_none_or(|(_, day)| day > today) {
                return Ok(false);
            }
            erase_incident(act, id)?;
            Ok(true)
        }
        Record::LooseStill => {
            let id = PictureId::from(due.id);
            if !store::sweep::loose_stills(act.tx, scheme)?.iter().any(|(loose, _)| *loose == id) {
                return Ok(false);
            }
            let still = store::picture::load(act.tx, scheme, id)?;
            store::erasure::forget_source(act.tx, scheme, id)?;
            store::picture::erase(act.tx, scheme, &still, &blob_names(scheme, id))?;
            Ok(true)
        }
        Record::Sighting => Ok(store::sweep::erase_sighting(act.tx, scheme, due.id, today)?),
        Record::Enquiry => Ok(store::sweep::erase_enquiry(act.tx, scheme, due.id, today)?),
        Record::SarPack => pack::lapse::delete(act, due.id),
        Record::Request => {
            for copy in store::pack::of_request(act.tx, scheme, due.id.into())? {
                pack::lapse::remove(act.tx, scheme, &copy)?;
            }
            Ok(store::right::erase_due(act.tx, scheme, due.id, today)?)
        }
        Record::PoliceClient => {
            if store::officer::outlived(act.tx, scheme, today)?.contains(&due.id) {
                remove_officer::erase(act, due.id.into(), None)?;
                return Ok(true);
            }
            let over = store::client::outlived(act.tx, scheme, today)?.contains(&due.id);
            Ok(over && store::client::forget_name(act.tx, scheme, due.id.into())?)
        }
        Record::Tombstone => {
            let gone = store::sweep::erase_tombstone(act.tx, scheme, due.id, today)?;
            if gone {
                store::change::forget(act.tx, scheme, due.id.into())?;
            }
            Ok(gone)
        }
        Record::SentMail => Ok(store::sweep::forget_mail(act.tx, scheme, due.id)?),
        Record::UndeliveredMail | Record::LeavingConfirmation => {
            // What nobody took stays as a task. A demonstration holds its mail for whoever tries it: that counts as read.
            let standing = if act.scheme.demo { Standing::Sent } else { Standing::Dead };
            Ok(store::sweep::wipe_mail(act.tx, scheme, due.id, standing, now)?)
        }
        _ => Ok(false),
    }
}

/// Ends what ends all at once: sessions, links, and lines of the ledger past their period.
///
/// # Errors
/// If the database or the ledger fails.
pub async fn end_stale(service: &Shared, turn: &Turn) -> Result<(), Refusal> {
    turn.deed(service, |act| {
        let (scheme, now) = (act.scheme.id, act.now());
        let (idle, absolute) = session::limits(Role::Member);
        let sessions = store::session::end_stale(act.tx, scheme, now - idle, now - absolute)?;
        let links = store::session::forget_links(act.tx, scheme, now)?;
        if sessions + links == 0 {
            return nothing_to_do();
        }
        act.record(Deed::EraseRecord, &[]);
        Ok(())
    })
    .await?;
    if super::erase::stopped(service, turn).await? {
        return Ok(());
    }
    // Six years before today, never earlier: months back from the first day that is surely past.
    let today = service.clock.today();
    let before = today.checked_sub_months(chrono::Months::new(CERTIFICATE.n)).unwrap_or(NaiveDate::MIN);
    super::erase::forget_lines(service, turn.scheme(), day_start(before)).await?;
    issue::forget(service, turn, day_start(before)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::retention::{SCHEDULE, Then};

    #[test]
    fn every_line_that_is_erased_is_worked() {
        for line in SCHEDULE {
            let expected: &[Worked] = match line.then {
                Then::Review => &[Worked::Reviewed],
                Then::Stay => &[Worked::Stays],
                Then::Erase => &[
                    Worked::Profiles,
                    Worked::Here,
                    Worked::AtOnce,
                    Worked::WithOwner,
                    Worked::ByDeed,
                    Worked::NotKept,
                ],
            };
            assert!(expected.contains(&worked(line.record)), "{:?} (R-30)", line.record);
        }
    }
}
