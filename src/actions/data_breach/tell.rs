//! An administrator or controller notes how the people of a breach were told, or why they are not (R-53; article 34).

use super::open;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{data_breach::Risk, deed::Deed, ids::DataBreachId, member::evidence::Steward, text},
    store,
};

/// Notes it.
///
/// # Errors
/// A message on `how`; a rule, if the risk is not high.
pub async fn tell(service: &Shared, call: Call, id: DataBreachId, how: String) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut breach = open(act, id)?;
            if breach.course.risk != Some(Risk::High) {
                return Err(Refusal::Rule("The people are told where the risk is high.".to_owned()));
            }
            let mut problems = Problems::default();
            let how = problems.take("how", text::paragraphs(&how, 10, 2_000));
            problems.end()?;
            breach.course.people_on = Some(act.viewer.today());
            breach.decisions.people = how.unwrap_or_default();
            store::data_breach::set(act.tx, act.scheme.id, &breach)?;
            act.record(Deed::TellBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}
