//! A controller adopts a draft: it holds from now on, and the version before it no longer does. The controller answers for
//! the data (UK GDPR, article 24); what the software knows on the day is kept with it.

use chrono::NaiveDate;

use super::{draft, known_now, write};
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        date::spoken,
        deed::Deed,
        document::{
            Days, Kind,
            part::missing,
            review::{Standing, latest, may_wait_until},
        },
        ids::DocumentId,
        member::evidence::{Acting, Controller},
        text::TextProblem,
    },
    store,
};

/// Adopts it as it is typed.
///
/// # Errors
/// Messages on `review`, `party` and on parts that are not written; a rule, if it was adopted.
pub async fn adopt(
    service: &Shared,
    call: Call,
    id: DocumentId,
    typed: write::Typed,
    review: Option<NaiveDate>,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, scheme, today) = (act.viewer, act.scheme.clone(), act.viewer.today());
            let mut document = draft(store::document::load(act.tx, &viewer, id)?)?;
            document.content = write::read(&document, typed)?;
            let mut problems = Problems::default();
            if document.kind == Kind::Processor && document.content.party.is_empty() {
                problems.add("party", TextProblem::Empty.to_string());
            }
            for part in missing(&document) {
                problems.add(part.as_str(), "Please write this before it is adopted.".to_owned());
            }
            if !review.is_some_and(|review| may_wait_until(review, today)) {
                let why =
                    format!("Please choose a day after today, at the latest {}.", spoken(latest(today)));
                problems.add("review", why);
            }
            problems.end()?;
            for mut before in store::document::list(act.tx, &viewer)? {
                let same = before.kind == document.kind && before.line == document.line;
                if same && before.days.standing() == Standing::InForce {
                    before.days.ended = Some(today);
                    store::document::set(act.tx, scheme.id, &before)?;
                }
            }
            let settings = act.service.settings();
            document.content.known = known_now(act.tx, &viewer, (&scheme, settings), document.kind, today)?;
            document.days = Days { adopted: Some(today), review, ended: None };
            document.adopted_by = viewer.user();
            store::document::set(act.tx, scheme.id, &document)?;
            act.record(Deed::AdoptDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}
