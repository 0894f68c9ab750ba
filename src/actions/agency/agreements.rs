//! The controller looks at the information sharing agreements.

use crate::{
    actions::{Bar, Call, Look, Refusal, Seen, Shared},
    domain::{agency::agreement::Agreement, date::spoken, deed::Deed, member::evidence::Controller},
    store,
};

/// All of them, whose last day is latest first.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn list(service: &Shared, call: Call) -> Result<Seen<Vec<Agreement>>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAgreements, |look| {
            let all = store::agreement::list(look.tx, &look.viewer)?;
            all.iter().for_each(|agreement| look.concerns(agreement.id));
            Ok(all)
        })
        .await
}

/// Whether the caller may enter one, and what frames the form.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn may_enter(service: &Shared, call: Call) -> Result<Bar, Refusal> {
    let (_, bar) = service.glance::<Controller, _>(call, |_, _, _| Ok(())).await?;
    Ok(bar)
}

/// Those whose review is near or late, as what waits for the controller: in words, and where it is done.
pub(in crate::actions) fn to_review(
    look: &mut Look<'_, '_, Controller>,
) -> Result<Vec<(String, String)>, Refusal> {
    let today = look.viewer.today();
    let all = store::agreement::days(look.tx, &look.viewer)?;
    let near = all.into_iter().filter(|(_, days)| days.reminds(today));
    Ok(near
        .map(|(id, days)| {
            let by = spoken(days.review);
            (
                format!("Review an information sharing agreement by {by}"),
                format!("/assurance/agreements/{id}"),
            )
        })
        .collect())
}
