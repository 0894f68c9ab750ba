//! Mails the controllers about a document that is to be looked at again: once when the day is near, once more when it is
//! past.

use crate::{
    actions::{
        Refusal, Shared,
        audit::alarm::to_controllers,
        timetable::{Turn, nothing_to_do},
    },
    domain::{date::spoken, deed::Deed, ids::DocumentId},
    mail::wording::{self, DocumentReview},
    store,
};

/// Those about which a mail is due.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<DocumentId>, Refusal> {
    let (scheme, today) = (turn.scheme(), service.clock.today());
    service
        .store
        .read(move |tx| {
            let all = store::document::days(tx, scheme)?.into_iter();
            Ok(all.filter(|(_, _, days, told)| days.mails(*told, today)).map(|(id, ..)| id).collect())
        })
        .await
}

/// Mails about one; `false` if it has been mailed about meanwhile, or a later version holds.
///
/// # Errors
/// If the database fails.
pub async fn remind(service: &Shared, turn: &Turn, id: DocumentId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            let (scheme, today) = (act.scheme.id, act.viewer.today());
            let all = store::document::days(act.tx, scheme)?.into_iter();
            let due = all.filter(|(one, ..)| *one == id).find(|(_, _, days, told)| days.mails(*told, today));
            let Some((kind, days, by)) = due.and_then(|(_, kind, days, _)| Some((kind, days, days.review?)))
            else {
                return nothing_to_do();
            };
            store::document::note_reminded(act.tx, scheme, id, today)?;
            let link = act.service.settings().url(&act.scheme.host, &format!("/documents/{id}"));
            let (town, by, late) = (act.scheme.name.clone(), spoken(by), days.is_late(today));
            to_controllers(act, |user| {
                let words = DocumentReview {
                    name: &user.name,
                    scheme: &town,
                    document: kind.label(),
                    by: &by,
                    late,
                    link: &link,
                };
                let subject = format!("{town}: look at a data-protection document again");
                wording::message(&user.email, subject, &words)
            })?;
            act.record(Deed::RemindDocument, &[id.uuid()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}
