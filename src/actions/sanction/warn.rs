//! Warns a person: an administrator decides it alone, for incidents that count. The letter is written next;
//! the warning stands on the card once its service is recorded.

use super::case::Case;
use crate::{
    actions::{Call, Refusal, Shared, letter, refusal::Problems},
    domain::{
        deed::Deed,
        disclosure::board::Person,
        ids::{IncidentId, ProfileId, SanctionId},
        member::evidence::{Acting, Administrator},
        sanction::{Sanction, kind::Kind, letter::LetterKind, state::State},
        text,
    },
    store,
};

/// The longest statement, in characters.
const LONGEST: usize = 2_000;

/// What an administrator fills in.
#[derive(Debug, Clone, Default)]
pub struct Warning {
    /// The incidents it relies on.
    pub incidents: Vec<IncidentId>,
    /// Why.
    pub reason: String,
}

/// Warns a person, and writes the letter.
///
/// # Errors
/// [`Refusal::Fields`] if something is missing; [`Refusal::NotFound`] if the person is not shown.
pub async fn warn(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    form: Warning,
) -> Result<SanctionId, Refusal> {
    let (scheme, id) = service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, today, now) = (act.scheme.id, act.viewer.today(), act.now());
            let person = Person::of(store::profile::shown(act.tx, &act.viewer, profile, today)?);
            let case = Case::load(act.tx, &act.viewer, &act.scheme, profile)?;
            let relied_on = case.relied_on(&form.incidents, None)?;
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&form.reason, 1, LONGEST));
            if person.name.is_empty() {
                problems.add("main", NO_NAME);
            }
            if relied_on.is_empty() {
                problems.add("incidents", "Please choose the incidents this warning relies on.");
            } else if relied_on.iter().any(|incident| !incident.standing.stands()) {
                problems.add("incidents", "At least one of these incidents was struck.");
            } else if !relied_on
                .iter()
                .any(|incident| incident.counts && !case.used(incident.incident, None, None))
            {
                problems.add(
                    "incidents",
                    "At least one incident has to be a counting one that no earlier sanction relied on.",
                );
            }
            problems.end()?;
            let id: SanctionId = act.new_id();
            let warning = Sanction {
                id,
                profile,
                kind: Kind::Warning,
                state: State::Decided,
                months: None,
                everywhere: true,
                proposed_by: act.viewer.user(),
                proposed_at: now,
                decided_by: act.viewer.user(),
                decided_at: Some(now),
                served_on: None,
                served_how: None,
                ends_on: None,
                revoked_on: None,
                expiry_told: false,
            };
            let reason = reason.unwrap_or_default();
            store::sanction::insert(act.tx, scheme, &warning, &reason, &form.incidents, &[])?;
            act.record_words(Deed::Warn, &[profile.uuid(), id.uuid()], profile, &reason)?;
            Ok((scheme, id))
        })
        .await?;
    letter::write::write_or_tell(service, scheme, id, LetterKind::Warning).await;
    Ok(id)
}

/// Why somebody without a name gets no letter.
pub(super) const NO_NAME: &str =
    "A letter needs a name: confirm who this is before you warn them or propose an exclusion.";
