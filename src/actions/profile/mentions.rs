//! Puts one person in another's place wherever an incident's words mention them.

use crate::{
    actions::{Act, Refusal},
    domain::{
        ids::{IncidentId, ProfileId},
        incident::mention::Narrative,
        member::evidence::Administrator,
    },
    store,
};

/// Mentions somebody else in an incident; nobody any more, where none is given: then it says "a person".
pub(super) fn mention(
    act: &mut Act<'_, '_, Administrator>,
    incident: IncidentId,
    from: ProfileId,
    to: Option<ProfileId>,
) -> Result<(), Refusal> {
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    let written = store::erasure::written(act.tx, &viewer, incident)?;
    let changed = |text: &str| {
        let narrative = Narrative::parse(text);
        narrative.mentions().contains(&from).then(|| match to {
            Some(to) => narrative.replace(from, to).stored(),
            None => narrative.forget(from).stored(),
        })
    };
    if let Some(narrative) = changed(&written.content.narrative) {
        let content = crate::domain::incident::content::Content { narrative, ..written.content };
        store::incident::set_content(act.tx, scheme, incident, &content)?;
    }
    if let Some(summary) = written.summary.as_deref().and_then(changed) {
        store::incident::set_summary(act.tx, scheme, incident, &summary)?;
    }
    if let Some(outcome) = written.outcome.as_deref().and_then(changed) {
        store::incident::set_outcome(act.tx, scheme, incident, &outcome)?;
    }
    Ok(())
}
