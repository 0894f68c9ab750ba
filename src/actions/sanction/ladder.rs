//! What the scheme's ladder proposes next for a person, and why. It proposes; a named person decides.

use super::case::{Before, Case};
use crate::{
    actions::{Act, Refusal},
    domain::{
        date::london_day,
        ids::{IncidentId, ProfileId},
        member::evidence::{Account, Acting, Opens, Summary, Viewer},
        profile::spell::circulating_since,
        rules::Rules,
        sanction::{
            ladder::{Counted, Given, Proposal, propose},
            state::State,
        },
    },
};

/// What is proposed next.
pub fn next(case: &Case, rules: &Rules) -> Proposal {
    let Some(since) = circulating_since(&case.history, rules) else { return Proposal::Nothing };
    let counted = case.incidents.iter().filter(|incident| incident.counts && incident.standing.stands());
    let counted: Vec<Counted> = counted
        .map(|incident| Counted {
            incident: incident.id,
            kind: incident.kind,
            weapon: incident.weapon,
            submitted: incident.submitted,
            relied_on: case.used(incident.id, None, None),
        })
        .collect();
    let given: Vec<Given> = case.sanctions.iter().filter(|before| counts(case, before)).map(given).collect();
    propose(&rules.ladder, since, &counted, &given)
}

fn given(before: &Before) -> Given {
    Given { kind: before.sanction.kind, on: london_day(before.sanction.proposed_at) }
}

/// Neither refused nor lapsed, revoked or fallen.
fn counts(case: &Case, Before { sanction, .. }: &Before) -> bool {
    let mut facts = case.history.exclusions.iter().chain(&case.history.warnings);
    let fallen =
        facts.find(|fact| fact.sanction == sanction.id).is_some_and(|fact| case.history.fallen(fact));
    !fallen && !matches!(sanction.state, State::Refused | State::Lapsed | State::Revoked)
}

/// The incidents of a proposal.
pub fn incidents(proposal: &Proposal) -> &[IncidentId] {
    match proposal {
        Proposal::Nothing => &[],
        Proposal::Warning { incidents } | Proposal::Exclusion { incidents, .. } => incidents,
    }
}

/// The proposal in a sentence, for the administrator.
pub fn because(proposal: &Proposal) -> String {
    let there = |n: usize| match n {
        1 => "there is one report that counts and that no sanction relies on yet".to_owned(),
        n => format!("there are {n} reports that count and that no sanction relies on yet"),
    };
    match proposal {
        Proposal::Nothing => {
            "The ladder proposes nothing: no report that counts is new since the last sanction.".to_owned()
        }
        Proposal::Warning { incidents } => {
            format!("The ladder proposes a warning: {}.", there(incidents.len()))
        }
        Proposal::Exclusion { months, incidents } => format!(
            "The ladder proposes an exclusion of {months} months: {}, after an earlier sanction or because it is serious.",
            there(incidents.len()),
        ),
    }
}

/// What the ladder proposes, within a deed of another noun (a review asks for it).
///
/// # Errors
/// If there is no such profile.
pub fn next_for<R>(act: &mut Act<'_, '_, R>, profile: ProfileId) -> Result<Proposal, Refusal>
where
    Viewer<R>: Opens<Summary> + Opens<Account> + Acting,
{
    let rules = crate::actions::Service::rules(&act.scheme)?;
    let case = Case::load(act.tx, &act.viewer, &act.scheme, profile)?;
    Ok(next(&case, &rules))
}
