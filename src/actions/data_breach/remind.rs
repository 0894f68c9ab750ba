//! Mails the controllers about a breach's 72 hours: when it is entered, when a day is left, when they are over.

use crate::{
    actions::{
        Refusal, Shared,
        audit::alarm::to_controllers,
        timetable::{Turn, nothing_to_do},
    },
    domain::{
        data_breach::clock::{mails, report_by},
        date::spoken_instant,
        deed::Deed,
        ids::DataBreachId,
        member::evidence::Acting,
    },
    mail::wording::{self, BreachClock},
    store,
};

/// The breaches about which a mail is due.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<DataBreachId>, Refusal> {
    let (scheme, now) = (turn.scheme(), service.clock.now());
    service
        .store
        .read(move |tx| {
            let all = store::data_breach::courses(tx, scheme)?.into_iter();
            Ok(all
                .filter(|(_, course, told)| mails(course, *told, now).is_some())
                .map(|(id, ..)| id)
                .collect())
        })
        .await
}

/// Mails about one; `false` if it has been mailed about meanwhile, or nothing is left to report.
///
/// # Errors
/// If the database fails.
pub async fn remind(service: &Shared, turn: &Turn, id: DataBreachId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            let (scheme, now) = (act.scheme.id, act.viewer.at());
            let all = store::data_breach::courses(act.tx, scheme)?.into_iter();
            let due = all.filter(|(one, ..)| *one == id).find_map(|(_, course, told)| {
                mails(&course, told, now).map(|stage| (stage, spoken_instant(report_by(course.aware_at))))
            });
            let Some((stage, by)) = due else { return nothing_to_do() };
            store::data_breach::note_mailed(act.tx, scheme, id, stage)?;
            let link = act.service.settings().url(&act.scheme.host, &format!("/breaches/{id}"));
            let town = act.scheme.name.clone();
            to_controllers(act, |user| {
                let words = BreachClock { name: &user.name, scheme: &town, stage, by: &by, link: &link };
                let subject = format!("{town}: the report of a data breach {}", stage.label());
                wording::message(&user.email, subject, &words)
            })?;
            act.record(Deed::RemindBreach, &[id.uuid()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}
