//! Records a special-category fact with its reason and its named audience: never for everybody.

use super::sight::seen;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{BusinessId, ProfileId},
        incident::source::Source,
        member::evidence::{Acting, Administrator},
        profile::special::{Kind, Special, audience},
        text::paragraphs,
    },
    store,
};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// What it is about.
    pub kind: String,
    /// The fact.
    pub fact: String,
    /// Why it is needed.
    pub reason: String,
    /// From whom.
    pub source: String,
    /// The members it is shown to, by id.
    pub audience: Vec<String>,
}

/// Records a fact.
///
/// # Errors
/// [`Refusal::Fields`] for what is to be put right; [`Refusal::NotFound`] if the person may not be seen.
pub async fn record_special(
    service: &Shared,
    call: Call,
    id: ProfileId,
    typed: Recorded,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let scheme = act.scheme.id;
            seen(act.tx, &act.scheme, &act.viewer, id)?;
            let members = store::business::list(act.tx, &act.viewer)?;
            let mut chosen: Vec<BusinessId> = Vec::new();
            for typed in &typed.audience {
                let business =
                    members.iter().map(|member| member.id).find(|member| member.to_string() == *typed);
                let business = business.ok_or(Refusal::NotFound)?;
                if !chosen.contains(&business) {
                    chosen.push(business);
                }
            }
            let mut problems = Problems::default();
            let kind = Kind::parse(&typed.kind);
            match kind.map(|kind| audience(kind, chosen.len(), members.len())) {
                None => problems.add("special_kind", "Please choose what the fact is about."),
                Some(Err(refusal)) => problems.add("audience", refusal.to_string()),
                Some(Ok(())) => {}
            }
            let fact = problems.take("fact", paragraphs(&typed.fact, 2, 500)).unwrap_or_default();
            let reason =
                problems.take("special_reason", paragraphs(&typed.reason, 3, 500)).unwrap_or_default();
            let source = Source::parse(&typed.source);
            if source.is_none() {
                problems.add("special_source", "Please say from whom this is known (R-11).");
            }
            problems.end()?;
            let (kind, source) = kind.zip(source).ok_or(Refusal::NotFound)?;
            let fact = Special {
                id: act.new_id(),
                profile: id,
                kind,
                source,
                words: fact,
                reason,
                audience: chosen,
                recorded_by: act.viewer.user(),
                recorded_at: act.now(),
            };
            let held = store::special::of_profile(act.tx, &act.viewer, id, None)?;
            if held.iter().any(|held| held.says_the_same(&fact)) {
                return Err(Refusal::field("fact", "This is recorded already."));
            }
            store::special::insert(act.tx, scheme, &fact)?;
            act.record(Deed::RecordSpecial, &[id.uuid(), fact.id.uuid()]);
            Ok(())
        })
        .await
}
