//! Which rules may a scheme change, within which limits, and who is told of each?
//!
//! One line for each field of the rules file, for the pages that show, change and compare it.

use crate::domain::{
    rules::{EXCLUSION_TERM_LEAST, EXCLUSION_TERM_MOST, OPENED_LEAST, OPENED_MOST, Period, Rules, Unit},
    sanction::ladder::{Ladder, Lead},
    text::words,
};

words! {
    /// A field of the rules file.
    Field {
        ///
        Circulation = "circulation", "Shown to members";
        ///
        Cold = "cold", "Kept unseen, then erased";
        ///
        IdSoughtCirculation = "id_sought_circulation", "Shown to members, name not known";
        ///
        IdSoughtCold = "id_sought_cold", "Kept unseen, name not known";
        ///
        UnreviewedDefers = "unreviewed_defers", "An unreviewed report holds back an erasure";
        ///
        MinorPhoto = "minor_photo", "Photo of a person under 18";
        ///
        ExclusionTerm = "exclusion_term", "Usual term of an exclusion";
        ///
        UnservedLapse = "unserved_lapse", "An unserved notice lapses";
        ///
        Appeal = "appeal", "Time to appeal";
        ///
        ReviewAfter = "review_after", "Clean months before a review";
        ///
        AgreementRenewal = "agreement_renewal", "Members accept the agreement again";
        ///
        OpenedInAnHour = "opened_in_an_hour", "People a member opens in an hour";
        ///
        Ladder = "ladder", "What is proposed at which report";
    }
}

/// A field that differs between two rules files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The field.
    pub field: Field,
    /// What it said.
    pub from: String,
    /// What it is to say.
    pub to: String,
}

const MONTHS: &str = "months";
const LISTED: &str = "the privacy notice for people who are listed";
const MEMBERS: &str = "the privacy notice for members";
const SCHEDULE: &str = "the retention schedule";
const WARNING: &str = "warning letters";
const EXCLUSION: &str = "exclusion notices";
const CODE: &str = "the page behind a notice’s code";

impl Field {
    /// Whom it concerns and what it does, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Circulation => {
                "How long the latest report that counts keeps a named person in the gallery (R-20)."
            }
            Self::Cold => {
                "How long a named person is then kept, seen by the controller only, before all is erased (R-21)."
            }
            Self::IdSoughtCirculation => {
                "The same for a person nobody has named; never longer than for a named one (R-28)."
            }
            Self::IdSoughtCold => {
                "The same for a person nobody has named; never longer than for a named one (R-28)."
            }
            Self::UnreviewedDefers => "Counted from the day the report was sent (R-24).",
            Self::MinorPhoto => "Whether a best-interests decision of two people may allow it (R-17).",
            Self::ExclusionTerm => "What a proposal begins with; who decides may choose another (R-40).",
            Self::UnservedLapse => "A decided notice that could not be served by then falls (R-42).",
            Self::Appeal => {
                "From the day of service. Notices decided before keep the longer time they promised (R-44)."
            }
            Self::ReviewAfter => {
                "Without a new report that counts. Notices decided before keep the shorter wait (R-44)."
            }
            Self::AgreementRenewal => "Without it: no gallery. Reporting stays open (R-1).",
            Self::OpenedInAnHour => {
                "Whoever opens more different people is stopped for an hour, and the scheme is told (R-61)."
            }
            Self::Ladder => "The software proposes; people decide (R-18, R-40).",
        }
    }

    /// The texts that say it: they change with it.
    pub const fn told_in(self) -> &'static [&'static str] {
        match self {
            Self::Circulation | Self::Cold => &[LISTED, SCHEDULE, WARNING, EXCLUSION, CODE],
            Self::IdSoughtCirculation | Self::IdSoughtCold => &[LISTED, SCHEDULE],
            Self::ExclusionTerm => &[WARNING],
            Self::Appeal => &[LISTED, EXCLUSION, CODE],
            Self::ReviewAfter => &[EXCLUSION],
            Self::AgreementRenewal => &[MEMBERS],
            Self::UnreviewedDefers
            | Self::MinorPhoto
            | Self::UnservedLapse
            | Self::OpenedInAnHour
            | Self::Ladder => &[],
        }
    }

    /// The limits of a number: what is counted, least and most.
    pub fn limits(self) -> Option<(&'static str, u32, u32)> {
        match self {
            Self::ExclusionTerm => Some((MONTHS, EXCLUSION_TERM_LEAST, EXCLUSION_TERM_MOST)),
            Self::OpenedInAnHour => Some(("people", OPENED_LEAST, OPENED_MOST)),
            other => {
                let (unit, least, most) = Rules::limits(other.as_str())?;
                Some((if unit == Unit::Days { "days" } else { MONTHS }, least, most))
            }
        }
    }

    /// The number it has in these rules, if it is one.
    pub fn number(self, rules: &Rules) -> Option<u32> {
        Some(match self {
            Self::ExclusionTerm => rules.exclusion_term,
            Self::OpenedInAnHour => rules.opened_in_an_hour,
            other => other.period(rules)?.n,
        })
    }

    fn period(self, rules: &Rules) -> Option<Period> {
        Some(match self {
            Self::Circulation => rules.circulation,
            Self::Cold => rules.cold,
            Self::IdSoughtCirculation => rules.id_sought_circulation,
            Self::IdSoughtCold => rules.id_sought_cold,
            Self::UnreviewedDefers => rules.unreviewed_defers,
            Self::UnservedLapse => rules.unserved_lapse,
            Self::Appeal => rules.appeal,
            Self::ReviewAfter => rules.review_after,
            Self::AgreementRenewal => rules.agreement_renewal,
            Self::MinorPhoto | Self::ExclusionTerm | Self::OpenedInAnHour | Self::Ladder => return None,
        })
    }

    /// Gives it a number. A field that is no number stays as it is.
    pub fn set(self, rules: &mut Rules, n: u32) {
        match self {
            Self::Circulation => rules.circulation = Period::months(n),
            Self::Cold => rules.cold = Period::months(n),
            Self::IdSoughtCirculation => rules.id_sought_circulation = Period::months(n),
            Self::IdSoughtCold => rules.id_sought_cold = Period::months(n),
            Self::UnreviewedDefers => rules.unreviewed_defers = Period::days(n),
            Self::ExclusionTerm => rules.exclusion_term = n,
            Self::OpenedInAnHour => rules.opened_in_an_hour = n,
            Self::UnservedLapse => rules.unserved_lapse = Period::days(n),
            Self::Appeal => rules.appeal = Period::days(n),
            Self::ReviewAfter => rules.review_after = Period::months(n),
            Self::AgreementRenewal => rules.agreement_renewal = Period::months(n),
            Self::MinorPhoto | Self::Ladder => {}
        }
    }

    /// What these rules say, in words.
    pub fn spoken(self, rules: &Rules) -> String {
        match self {
            Self::MinorPhoto if rules.minor_photo => "allowed by decision".to_owned(),
            Self::MinorPhoto => "never".to_owned(),
            Self::ExclusionTerm => Period::months(rules.exclusion_term).spoken(),
            Self::OpenedInAnHour => format!("{} people", rules.opened_in_an_hour),
            Self::Ladder => ladder(&rules.ladder).join(" "),
            other => other.period(rules).map(Period::spoken).unwrap_or_default(),
        }
    }
}

/// What a ladder proposes, a sentence each.
pub fn ladder(ladder: &Ladder) -> Vec<String> {
    let mut told: Vec<String> = ladder
        .steps
        .iter()
        .map(|step| match step.lead {
            Lead::Warning => format!("Report {}: a warning.", step.at_report),
            Lead::Exclusion { months } => {
                format!("Report {}: an exclusion for {}.", step.at_report, Period::months(months).spoken())
            }
        })
        .collect();
    if ladder.warning_first {
        told.push("Nobody is excluded without a warning, serious incidents aside.".to_owned());
    }
    let kinds: Vec<String> = ladder.serious.iter().map(|kind| kind.label().to_lowercase()).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(", and {}", kinds.join(", ")) };
    let term = Period::months(ladder.serious_term).spoken();
    told.push(format!("Straight to an exclusion for {term}: a weapon{kinds}."));
    told
}

/// What differs between two rules files, in the order of the file.
pub fn changes(before: &Rules, after: &Rules) -> Vec<Changed> {
    let differs = |field: &Field| match field {
        Field::Ladder => before.ladder != after.ladder,
        field => field.spoken(before) != field.spoken(after),
    };
    Field::ALL
        .iter()
        .copied()
        .filter(differs)
        .map(|field| Changed { field, from: field.spoken(before), to: field.spoken(after) })
        .collect()
}

/// The texts that change with these fields, each once.
pub fn told_in(changed: &[Changed]) -> Vec<&'static str> {
    let mut texts: Vec<&str> = Vec::new();
    for text in changed.iter().flat_map(|one| one.field.told_in()) {
        if !texts.contains(text) {
            texts.push(text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{incident::kind::Kind, sanction::ladder::Step};

    #[test]
    fn every_number_is_read_and_written_by_its_own_field() {
        for &field in Field::ALL {
            let Some((_, least, most)) = field.limits() else {
                assert!(matches!(field, Field::MinorPhoto | Field::Ladder), "{field:?} has limits");
                assert_eq!(field.number(&Rules::default()), None);
                continue;
            };
            for n in [least, most] {
                let mut rules = Rules::default();
                field.set(&mut rules, n);
                assert_eq!(field.number(&rules), Some(n), "{field:?}");
                let others = changes(&Rules::default(), &rules);
                assert!(others.iter().all(|one| one.field == field), "{field:?} changes {others:?}");
            }
        }
    }

    #[test]
    fn what_changed_is_said_from_what_to_what() {
        let after = Rules { appeal: Period::days(60), minor_photo: false, ..Rules::default() };
        let changed = changes(&Rules::default(), &after);
        let said: Vec<_> =
            changed.iter().map(|one| (one.field, one.from.as_str(), one.to.as_str())).collect();
        assert_eq!(
            said,
            [(Field::MinorPhoto, "allowed by decision", "never"), (Field::Appeal, "28 days", "60 days")]
        );
        assert_eq!(told_in(&changed), [LISTED, EXCLUSION, CODE]);
        assert_eq!(changes(&after, &after), []);
    }

    #[test]
    fn a_ladder_is_told_step_by_step() {
        let strict = Ladder {
            steps: vec![Step { at_report: 1, lead: Lead::Exclusion { months: 6 } }],
            warning_first: false,
            serious: vec![Kind::Violence, Kind::Threats],
            serious_term: 36,
        };
        for (given, told) in [
            (
                Ladder::default(),
                vec![
                    "Report 1: a warning.",
                    "Report 2: an exclusion for 12 months.",
                    "Nobody is excluded without a warning, serious incidents aside.",
                    "Straight to an exclusion for 12 months: a weapon, and violence.",
                ],
            ),
            (
                strict,
                vec![
                    "Report 1: an exclusion for 6 months.",
                    "Straight to an exclusion for 3 years: a weapon, and violence, threats.",
                ],
            ),
        ] {
            assert_eq!(ladder(&given), told, "R-40");
        }
    }
}
