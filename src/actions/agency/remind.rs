//! Mails the controllers about an information sharing agreement that is to be reviewed: once when the day is near, once
//! more when it is past.

use crate::{
    actions::{
        Refusal, Shared,
        audit::alarm::to_controllers,
        timetable::{Turn, nothing_to_do},
    },
    domain::{date::spoken, deed::Deed, ids::AgreementId},
    mail::wording::{self, Review},
    store,
};

/// The agreements about which a mail is due.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<AgreementId>, Refusal> {
    let (scheme, today) = (turn.scheme(), service.clock.today());
    service
        .store
        .read(move |tx| {
            let all = store::agreement::reminded(tx, scheme)?;
            Ok(all
                .into_iter()
                .filter(|(_, days, told)| days.mails(*told, today))
                .map(|(id, ..)| id)
                .collect())
        })
        .await
}

/// Mails about one; `false` if it has been mailed about meanwhile, or reviewed.
///
/// # Errors
/// If the database fails.
pub async fn remind(service: &Shared, turn: &Turn, id: AgreementId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            let (viewer, today) = (act.viewer, act.viewer.today());
            let all = store::agreement::reminded(act.tx, act.scheme.id)?;
            let due = all.into_iter().find(|(one, days, told)| *one == id && days.mails(*told, today));
            let Some((_, days, _)) = due else { return nothing_to_do() };
            if !store::agreement::remind(act.tx, &viewer, id, today)? {
                return nothing_to_do();
            }
            let link = act.service.settings().url(&act.scheme.host, &format!("/assurance/agreements/{id}"));
            let (town, by, late) = (act.scheme.name.clone(), spoken(days.review), days.review < today);
            to_controllers(act, |user| {
                let words = Review { name: &user.name, scheme: &town, by: &by, late, link: &link };
                let subject = format!("{town}: review an information sharing agreement");
                wording::message(&user.email, subject, &words)
            })?;
            act.record(Deed::RemindReview, &[id.uuid()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}
