//! An administrator or controller tells the person that a named part takes up to two months longer: within the first,
//! once. Whatever is ready still leaves within it.

use super::{about, pause::open, tell};
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{deed::Deed, ids::RightId, member::evidence::Steward, right::clock::may_extend, text},
    store,
};

/// Extends a request.
///
/// # Errors
/// A problem on the field `extension`; a rule, if it is too late or was extended before.
pub async fn extend(service: &Shared, call: Call, id: RightId, words: String) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut problems = Problems::default();
            let words = problems.take("extension", text::paragraphs(&words, 10, 2_000));
            problems.end()?;
            let (viewer, today) = (act.viewer, act.viewer.today());
            let mut request = open(act, id)?;
            if !may_extend(&request, today) {
                let why = "Only a request about data may take longer, and only if the person is told within the first month.";
                return Err(Refusal::Rule(why.to_owned()));
            }
            request.extended = Some(today);
            let (asking, mut notes) = store::right::words(act.tx, &viewer, id)?;
            notes.extension = words.unwrap_or_default();
            store::right::set(act.tx, act.scheme.id, &request)?;
            store::right::set_notes(act.tx, act.scheme.id, id, &notes)?;
            tell::news(act, &request, &asking.email)?;
            act.record(Deed::ExtendRight, &about(&request));
            Ok(())
        })
        .await
}
