//! May this exclusion be proposed, and may this person decide it?
//!
//! An administrator proposes it with the incidents relied on and a proportionality statement; a board member or
//! controller who did not propose it decides.

use chrono::NaiveDate;
use thiserror::Error;

use crate::domain::{
    ids::IncidentId,
    incident::{finding::Finding, standing::Standing},
    member::role::{Acting, Role},
    profile::status::shown,
    rules::{EXCLUSION_TERM_LEAST, EXCLUSION_TERM_MOST},
};

/// An incident an exclusion relies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReliedOn {
    /// The incident.
    pub incident: IncidentId,
    /// Whether it counts for this person.
    pub counts: bool,
    /// Alleged or proven.
    pub finding: Finding,
    /// Whether it stands.
    pub standing: Standing,
    /// Whether an earlier exclusion relied on it, refused and lapsed ones aside.
    pub used_before: bool,
}

/// An exclusion as proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// Who proposes it.
    pub proposer: Acting,
    /// What it relies on.
    pub relied_on: &'a [ReliedOn],
    /// Why it is proportionate.
    pub proportionality: &'a str,
    /// Its term in months.
    pub months: u32,
    /// How many members' premises it names.
    pub premises: usize,
}

/// What stands against an exclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Error)]
pub enum Objection {
    /// Only an administrator proposes.
    #[error("Only an administrator proposes an exclusion.")]
    Proposer,
    /// Only a board member or controller decides.
    #[error("Only a board member or the data controller decides an exclusion.")]
    Decider,
    /// The proposer does not decide.
    #[error("Somebody who did not propose this exclusion has to decide it.")]
    SamePerson,
    /// The person is not circulated.
    #[error("The person is not circulated: an exclusion can be proposed only while they are.")]
    NotCirculated,
    /// It relies on nothing.
    #[error("Please choose the incidents this exclusion relies on.")]
    NothingReliedOn,
    /// It relies on an incident that is only alleged.
    #[error("An exclusion relies on proven incidents only; at least one of these is alleged.")]
    Alleged,
    /// It relies on an incident that was struck.
    #[error("At least one of these incidents was struck.")]
    Struck,
    /// It relies on no counting incident that is new.
    #[error("At least one incident has to be a counting one that no earlier exclusion relied on.")]
    NothingNew,
    /// It says nothing of proportionality.
    #[error("Please say why an exclusion is proportionate.")]
    Proportionality,
    /// Its term is too short or too long.
    #[error("A term is {EXCLUSION_TERM_LEAST} to {EXCLUSION_TERM_MOST} months.")]
    Term,
    /// It names no premises.
    #[error("Please choose the premises.")]
    NoPremises,
}

/// What stands against proposing the exclusion on that day. `circulated_until` is the profile's last day shown.
pub fn propose(
    case: &Case<'_>,
    circulated_until: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Vec<Objection>> {
    let mut objections = against(case);
    if !shown(circulated_until, today) {
        objections.push(Objection::NotCirculated);
    }
    outcome(objections)
}

/// What stands against this person's deciding the exclusion. The case is looked at as it is now: an incident
/// may have been struck since it was proposed.
pub fn decide(case: &Case<'_>, decider: Acting) -> Result<(), Vec<Objection>> {
    let mut objections = against(case);
    if !matches!(decider.role, Role::Board | Role::Controller) {
        objections.push(Objection::Decider);
    }
    if decider.user == case.proposer.user {
        objections.push(Objection::SamePerson);
    }
    outcome(objections)
}

fn against(case: &Case<'_>) -> Vec<Objection> {
    let relied_on = case.relied_on;
    [
        (case.proposer.role != Role::Administrator, Objection::Proposer),
        (relied_on.is_empty(), Objection::NothingReliedOn),
        (relied_on.iter().any(|incident| !incident.finding.is_proven()), Objection::Alleged),
        (relied_on.iter().any(|incident| !incident.standing.stands()), Objection::Struck),
        (!relied_on.iter().any(|incident| incident.counts && !incident.used_before), Objection::NothingNew),
        (case.proportionality.trim().is_empty(), Objection::Proportionality),
        (!(EXCLUSION_TERM_LEAST..=EXCLUSION_TERM_MOST).contains(&case.months), Objection::Term),
        (case.premises == 0, Objection::NoPremises),
    ]
    .into_iter()
    .filter_map(|(stands, objection)| stands.then_some(objection))
    .collect()
}

fn outcome(mut objections: Vec<Objection>) -> Result<(), Vec<Objection>> {
    objections.sort_unstable();
    if objections.is_empty() { Ok(()) } else { Err(objections) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ids::UserId,
        incident::{finding::Proof, standing::StrikeReason},
    };

    fn acting(n: u8, role: Role) -> Acting {
        Acting { user: UserId::from_random([n; 16]), role }
    }

    fn proven(n: u8) -> ReliedOn {
        ReliedOn {
            incident: IncidentId::from_random([n; 16]),
            counts: true,
            finding: Finding::Proven(Proof::Admitted),
            standing: Standing::Stands,
            used_before: false,
        }
    }

    fn case(relied_on: &[ReliedOn]) -> Case<'_> {
        let proposer = acting(1, Role::Administrator);
        Case { proposer, relied_on, proportionality: "Third theft in a month", months: 12, premises: 40 }
    }

    #[test]
    fn what_stands_against_a_proposal() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let (shown, withdrawn) = (Some(today), today.pred_opt());
        let fresh = [proven(1)];
        let used = ReliedOn { used_before: true, ..proven(2) };
        let (alleged, breach, old) = (
            [proven(1), ReliedOn { finding: Finding::Alleged, ..proven(2) }],
            [used, ReliedOn { counts: false, ..proven(3) }],
            [proven(1), used],
        );
        let struck = [
            proven(1),
            ReliedOn { standing: Standing::Stands.strike(today, StrikeReason::NotSo), ..proven(2) },
        ];
        for (rule, case, until, expected) in [
            ("an administrator proposes it while the person is circulated", case(&fresh), shown, vec![]),
            ("earlier incidents may be relied on again beside a new one", case(&old), shown, vec![]),
            ("not once withdrawn", case(&fresh), withdrawn, vec![Objection::NotCirculated]),
            ("not if never circulated", case(&fresh), None, vec![Objection::NotCirculated]),
            ("proven incidents only (R-11)", case(&alleged), shown, vec![Objection::Alleged]),
            ("none that was struck (R-26)", case(&struck), shown, vec![Objection::Struck]),
            (
                "a counting one that no earlier exclusion relied on",
                case(&breach),
                shown,
                vec![Objection::NothingNew],
            ),
            ("something", case(&[]), shown, vec![Objection::NothingReliedOn, Objection::NothingNew]),
            (
                "a proportionality statement",
                Case { proportionality: " ", ..case(&fresh) },
                shown,
                vec![Objection::Proportionality],
            ),
            ("3 months at least (R-40)", Case { months: 2, ..case(&fresh) }, shown, vec![Objection::Term]),
            ("3 months", Case { months: 3, ..case(&fresh) }, shown, vec![]),
            ("36 months", Case { months: 36, ..case(&fresh) }, shown, vec![]),
            ("36 months at most (R-40)", Case { months: 37, ..case(&fresh) }, shown, vec![Objection::Term]),
            ("premises", Case { premises: 0, ..case(&fresh) }, shown, vec![Objection::NoPremises]),
            (
                "not a manager",
                Case { proposer: acting(1, Role::Manager), ..case(&fresh) },
                shown,
                vec![Objection::Proposer],
            ),
            (
                "not a board member",
                Case { proposer: acting(1, Role::Board), ..case(&fresh) },
                shown,
                vec![Objection::Proposer],
            ),
        ] {
            assert_eq!(propose(&case, until, today).err().unwrap_or_default(), expected, "{rule} (R-41)");
        }
    }

    #[test]
    fn who_decides() {
        let fresh = [proven(1)];
        for (rule, n, role, expected) in [
            ("a board member", 2, Role::Board, vec![]),
            ("a controller", 2, Role::Controller, vec![]),
            ("not an administrator", 2, Role::Administrator, vec![Objection::Decider]),
            ("not a manager", 2, Role::Manager, vec![Objection::Decider]),
            ("not a member", 2, Role::Member, vec![Objection::Decider]),
            ("nobody who proposed it, in whatever role", 1, Role::Board, vec![Objection::SamePerson]),
        ] {
            assert_eq!(
                decide(&case(&fresh), acting(n, role)).err().unwrap_or_default(),
                expected,
                "{rule} (R-41)"
            );
        }
        let on = "2026-11-22".parse().unwrap();
        let struck = [ReliedOn { standing: Standing::Stands.strike(on, StrikeReason::NotSo), ..proven(1) }];
        assert_eq!(
            decide(&case(&struck), acting(2, Role::Board)),
            Err(vec![Objection::Struck]),
            "struck since (R-26)"
        );
    }
}
