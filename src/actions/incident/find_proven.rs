//! Finds an alleged incident proven, with what proves it and the reasons.

use crate::{
    actions::{Call, Refusal, Shared, profile::sight::seen, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{IncidentId, ProfileId},
        incident::finding::{Finding, Proof},
        member::evidence::Administrator,
        text::paragraphs,
    },
    store,
};

/// Finds an incident proven for one person.
///
/// # Errors
/// [`Refusal::Fields`] without proof and reasons; [`Refusal::NotFound`] if the person is no subject of it.
pub async fn find_proven(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    incident: IncidentId,
    proof: String,
    reasons: String,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let scheme = act.scheme.id;
            seen(act.tx, &act.scheme, &act.viewer, profile)?;
            let mut problems = Problems::default();
            let proof = Proof::parse(&proof);
            if proof.is_none() {
                problems.add("proof", "Please choose what proves it.");
            }
            let reasons = problems.take("reasons", paragraphs(&reasons, 3, 1_000)).unwrap_or_default();
            problems.end()?;
            let subjects = store::subject::of_profile(act.tx, scheme, profile)?;
            let found = subjects.into_iter().find(|subject| subject.incident == incident);
            let (mut subject, proof) = found.zip(proof).ok_or(Refusal::NotFound)?;
            if !subject.standing.stands() {
                return Err(Refusal::Rule("A struck incident is not found proven.".to_owned()));
            }
            subject.finding = Finding::proven(proof, &reasons)
                .map_err(|missing| Refusal::field("reasons", missing.to_string()))?;
            store::subject::update(act.tx, scheme, &subject)?;
            act.record_words(Deed::FindProven, &[incident.uuid(), profile.uuid()], profile, &reasons)?;
            Ok(())
        })
        .await
}
