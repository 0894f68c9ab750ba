//! Which privacy notice tells of which record?
//!
//! There are four: for the people listed, once more in words for those under 18, for members, for the
//! public. Each names what it keeps from the one retention schedule; no record is left out of all.

use crate::domain::{
    retention::{self, Record},
    rules::Rules,
    text::words,
};

words! {
    /// Whom a privacy notice is for.
    Notice {
        /// People in the scheme's profiles.
        PeopleListed = "people-listed", "For people who are listed";
        /// The same people, where they are 10 to 17.
        Young = "young", "For people under 18 who are listed";
        /// Members and their staff.
        Members = "members", "For members and their staff";
        /// Everybody else.
        Public = "public", "For everybody else";
    }
}

/// How long a record is kept, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLine {
    /// The record.
    pub record: &'static str,
    /// When its period starts.
    pub starts: &'static str,
    /// How long.
    pub kept: String,
    /// What becomes of it then.
    pub then: &'static str,
    /// The rules it follows from.
    pub rule: &'static str,
}

impl Notice {
    /// The records its readers may be in.
    pub const fn records(self) -> &'static [Record] {
        use Record::*;
        match self {
            Self::PeopleListed | Self::Young => &[
                Profile,
                IdSoughtProfile,
                UncountedProfile,
                StruckProfile,
                Incident,
                UnidentifiedIncident,
                RejectedReport,
                LooseStill,
                Sighting,
                SentMail,
                UndeliveredMail,
                IdentityDocument,
                SarPack,
                Request,
                AuditEvent,
                ComplianceDocument,
                Certificate,
                Tombstone,
                Counter,
            ],
            Self::Members => &[
                User,
                Business,
                Session,
                LeavingConfirmation,
                DraftReport,
                RejectedReport,
                Incident,
                SentMail,
                UndeliveredMail,
                Request,
                AuditEvent,
                ComplianceDocument,
                Counter,
            ],
            Self::Public => {
                &[Enquiry, UnidentifiedIncident, Incident, SentMail, Request, PoliceClient, AuditEvent]
            }
        }
    }

    /// What it says of how long things are kept.
    pub fn kept(self, rules: &Rules) -> Vec<KeptLine> {
        self.records().iter().map(|record| kept(*record, rules)).collect()
    }
}

/// The whole schedule, in words.
pub fn schedule(rules: &Rules) -> Vec<KeptLine> {
    Record::ALL.iter().map(|record| kept(*record, rules)).collect()
}

fn kept(record: Record, rules: &Rules) -> KeptLine {
    let line = record.line();
    KeptLine {
        record: record.label(),
        starts: line.starts,
        kept: retention::kept_in_words(line, rules),
        then: retention::then_in_words(line.then),
        rule: line.rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::Period;

    #[test]
    fn every_record_is_told_of_in_some_notice() {
        for record in Record::ALL {
            let told = Notice::ALL.iter().any(|notice| notice.records().contains(record));
            assert!(told, "{record:?} is in no privacy notice (R-30, R-71)");
        }
    }

    #[test]
    fn a_notice_says_what_the_rules_say() {
        let short = Rules { cold: Period::months(3), ..Rules::default() };
        for (rules, kept) in [(Rules::default(), "12 months"), (short, "3 months")] {
            let lines = Notice::PeopleListed.kept(&rules);
            assert_eq!(lines[0].record, Record::Profile.label());
            assert_eq!(lines[0].kept, kept, "R-21, R-30");
        }
    }
}
