//! How long, how old, how many? Every number of the scheme stands here once, with its R-number.
//!
//! [`Rules`] holds what a scheme may change in its rules file; the constants are fixed.

pub use crate::domain::date::{Period, Unit};
use crate::domain::{incident::kind::Kind, sanction::ladder::Ladder};

/// What a scheme may change in its rules file. `Default` is the scheme as the product describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How long a counting report keeps a named profile shown: 1 to 12 months.
    pub circulation: Period,
    /// How long a named profile stays withdrawn before it is erased: 1 to 12 months.
    pub cold: Period,
    /// As `circulation`, without a confirmed name: 1 to 12 months.
    pub id_sought_circulation: Period,
    /// As `cold`, without a confirmed name: 1 to 12 months.
    pub id_sought_cold: Period,
    /// What is proposed at which counting report.
    pub ladder: Ladder,
    /// The term a proposal of an exclusion begins with, in months: 3 to 36.
    pub exclusion_term: u32,
    /// How long a decided notice may wait for its service: 7 to 90 days.
    pub unserved_lapse: Period,
    /// How long after service the person may appeal: 14 to 180 days.
    pub appeal: Period,
    /// How many clean months before the person may ask for a review: 1 to 12.
    pub review_after: Period,
    /// How often a user accepts the data-integrity agreement again: 1 to 24 months.
    pub agreement_renewal: Period,
    /// How long an unreviewed report may defer erasure: 0 to 14 days from its submission.
    pub unreviewed_defers: Period,
    /// Whether a best-interests decision can allow the photo of a person under 18.
    pub minor_photo: bool,
    /// How many different people a member may open within an hour: 20 to 1,000.
    pub opened_in_an_hour: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            circulation: Period::months(12),
            cold: Period::months(12),
            id_sought_circulation: Period::months(6),
            id_sought_cold: Period::months(6),
            ladder: Ladder::default(),
            exclusion_term: 12,
            unserved_lapse: Period::days(90),
            appeal: Period::days(28),
            review_after: Period::months(6),
            agreement_renewal: Period::months(12),
            unreviewed_defers: Period::days(14),
            minor_photo: true,
            opened_in_an_hour: 200,
        }
    }
}

/// A value of a rules file outside what the product allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {allowed}")]
pub struct RuleProblem {
    /// The field of [`Rules`].
    pub field: &'static str,
    /// What is allowed, in words.
    pub allowed: String,
}

/// Field, value, unit, least, most.
type Bound = (&'static str, Period, Unit, u32, u32);

impl Rules {
    /// What is wrong with these rules: empty when a scheme may run by them.
    pub fn check(&self) -> Vec<RuleProblem> {
        let mut problems: Vec<_> = self.bounds().into_iter().filter_map(out_of_bounds).collect();
        if problems.is_empty() {
            problems.extend(self.id_sought_problems());
        }
        problems.extend(self.ladder_problems());
        if !(OPENED_LEAST..=OPENED_MOST).contains(&self.opened_in_an_hour) {
            let allowed = format!("{OPENED_LEAST} to {OPENED_MOST} people");
            problems.push(RuleProblem { field: "opened_in_an_hour", allowed });
        }
        problems
    }

    /// A person nobody has named is never shown or kept longer than a named one.
    fn id_sought_problems(&self) -> Vec<RuleProblem> {
        [
            ("id_sought_circulation", self.id_sought_circulation, self.circulation),
            ("id_sought_cold", self.id_sought_cold, self.cold),
        ]
        .into_iter()
        .filter(|(_, sought, named)| sought.n > named.n)
        .map(|(field, _, named)| RuleProblem {
            field,
            allowed: format!("at most the {} of a named profile", named.spoken()),
        })
        .collect()
    }

    fn bounds(&self) -> [Bound; 9] {
        use Unit::{Days, Months};
        [
            ("circulation", self.circulation, Months, 1, 12),
            ("cold", self.cold, Months, 1, 12),
            ("id_sought_circulation", self.id_sought_circulation, Months, 1, 12),
            ("id_sought_cold", self.id_sought_cold, Months, 1, 12),
            ("unserved_lapse", self.unserved_lapse, Days, 7, 90),
            ("appeal", self.appeal, Days, 14, 180),
            ("review_after", self.review_after, Months, 1, 12),
            ("agreement_renewal", self.agreement_renewal, Months, 1, 24),
            ("unreviewed_defers", self.unreviewed_defers, Days, 0, 14),
        ]
    }

    fn ladder_problems(&self) -> Vec<RuleProblem> {
        let mut problems = Vec::new();
        let mut terms =
            vec![("exclusion_term", self.exclusion_term), ("ladder.serious_term", self.ladder.serious_term)];
        terms.extend(self.ladder.steps.iter().filter_map(|step| Some(("ladder.steps", step.term()?))));
        for (field, term) in terms {
            if !(EXCLUSION_TERM_LEAST..=EXCLUSION_TERM_MOST).contains(&term) {
                let allowed =
                    format!("a term is {EXCLUSION_TERM_LEAST} to {EXCLUSION_TERM_MOST} months (R-40)");
                problems.push(RuleProblem { field, allowed });
            }
        }
        let reports: Vec<u32> = self.ladder.steps.iter().map(|step| step.at_report).collect();
        if reports.first().is_none_or(|first| *first == 0) || !reports.is_sorted_by(|a, b| a < b) {
            let allowed =
                "at least one step, from report 1, each at a later report than the one before (R-40)".into();
            problems.push(RuleProblem { field: "ladder.steps", allowed });
        }
        if !self.ladder.serious.iter().all(|kind: &Kind| kind.may_count()) {
            let allowed = "only kinds of incident that count (R-12)".into();
            problems.push(RuleProblem { field: "ladder.serious", allowed });
        }
        problems
    }

    /// What is allowed for a period, by its field: unit, least and most.
    pub fn limits(field: &str) -> Option<(Unit, u32, u32)> {
        let bound = Self::default().bounds().into_iter().find(|(name, ..)| *name == field);
        bound.map(|(_, _, unit, least, most)| (unit, least, most))
    }

    /// The rules for a profile begun under other ones: a shorter period binds everybody now, a longer one
    /// only profiles begun under it. So with the photo of a child: what shows more binds nobody of before.
    pub fn binding(&self, begun_under: &Self) -> Self {
        Self {
            circulation: self.circulation.shorter(begun_under.circulation),
            cold: self.cold.shorter(begun_under.cold),
            id_sought_circulation: self.id_sought_circulation.shorter(begun_under.id_sought_circulation),
            id_sought_cold: self.id_sought_cold.shorter(begun_under.id_sought_cold),
            unreviewed_defers: self.unreviewed_defers.shorter(begun_under.unreviewed_defers),
            minor_photo: self.minor_photo && begun_under.minor_photo,
            ..self.clone()
        }
    }
}

fn out_of_bounds((field, period, unit, least, most): Bound) -> Option<RuleProblem> {
    let fine = period.unit == unit && (least..=most).contains(&period.n);
    let unit = if unit == Unit::Days { "days" } else { "months" };
    (!fine).then(|| RuleProblem { field, allowed: format!("{least} to {most} {unit}") })
}

/// The fewest people a member may be allowed to open within an hour.
pub const OPENED_LEAST: u32 = 20;
/// The most.
pub const OPENED_MOST: u32 = 1_000;
/// The shortest exclusion, in months.
pub const EXCLUSION_TERM_LEAST: u32 = 3;
/// The longest exclusion, in months.
pub const EXCLUSION_TERM_MOST: u32 = 36;
/// How long the person's own open request, appeal or complaint defers erasure, from its opening.
pub const OWN_REQUEST_DEFERS: Period = Period::days(90);
/// How far ahead a legal hold's next review may lie.
pub const LEGAL_HOLD_REVIEW: Period = Period::months(6);
/// From how long before the review of an information sharing agreement on somebody is reminded of it.
pub const AGREEMENT_NOTICE: Period = Period::days(28);
/// How long a controller's grant to see withdrawn profiles may last.
pub const GRANT: Period = Period::months(12);
/// How long a profile without any counting report is kept, never circulated.
pub const NO_COUNTING_REPORT: Period = Period::days(28);
/// How long a profile is kept once none of its incidents stands.
pub const NONE_STANDING: Period = Period::days(28);
/// How long an incident with nobody identified is kept.
pub const UNIDENTIFIED_INCIDENT: Period = Period::months(12);
/// How soon a submitted report is due for its review: before a rush of them delays a circulation.
pub const REVIEW_WITHIN: Period = Period::days(5);
/// How soon a proposed change of the rules file is due for its decision.
pub const DECIDE_RULES_WITHIN: Period = Period::days(28);
/// How long a rejected or abandoned report is kept.
pub const REJECTED_REPORT: Period = Period::days(28);
/// How long an untouched draft is kept.
pub const DRAFT_REPORT: Period = Period::days(7);
/// How long a still waits to be attached to an accepted incident.
pub const LOOSE_STILL: Period = Period::days(28);
/// How long a sighting or intelligence is kept.
pub const SIGHTING: Period = Period::months(12);
/// How long mail is tried before it becomes an inbox task.
pub const UNDELIVERED_MAIL: Period = Period::days(14);
/// How long the confirmation of a deletion is tried, in hours.
pub const LEAVING_CONFIRMATION_HOURS: u32 = 72;
/// How long an uncollected SAR pack is kept.
pub const SAR_PACK: Period = Period::days(28);
/// How long a copy stays open from the first time, in minutes: a phone that lost its signal may load it again.
pub const COPY_OPEN_MINUTES: i64 = 60;
/// So many wrong passphrases end the link of a copy.
pub const COPY_TRIES: u32 = 10;
/// Within how many days a request is answered.
pub const ANSWER_DAYS: u32 = 30;
/// Within how many calendar months, if that is earlier: UK GDPR, article 12(3).
pub const ANSWER_MONTHS: u32 = 1;
/// How many more months a named part may take.
pub const ANSWER_EXTENDED: u32 = 2;
/// Within how many days of receipt proof of identity is asked for, if it is to move the start.
pub const IDENTITY_ASKED: u32 = 5;
/// On which day a complaint is acknowledged at the latest, the day of receipt being day 1.
pub const ACKNOWLEDGE: u32 = 30;
/// For how many days after it came a request may be entered for whoever made it.
pub const ENTERED_WITHIN_DAYS: u64 = 92;
/// From how many days before its last day a clock is amber.
pub const SOON_DUE: u32 = 7;
/// How long the page behind a letter's code takes requests, in minutes.
pub const HOLDER_MINUTES: i64 = 60;
/// How long a closed request, appeal or complaint is kept.
pub const CLOSED_REQUEST: Period = Period::months(12);
/// How long a closed enquiry is kept.
pub const CLOSED_ENQUIRY: Period = Period::months(12);
/// When an audit event is up for review.
pub const AUDIT: Period = Period::months(72);
/// So many hours after the scheme became aware of a breach the ICO's report is due (R-53; UK GDPR, article 33).
pub const BREACH_REPORT_HOURS: i64 = 72;
/// From so many hours before that on it looks urgent, and the controllers are mailed again.
pub const BREACH_SOON_HOURS: i64 = 24;
/// When a closed register or a superseded compliance document is up for review.
pub const COMPLIANCE_DOCUMENT: Period = Period::months(72);
/// By when a data-protection document is looked at again, at the latest, from the day it was adopted.
pub const DOCUMENT_REVIEW: Period = Period::months(12);
/// How long before that day somebody is reminded.
pub const DOCUMENT_NOTICE: Period = Period::days(28);
/// How long a deletion certificate and its ledger line are kept.
pub const CERTIFICATE: Period = Period::months(72);
/// How long a tombstone tells police that an id is gone.
pub const TOMBSTONE: Period = Period::months(24);
/// By how many hours the clock on the wall may outrun the machine's own count before deletions stop.
pub const CLOCK_MAY_OUTRUN_HOURS: u32 = 24;
/// After how long a silence of the scheduler deletions wait for a person's word.
pub const LONG_SILENCE: Period = Period::days(31);
/// How soon after `erased_on` everything has left the live system, in hours.
pub const ERASED_WITHIN_HOURS: u32 = 24;
/// How soon after `erased_on` no backup can bring anything back.
pub const BEYOND_RECOVERY: Period = Period::days(35);
/// How long an epoch of the key ring is the newest at most, in days.
pub const EPOCH_DAYS: u32 = 7;
/// How long after it began an epoch gives way because something was erased, in hours.
pub const EPOCH_AFTER_ERASURE_HOURS: u32 = 24;
/// For how many days old epochs are kept unless the installation says less: as old as a backup may be.
pub const EPOCHS_KEPT_DAYS: u32 = 28;
/// For how many days they are kept at least.
pub const EPOCHS_KEPT_DAYS_LEAST: u32 = 7;
/// How long an event of the audit trail waits for the witness until the controllers are told, in minutes.
pub const UNWITNESSED_MINUTES: i64 = 10;
/// For how many days a bucket that is the witness locks each head unless the installation says otherwise: over a
/// year, so that whoever audits once a year finds the last year's.
pub const HELD_DAYS: u32 = 400;
/// For how many days at least: no backup that is still of use is older than the heads that say how its ledger went on.
pub const HELD_DAYS_LEAST: u32 = 35;
/// For how many days at most: nobody, not the bucket's owner either, can unlock a head before.
pub const HELD_DAYS_MOST: u32 = 3_650;
/// How often the newest head of the audit trail is mailed to the controllers, in days.
pub const HEAD_MAILED_EVERY_DAYS: i64 = 7;
/// How long a link to an image lives, in minutes.
pub const IMAGE_LINK_MINUTES: u32 = 5;
/// How long an officer's statement of what for and why holds at the pages for police, in minutes.
pub const STATEMENT_MINUTES: i64 = 60;
/// How long an invitation to open an account is valid, in hours.
pub const INVITATION_HOURS: u32 = 24;
/// The age of criminal responsibility in England and Wales, in years: Children and Young Persons Act 1933,
/// section 50.
pub const CRIMINAL_RESPONSIBILITY_AGE: u32 = 10;
/// The age at which a person is no longer a child, in years.
pub const ADULT_AGE: u32 = 18;
/// How few people may hold a role above manager between them.
pub const SENIOR_PEOPLE_LEAST: usize = 3;
/// A count below this is merged or suppressed.
pub const SMALLEST_COUNT: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_allowed() {
        assert_eq!(Rules::default().check(), []);
    }

    #[test]
    fn what_a_rules_file_may_not_say() {
        type Change = fn(&mut Rules);
        let table: [(&str, &str, Change); 18] = [
            ("circulation is never longer than 12 months (R-20)", "circulation", |r| r.circulation.n = 13),
            ("circulation is at least a month (R-20)", "circulation", |r| r.circulation.n = 0),
            ("circulation is counted in months (R-20)", "circulation", |r| r.circulation = Period::days(12)),
            ("the cold year may only be shortened (R-21)", "cold", |r| r.cold.n = 24),
            ("ID sought is never over 12 months (R-28)", "id_sought_circulation", |r| {
                r.id_sought_circulation.n = 13
            }),
            ("ID sought is never over 12 months (R-28)", "id_sought_cold", |r| r.id_sought_cold.n = 13),
            ("ID sought is shown no longer than a named person", "id_sought_circulation", |r| {
                r.circulation.n = 5
            }),
            ("ID sought is kept no longer than a named person", "id_sought_cold", |r| r.cold.n = 5),
            ("an unreviewed report defers at most 14 days (R-24)", "unreviewed_defers", |r| {
                r.unreviewed_defers.n = 15
            }),
            ("nobody's appeal is cut below 14 days (R-44)", "appeal", |r| r.appeal.n = 13),
            ("a term is at least 3 months (R-40)", "exclusion_term", |r| r.exclusion_term = 2),
            ("a term is at most 36 months (R-40)", "exclusion_term", |r| r.exclusion_term = 37),
            ("so is a serious one (R-40)", "ladder.serious_term", |r| r.ladder.serious_term = 60),
            ("a ladder has a step (R-40)", "ladder.steps", |r| r.ladder.steps.clear()),
            ("a ladder goes up (R-40)", "ladder.steps", |r| r.ladder.steps.reverse()),
            ("work needs 20 people an hour (R-61)", "opened_in_an_hour", |r| r.opened_in_an_hour = 19),
            ("and no more than 1,000 (R-61)", "opened_in_an_hour", |r| r.opened_in_an_hour = 1_001),
            ("a sighting is never serious (R-12)", "ladder.serious", |r| {
                r.ladder.serious.push(Kind::Sighting)
            }),
        ];
        for (rule, field, change) in table {
            let mut rules = Rules::default();
            change(&mut rules);
            let fields: Vec<_> = rules.check().into_iter().map(|problem| problem.field).collect();
            assert_eq!(fields, [field], "{rule}");
        }
    }

    #[test]
    fn a_shorter_period_binds_everybody_and_a_longer_one_only_new_profiles() {
        let short = Rules { circulation: Period::months(6), ..Rules::default() };
        assert_eq!(short.binding(&Rules::default()).circulation, Period::months(6));
        assert_eq!(Rules::default().binding(&short).circulation, Period::months(6));
    }
}
