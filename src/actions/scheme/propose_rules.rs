//! Proposes other rules, with a reason; or takes such a proposal back.

use super::{
    rules::nothing_differs,
    rules_form::{read_file, write_file},
};
use crate::{
    actions::{Call, Refusal, Service, Shared},
    domain::{
        deed::Deed,
        ids::RequestId,
        member::evidence::{Acting, Steward},
        scheme::{
            change::{Change, Objection, State},
            rule_field::changes,
        },
        text,
    },
    store,
};

/// The longest reason, in characters.
pub const LONGEST: usize = 2_000;

/// What is proposed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The rules file.
    pub file: String,
    /// The number of the version it was made on.
    pub base: u32,
    /// Why.
    pub reason: String,
}

/// Proposes it: it waits for a controller.
///
/// # Errors
/// [`Refusal::Fields`] on `file` and `reason`; [`Refusal::Rule`] if nothing differs, the same waits already, or the
/// rules have changed meanwhile; 404 for everybody but administrator and controller.
pub async fn propose(service: &Shared, call: Call, proposal: Proposal) -> Result<RequestId, Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (scheme, now) = (act.scheme.clone(), act.now());
            let rules = read_file(&proposal.file)?;
            let reason = text::paragraphs(&proposal.reason, 10, LONGEST)
                .map_err(|problem| Refusal::field("reason", problem.to_string()))?;
            if proposal.base != scheme.rules_version {
                return Err(Refusal::Rule(Objection::Overtaken.to_string()));
            }
            if changes(&Service::rules(&scheme)?, &rules).is_empty() {
                return Err(nothing_differs());
            }
            let after = write_file(&rules);
            let others = store::rule_change::list(act.tx, &act.viewer)?;
            if others.iter().any(|one| one.standing(proposal.base) == State::Proposed && one.after == after) {
                return Err(Refusal::Rule("The same change waits for a controller already.".to_owned()));
            }
            let change = Change {
                id: act.new_id(),
                base: proposal.base,
                before: scheme.rules.clone(),
                after,
                reason,
                proposed_by: act.viewer.user(),
                proposed_at: now,
                state: State::Proposed,
                decided_by: None,
                decided_at: None,
                decision: String::new(),
            };
            store::rule_change::insert(act.tx, scheme.id, &change)?;
            act.record_words(Deed::ProposeRules, &[change.id.uuid()], change.id, &change.reason)?;
            Ok(change.id)
        })
        .await
}

/// Takes the own proposal back.
///
/// # Errors
/// 404 if there is none; [`Refusal::Rule`] if it is not the viewer's, or waits no longer.
pub async fn take_back(service: &Shared, call: Call, id: RequestId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let change = store::rule_change::load(act.tx, &act.viewer, id)?;
            let by = act.viewer.user().ok_or(Refusal::SignIn)?;
            if change.proposed_by != Some(by) {
                return Err(Refusal::Rule("Only who proposed a change takes it back.".to_owned()));
            }
            let (scheme, now) = (act.scheme.id, act.now());
            if !store::rule_change::take_back(act.tx, scheme, id, by, now)? {
                return Err(Refusal::Rule(Objection::Settled.to_string()));
            }
            act.record(Deed::TakeRulesBack, &[id.uuid()]);
            Ok(())
        })
        .await
}
