//! Decides a proposed change of the rules: a controller who did not propose it, with a reason.
//! Approved, it takes force in one transaction: every profile is reckoned again.

use uuid::Uuid;

use super::{
    rules::rules_of,
    rules_effect::{Moved, moved},
};
use crate::{
    actions::{Act, Call, Refusal, Shared, profile::reckon, refusal::Problems},
    domain::{
        deed::Deed,
        ids::RequestId,
        member::{
            evidence::{Acting, Controller},
            role::{self, Role},
        },
        scheme::change::{Change, Decider, Objection, State, decider},
        text,
    },
    store,
};

/// The word to be typed before rules take force that erase somebody at once.
pub const CONFIRM: &str = "ERASE";
/// An event of the trail names so many profiles at most.
const NAMED: usize = 500;

/// What a controller fills in.
#[derive(Debug, Clone)]
pub struct Decision {
    /// To let the rules take force, or not; nothing if neither was chosen.
    pub approve: Option<bool>,
    /// Why.
    pub reason: String,
    /// The word that confirms what cannot be undone.
    pub word: String,
}

/// Decides a change.
///
/// # Errors
/// [`Refusal::Fields`] on `decide` without a choice, on `decision` without a reason, and on `word` if people would be erased at once;
/// [`Refusal::Rule`] for the proposer, for a change that is settled or overtaken; 404 for everybody but a controller.
pub async fn decide(service: &Shared, call: Call, id: RequestId, decision: Decision) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let change = store::rule_change::load(act.tx, &act.viewer, id)?;
            let by = role::Acting { user: act.viewer.user().ok_or(Refusal::SignIn)?, role: Role::Controller };
            let proof = decider(&change, act.scheme.rules_version, by)
                .map_err(|objection| Refusal::Rule(objection.to_string()))?;
            let mut problems = Problems::default();
            let reason = problems
                .take("decision", text::paragraphs(&decision.reason, 10, super::propose_rules::LONGEST));
            let Some(approved) = decision.approve else {
                problems.add("decide", "Please choose to approve or to refuse.");
                return problems.end();
            };
            if approved {
                approve(act, &change, proof, problems, reason, &decision.word)
            } else {
                problems.end()?;
                let reason = reason.unwrap_or_default();
                settle(act, proof, State::Refused, &reason)?;
                act.record_words(Deed::RefuseRules, &[id.uuid()], id, &reason)?;
                Ok(())
            }
        })
        .await
}

fn settle(act: &mut Act<'_, '_, Controller>, proof: Decider, to: State, reason: &str) -> Result<(), Refusal> {
    let (scheme, now) = (act.scheme.id, act.now());
    if store::rule_change::decide(act.tx, scheme, proof, to, reason, now)? {
        Ok(())
    } else {
        Err(Refusal::Rule(Objection::Settled.to_string()))
    }
}

fn approve(
    act: &mut Act<'_, '_, Controller>,
    change: &Change,
    proof: Decider,
    mut problems: Problems,
    reason: Option<String>,
    word: &str,
) -> Result<(), Refusal> {
    let (today, now, viewer) = (act.viewer.today(), act.now(), act.viewer);
    let scheme = act.scheme.clone();
    let (counts, moved) = moved(act.tx, &viewer, &scheme, &rules_of(&change.after)?)?;
    if counts.erased_now > 0 && word.trim() != CONFIRM {
        problems.add("word", format!("Please type {CONFIRM} in capitals: this cannot be undone."));
    }
    problems.end()?;
    settle(act, proof, State::Approved, &reason.clone().unwrap_or_default())?;
    if !store::scheme::set_rules(act.tx, scheme.id, change.base, &change.after, today)? {
        return Err(Refusal::Rule(Objection::Overtaken.to_string()));
    }
    store::rule_change::overtake(act.tx, scheme.id, change.base, now)?;
    act.scheme = store::scheme::load(act.tx, scheme.id)?.into();
    act.record_words(Deed::ApproveRules, &[change.id.uuid()], change.id, &reason.unwrap_or_default())?;
    take_force(act, moved)
}

/// Keeps the new dates of every profile that moved, and tells the trail which.
fn take_force(act: &mut Act<'_, '_, Controller>, moved: Vec<Moved>) -> Result<(), Refusal> {
    let mut named: Vec<Uuid> = Vec::with_capacity(moved.len());
    for Moved { facts, then, .. } in moved {
        reckon::keep(act, &facts.profile, &then)?;
        named.push(facts.profile.id().uuid());
    }
    for part in named.chunks(NAMED) {
        act.record(Deed::ReckonProfile, part);
    }
    Ok(())
}
