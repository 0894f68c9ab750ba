//! What does the scheme propose next?
//!
//! The ladder is data: by default the first counting report leads to a warning, a further one while circulated
//! to an exclusion, a serious one straight to an exclusion. The software proposes; a named person
//! decides, with a reason.

use chrono::NaiveDate;

use crate::domain::{ids::IncidentId, incident::kind::Kind, sanction::kind};

/// What a step of the ladder leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lead {
    /// A warning.
    Warning,
    /// An exclusion.
    Exclusion {
        /// Its term: 3 to 36.
        months: u32,
    },
}

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// From which counting report of the present circulation on: 1 is the first.
    pub at_report: u32,
    /// What is proposed.
    pub lead: Lead,
}

impl Step {
    /// The term of an exclusion, in months.
    pub fn term(&self) -> Option<u32> {
        match self.lead {
            Lead::Warning => None,
            Lead::Exclusion { months } => Some(months),
        }
    }
}

/// A scheme's ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// The steps, by rising report.
    pub steps: Vec<Step>,
    /// Whether an exclusion is proposed only to somebody warned before, serious incidents aside.
    pub warning_first: bool,
    /// The kinds that lead straight to an exclusion; a weapon always does.
    pub serious: Vec<Kind>,
    /// The term of such an exclusion, in months: 3 to 36.
    pub serious_term: u32,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            steps: vec![
                Step { at_report: 1, lead: Lead::Warning },
                Step { at_report: 2, lead: Lead::Exclusion { months: 12 } },
            ],
            warning_first: true,
            serious: vec![Kind::Violence],
            serious_term: 12,
        }
    }
}

/// An incident of the profile that counts and stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The incident.
    pub incident: IncidentId,
    /// Of which kind.
    pub kind: Kind,
    /// Whether a weapon was used or shown.
    pub weapon: bool,
    /// The day its report was submitted.
    pub submitted: NaiveDate,
    /// Whether a sanction already relies on it, proposed or given.
    pub relied_on: bool,
}

/// A sanction proposed, decided, served or ended: neither refused nor lapsed, revoked or fallen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// A warning or an exclusion.
    pub kind: kind::Kind,
    /// The day it was proposed.
    pub on: NaiveDate,
}

/// What the software proposes (R-18: it never decides).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Nothing new to act on.
    Nothing,
    /// A warning.
    Warning {
        /// For these incidents.
        incidents: Vec<IncidentId>,
    },
    /// An exclusion.
    Exclusion {
        /// Its term.
        months: u32,
        /// For these incidents, once they are proven.
        incidents: Vec<IncidentId>,
    },
}

/// What the ladder proposes next to a person circulated since that day.
///
/// `since` is [`circulating_since`](crate::domain::profile::spell::circulating_since): what was reported or
/// given in an earlier circulation does not raise the step.
pub fn propose(ladder: &Ladder, since: NaiveDate, counted: &[Counted], given: &[Given]) -> Proposal {
    let spell: Vec<&Counted> = counted.iter().filter(|incident| incident.submitted >= since).collect();
    let mut fresh: Vec<&Counted> = spell.iter().copied().filter(|incident| !incident.relied_on).collect();
    if fresh.is_empty() {
        return Proposal::Nothing;
    }
    fresh.sort_unstable_by_key(|incident| (incident.submitted, incident.incident));
    let incidents = fresh.iter().map(|incident| incident.incident).collect();
    if fresh.iter().any(|incident| incident.weapon || ladder.serious.contains(&incident.kind)) {
        return Proposal::Exclusion { months: ladder.serious_term, incidents };
    }
    let reached = ladder.steps.iter().rfind(|step| step.at_report as usize <= spell.len());
    let warned = given.iter().any(|sanction| sanction.on >= since);
    match reached.map(|step| step.lead) {
        None => Proposal::Nothing,
        Some(Lead::Exclusion { months }) if warned || !ladder.warning_first => {
            Proposal::Exclusion { months, incidents }
        }
        Some(_) => Proposal::Warning { incidents },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn incident(n: u8) -> IncidentId {
        IncidentId::from_random([n; 16])
    }

    fn theft(n: u8, submitted: &str) -> Counted {
        Counted {
            incident: incident(n),
            kind: Kind::Theft,
            weapon: false,
            submitted: day(submitted),
            relied_on: false,
        }
    }

    fn done(counted: Counted) -> Counted {
        Counted { relied_on: true, ..counted }
    }

    #[test]
    fn what_the_default_ladder_proposes() {
        let warned = Given { kind: kind::Kind::Warning, on: day("2026-01-10") };
        let excluded = Given { kind: kind::Kind::Exclusion, on: day("2026-02-10") };
        let earlier = Given { kind: kind::Kind::Warning, on: day("2024-03-01") };
        let violence = Counted { kind: Kind::Violence, ..theft(1, "2026-01-05") };
        let armed = Counted { weapon: true, ..theft(1, "2026-01-05") };
        let (first, second) = (theft(1, "2026-01-05"), theft(2, "2026-02-05"));
        let warning = |n: &[u8]| Proposal::Warning { incidents: n.iter().map(|n| incident(*n)).collect() };
        let exclusion = |n: &[u8]| Proposal::Exclusion {
            months: 12,
            incidents: n.iter().map(|n| incident(*n)).collect(),
        };
        for (rule, counted, given, expected) in [
            ("nothing counted, nothing proposed", vec![], vec![], Proposal::Nothing),
            ("the first counting report leads to a warning", vec![first], vec![], warning(&[1])),
            ("once warned, nothing more for it", vec![done(first)], vec![warned], Proposal::Nothing),
            (
                "a further one while circulated to an exclusion",
                vec![done(first), second],
                vec![warned],
                exclusion(&[2]),
            ),
            ("two before any warning still to a warning", vec![second, first], vec![], warning(&[1, 2])),
            (
                "one after an exclusion to another",
                vec![done(first), done(second), theft(3, "2026-03-05")],
                vec![warned, excluded],
                exclusion(&[3]),
            ),
            ("violence straight to an exclusion", vec![violence], vec![], exclusion(&[1])),
            ("so a weapon", vec![armed], vec![], exclusion(&[1])),
            (
                "a warning of an earlier circulation is none of this one",
                vec![first, second],
                vec![earlier],
                warning(&[1, 2]),
            ),
            (
                "what an earlier circulation left without a sanction is not taken up again",
                vec![theft(9, "2024-02-01"), first],
                vec![],
                warning(&[1]),
            ),
            (
                "a new circulation begins with a warning",
                vec![done(theft(9, "2024-02-01")), first],
                vec![earlier],
                warning(&[1]),
            ),
        ] {
            assert_eq!(
                propose(&Ladder::default(), day("2026-01-05"), &counted, &given),
                expected,
                "{rule} (R-40)"
            );
        }
    }

    #[test]
    fn a_scheme_without_warnings_excludes_at_once() {
        let ladder = Ladder {
            steps: vec![Step { at_report: 2, lead: Lead::Exclusion { months: 6 } }],
            warning_first: false,
            ..Ladder::default()
        };
        let since = day("2026-01-05");
        let counted = [theft(1, "2026-01-05"), theft(2, "2026-02-05")];
        assert_eq!(propose(&ladder, since, &counted[..1], &[]), Proposal::Nothing);
        let expected = Proposal::Exclusion { months: 6, incidents: vec![incident(1), incident(2)] };
        assert_eq!(propose(&ladder, since, &counted, &[]), expected);
    }
}
