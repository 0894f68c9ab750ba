//! The register of breaches, reported or not (R-53; article 33(5)).

use crate::{
    actions::{Call, Look, Refusal, Seen, Shared, sanction::decisions::user_name},
    domain::{
        data_breach::{
            Breach, Course,
            step::{Step, is_over, step},
        },
        deed::Deed,
        ids::DataBreachId,
        member::evidence::{Controller, Steward},
    },
    store,
};

/// All of them, the latest noticed first.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn list(service: &Shared, call: Call) -> Result<Seen<Vec<Breach>>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewBreaches, |look| {
            let viewer = look.viewer;
            let all = store::data_breach::list(look.tx, &viewer)?;
            all.iter().for_each(|breach| look.concerns(breach.id));
            Ok(all)
        })
        .await
}

/// One of them, and who entered it.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn one(service: &Shared, call: Call, id: DataBreachId) -> Result<Seen<(Breach, String)>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewBreaches, move |look| {
            let viewer = look.viewer;
            let breach = store::data_breach::load(look.tx, &viewer, id)?;
            look.concerns(id);
            let by = user_name(look, breach.entered_by)?;
            Ok((breach, by))
        })
        .await
}

/// Those with a step left.
///
/// # Errors
/// If the database refuses.
pub(in crate::actions) fn waiting<R>(
    look: &mut Look<'_, '_, R>,
) -> Result<Vec<(DataBreachId, Course)>, Refusal> {
    let all = store::data_breach::courses(look.tx, look.scheme.id)?.into_iter();
    let open = all.filter(|(_, course, _)| step(course) != Step::Nothing);
    let open: Vec<_> = open.map(|(id, course, _)| (id, course)).collect();
    open.iter().for_each(|(id, _)| look.concerns(*id));
    Ok(open)
}

/// What of the register waits for the controller: in words, and where it is done.
///
/// # Errors
/// If the database refuses.
pub(in crate::actions) fn for_the_controller(
    look: &mut Look<'_, '_, Controller>,
) -> Result<Vec<(String, String)>, Refusal> {
    let today = look.viewer.today();
    let mut all: Vec<_> =
        waiting(look)?.into_iter().map(|(id, course)| (words(&course), format!("/breaches/{id}"))).collect();
    for (id, course, _) in store::data_breach::courses(look.tx, look.scheme.id)? {
        if is_over(&course, today) {
            look.concerns(id);
            let words = "Look once more at a breach that was closed six years ago".to_owned();
            all.push((words, format!("/breaches/{id}")));
        }
    }
    Ok(all)
}

/// The next step of a breach, and by when.
fn words(course: &Course) -> String {
    use crate::domain::{data_breach::clock::due, date::spoken_instant};
    let next = step(course).label();
    match due(course) {
        Some(by) => format!("A breach of personal data. {next} by {}", spoken_instant(by)),
        None => format!("A breach of personal data. {next}"),
    }
}
