//! Does a report count: does it start or restart a clock?
//!
//! Only an accepted report by a member that names the person as the subject of a threat or damage to a member's
//! property, staff or customers. This is the one table of kinds.

use crate::domain::incident::{kind::Kind, person::Part, report::State, standing::Standing};

/// Whether a kind counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Counts,
    Never,
    /// A breach: only with a threat or damage.
    WithThreatOrDamage,
}

const fn weight(kind: Kind) -> Weight {
    match kind {
        Kind::Theft | Kind::AttemptedTheft | Kind::Fraud | Kind::Damage => Weight::Counts,
        Kind::Violence | Kind::Threats | Kind::Abuse | Kind::Harassment => Weight::Counts,
        Kind::Breach => Weight::WithThreatOrDamage,
        Kind::Sighting | Kind::Intelligence | Kind::Antisocial => Weight::Never,
    }
}

impl Kind {
    /// Whether a report of this kind can ever count.
    pub fn may_count(self) -> bool {
        weight(self) != Weight::Never
    }
}

/// What decides whether a report counts for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// Of which kind the incident is.
    pub kind: Kind,
    /// How far its review has come.
    pub state: State,
    /// Whether a member made it: not police, an agency or social media.
    pub made_by_member: bool,
    /// As what it names the person.
    pub part: Part,
    /// Whether the incident stands.
    pub standing: Standing,
    /// Whether the reviewer found a threat or damage in a breach.
    pub threat_or_damage_with_breach: bool,
}

/// Whether the report counts for the person.
pub fn counts(report: &Counting) -> bool {
    let weighs = match weight(report.kind) {
        Weight::Counts => true,
        Weight::WithThreatOrDamage => report.threat_or_damage_with_breach,
        Weight::Never => false,
    };
    weighs
        && report.state == State::Accepted
        && report.made_by_member
        && report.part == Part::Subject
        && report.standing.stands()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incident::standing::StrikeReason;

    const THEFT: Counting = Counting {
        kind: Kind::Theft,
        state: State::Accepted,
        made_by_member: true,
        part: Part::Subject,
        standing: Standing::Stands,
        threat_or_damage_with_breach: false,
    };

    #[test]
    fn which_kinds_count() {
        use Kind::*;
        for (kind, expected) in [
            (Theft, true),
            (AttemptedTheft, true),
            (Fraud, true),
            (Damage, true),
            (Violence, true),
            (Threats, true),
            (Abuse, true),
            (Harassment, true),
            (Breach, false),
            (Sighting, false),
            (Intelligence, false),
            (Antisocial, false),
        ] {
            assert_eq!(counts(&Counting { kind, ..THEFT }), expected, "{kind:?} (R-12)");
        }
    }

    #[test]
    fn what_a_report_needs_to_count() {
        let struck = Standing::Stands.strike("2026-11-22".parse().unwrap(), StrikeReason::WrongPerson);
        for (rule, report, expected) in [
            ("an accepted report by a member counts", THEFT, true),
            ("a submitted one does not yet", Counting { state: State::Submitted, ..THEFT }, false),
            ("a draft does not", Counting { state: State::Draft, ..THEFT }, false),
            ("a returned one does not", Counting { state: State::Returned, ..THEFT }, false),
            ("a rejected one does not", Counting { state: State::Rejected, ..THEFT }, false),
            ("police or social media never count", Counting { made_by_member: false, ..THEFT }, false),
            ("nothing counts against a victim", Counting { part: Part::Victim, ..THEFT }, false),
            ("nothing counts against a witness", Counting { part: Part::Witness, ..THEFT }, false),
            ("a struck one counts for nothing (R-26)", Counting { standing: struck, ..THEFT }, false),
            (
                "a breach with a threat or damage counts (R-43)",
                Counting { kind: Kind::Breach, threat_or_damage_with_breach: true, ..THEFT },
                true,
            ),
            (
                "a sighting never counts, whatever was ticked",
                Counting { kind: Kind::Sighting, threat_or_damage_with_breach: true, ..THEFT },
                false,
            ),
        ] {
            assert_eq!(counts(&report), expected, "{rule} (R-12)");
        }
    }
}
